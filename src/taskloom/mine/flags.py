"""What a fact must be flagged for: profanity, and named people's misconduct (left out by default)."""

import re

from taskloom.schema.fact import Fact

OFFENSIVE = re.compile(
    r"\b(fuck\w*|shit\w*|bitch\w*|cunt\w*|dicks|dickhead|asshole\w*|motherfuck\w*|nigg\w*|fagg?ot\w*|whore\w*|slut\w*|"
    r"bastard\w*|goddamn\w*|cocks?|pussy|piss(?:ed)?|wank\w*|twat\w*|jap|gook\w*|kike\w*|spic|retard\w*|damn)\b",
    re.IGNORECASE,
)
MISCONDUCT = re.compile(
    r"\b(sexual\w*|harass\w*|grop\w*|misconduct|assault\w*|rape[ds]?|rapist|molest\w*|convict\w*|indict\w*|arrest\w*|"
    r"fraud\w*|brib\w*|corruption|scandal\w*|affair|mistress|drunk\w*|dui|abuse[ds]?|murder\w*|suicide|overdose\w*|"
    r"adulter\w*|prostitut\w*|embezzl\w*|perjury|guilty)\b",
    re.IGNORECASE,
)


def flags_of(fact: Fact) -> tuple[str, ...]:
    """The flags of a fact, none for most."""
    return flags_in(" ".join((fact.answer.text, fact.quote, *(key.text for key in fact.keys))))


def flags_in(text: str) -> tuple[str, ...]:
    """The flags of what a text says, none for most."""
    flags: list[str] = []
    if OFFENSIVE.search(text):
        flags.append("offensive")
    if MISCONDUCT.search(text):
        flags.append("misconduct")
    return tuple(flags)
