"""What can go wrong between a question to a model and a usable reply."""

from taskloom.errors import TaskloomError


class ModelFailed(TaskloomError):
    """The endpoint gave no reply, retries included, or refuses this request."""


class ModelUnavailable(ModelFailed):
    """No request can succeed until something is changed: the key, the name or the address is wrong, the money with
    the provider is used up, or nothing answers at that address any more.
    """


class Unusable(TaskloomError):
    """The model replied, and what it said cannot be used, asked again included."""


class BudgetReached(TaskloomError):
    """The next call could cost more than what is left of the budget; it was not sent."""

    exit_status = 3


class Stopped(TaskloomError):
    """The run is being stopped: calls in flight finish, this one was not sent."""

    exit_status = 130


class ModelUnknown(TaskloomError):
    """A model's name or settings that name no endpoint."""

    exit_status = 2
