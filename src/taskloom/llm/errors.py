"""What can go wrong between a question to a model and a usable reply."""

from taskloom.errors import TaskloomError


class ModelFailed(TaskloomError):
    """The endpoint gave no reply, retries included, or refuses this request."""


class Unusable(TaskloomError):
    """The model replied, and what it said cannot be used, asked again included."""


class BudgetReached(TaskloomError):
    """The next call could cost more than what is left of the budget; it was not sent."""


class ModelUnknown(TaskloomError):
    """A model's name or settings that name no endpoint."""
