"""What is wrong with the settings of models, prompts and programs, found before anything is read or spent."""

from taskloom.llm.access import check_models
from taskloom.llm.prompt import prompt_versions
from taskloom.pipeline.settings import Settings


def check(settings: Settings) -> None:
    """Raise ModelUnknown, UsageError and ServingError as a session with these settings would, after all the reading."""
    models = [one for one in (settings.model, settings.judge) if one is not None]
    check_models(models, settings.budget)
    prompt_versions(settings.workflow.prompts)
    if settings.workflow.solving.command is not None:
        from taskloom.solve.command import command_of
        from taskloom.tools.serving import require

        command_of(settings.workflow.solving.command)
        require()
