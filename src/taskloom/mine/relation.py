"""What a label or a sentence tells, whatever its words: a row 'Founded' and 'was established in' are one relation."""

from taskloom.grade.name import fold

_ONE = (
    "founding date|date of establishment|date of formation|date of creation|date of foundation|foundation date"
    "|date of incorporation|year of foundation|founding year|year founded|foundation|formation|establishment|inception"
    "|founded|established|formed|created|year of establishment|formation date|incorporated|incorporation",
    "construction date|completion date|year built|year of construction|built|completed|date of construction"
    "|date of completion|construction|year of completion|constructed|completion",
    "opening date|date of opening|opened|inaugurated",
    "release date|date of release|released|publication date|date of publication|published|first published"
    "|year of publication|release|released on|year of release|launch date|launched|launch|date of launch",
    "date of introduction|introduced|introduction|introduction date|year introduced",
    "date of discovery|discovered|discovery|discovery date",
    "date of dissolution|dissolved|disbanded|dissolution",
    "date of demolition|demolished|demolition",
    "date of abolition|abolished|abolition",
    "director|directed by|film director",
    "writer|written by|author|screenwriter|story writer|songwriter|playwright",
    "artist|performer|singer|musician|recording artist|band",
    "producer|produced by",
    "record label|label",
    "winner|champion|won by",
    "founder|founded by|established by",
    "designer|architect|designed by|course designer",
    "publisher|published by",
    "home ground|home stadium|home venue|ground|stadium",
    "venue|course",
    "capital|provincial capital|regional capital|state capital|administrative capital|capital city",
    "seat|county seat|administrative center|administrative centre|administrative seat",
    "area|total area|surface area|land area",
    "capacity|seating capacity",
    "length|total length",
    "height|elevation",
    "location|headquarters|base|place",
    "place of birth|birthplace|birth place",
    "date of birth|birth date|birthdate",
    "date of death|death date",
    "birth name|real name|full name",
    "edition|edition number",
)
"""The phrases for one relation, in each line; the first names it."""
_GROUPS = [group.split("|") for group in _ONE]
_RELATIONS = {fold(phrase): fold(group[0]) for group in _GROUPS for phrase in group}


def relation_of(phrase: str) -> str:
    """The folded name of the relation a phrase speaks of; its own words where no others are known to say the same."""
    folded = fold(phrase)
    return _RELATIONS.get(folded) or _RELATIONS.get(folded.removesuffix(" s").removesuffix("s"), folded)
