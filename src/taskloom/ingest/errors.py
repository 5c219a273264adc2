"""Why a source gives no document."""


class Refused(Exception):
    """Nothing can be made of the source; the message names the reason and, where there is one, the remedy."""


class NotText(Refused):
    """The bytes are not text in any encoding."""


class NotFetched(Exception):
    """An address gives no page; the message names the reason and, where there is one, the remedy.

    `status` is the HTTP status it was refused with; None when it did not come to one.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
