"""Why a source gives no document."""


class Refused(Exception):
    """Nothing can be made of the source; the message names the reason and, where there is one, the remedy."""


class NotText(Refused):
    """The bytes are not text in any encoding."""
