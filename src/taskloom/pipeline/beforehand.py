"""What is wrong with the settings of models, prompts, programs and the run's folder, found before anything is read."""

from taskloom.errors import UsageError
from taskloom.ingest.sources import folder_of
from taskloom.llm.access import check_models
from taskloom.llm.prompt import prompt_versions
from taskloom.pipeline.settings import Settings


def check(settings: Settings) -> None:
    """Raise ModelUnknown, UsageError and ServingError as a session with these settings would, after all the reading."""
    _check_folder(settings)
    models = [one for one in (settings.model, settings.judge) if one is not None]
    check_models(models, settings.budget)
    prompt_versions(settings.workflow.prompts)
    if settings.workflow.solving.command is not None:
        from taskloom.solve.command import command_of
        from taskloom.tools.serving import require

        command_of(settings.workflow.solving.command)
        require()


def _check_folder(settings: Settings) -> None:
    """Raise UsageError for a run that would be written into the very folder it reads."""
    for source in (*settings.sources, *settings.distractors):
        folder = folder_of(source)
        if folder is not None and folder.resolve() == settings.out.resolve():
            raise UsageError(
                f"{source}: --out {settings.out} is this very folder; choose another --out, such as one below"
            )
