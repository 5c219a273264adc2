"""The set forms in which a sentence states something of its subject: general English, no corpus."""

import re
from collections.abc import Mapping

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DATE = rf"(?:\d{{1,2}} {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}, \d{{4}})"
WHEN = re.compile(
    rf"(?:on (?P<day>{DATE})|in (?P<month>{MONTH} \d{{4}})|in (?P<year>1[0-9]\d\d|20\d\d))"
    r"(?![\d–/-]|s\b| or\b| and \d| BC| until| to \d)"
)
"""One time at which something was done; no span, no choice."""

AGENTS: Mapping[str, str] = {
    "directed": "director", "written": "writer", "produced": "producer", "composed": "composer", "created": "creator",
    "designed": "designer", "developed": "developer", "published": "publisher", "founded": "founder",
    "manufactured": "manufacturer", "invented": "inventor", "discovered": "discoverer", "painted": "painter",
    "illustrated": "illustrator", "narrated": "narrator", "sculpted": "sculptor", "won": "winner",
    "distributed": "distributor", "choreographed": "choreographer",
}  # fmt: skip
"""Who did it, by what was done."""
DATES: Mapping[str, str] = {
    "founded": "founding date", "established": "date of establishment", "formed": "date of formation",
    "created": "date of creation", "built": "construction date", "constructed": "construction date",
    "completed": "completion date", "opened": "opening date", "released": "release date",
    "published": "publication date", "launched": "launch date", "introduced": "date of introduction",
    "incorporated": "date of incorporation", "discovered": "date of discovery", "dissolved": "date of dissolution",
    "demolished": "date of demolition", "abolished": "date of abolition",
}  # fmt: skip
"""When it was done."""
MAKERS: Mapping[str, str] = {
    **dict.fromkeys("song single album ep mixtape".split(), "artist"),
    **dict.fromkeys("novel novella book poem play story memoir essay autobiography textbook".split(), "author"),
    **dict.fromkeys("opera symphony concerto ballet sonata".split(), "composer"),
    **dict.fromkeys("painting fresco".split(), "painter"),
    **dict.fromkeys("sculpture statue".split(), "sculptor"),
}
"""Whose work it is, by what kind of work it is."""
BOOKS = frozenset(kind for kind, maker in MAKERS.items() if maker == "author")
MUSIC = frozenset(kind for kind, maker in MAKERS.items() if maker == "artist")
SETTLEMENTS = frozenset(
    "town village city county township borough municipality commune parish community hamlet state".split()
)
"""What a census counts people of."""

_VERBS = "|".join(sorted({*AGENTS, *DATES}))
_DIVISIONS = (
    "city|town|village|state|province|municipality|district|region|department|county|commune|canton|parish|prefecture|"
    "borough|governorate|oblast|voivodeship|township|community|republic|island"
)
_TITLED = (
    "County|District|Municipality|Province|Region|Prefecture|Department|Governorate|Oblast|Voivodeship|Parish|Township"
)
_MEASURES = (
    "area|total area|land area|surface area|length|total length|height|elevation|depth|seating capacity|capacity|"
    "diameter|wingspan|floor area"
)
_UNITS = (
    "km²|km2|sq mi|m²|square (?:miles|kilometers|kilometres|meters|metres|feet)|hectares|acres|metres|meters|feet|ft|"
    "kilometres|kilometers|miles|km|mi|mm|cm|m|people|spectators|seats|passengers"
)
_OFFICES = (
    "(?:provincial |regional |state |administrative )?capital|capital city|county seat|seat|"
    "administrative cent(?:er|re)|largest city|largest town|highest point|official language|currency|mascot|founder|"
    "home ground|home stadium|home venue|architect|national anthem|real name|birth name|chemical formula|patron saint"
)
"""What a thing has one of, and keeps."""
_CALLED = r"(?:(?!in |on )(?:[^\W\da-z_][^\s,;()]* ){1,5})?"
"""The name that someone was born with."""
_SOME_DAYS = r"(?:(?:from |on |between )?(?:[A-Z][a-z]+ \d|\d)[^,;.()]{0,24}?(?:, \d{4})? )?"
_EVENT = "(?:held|played|contested|staged)"
_IN_CENSUS = r"(?:at|as of|in|according to|by)"
_OF_CENSUS = r"(?:[A-Z][\w.]* )?census"

JOINT = re.compile(r"(?:,? (?:and|which|that|who)(?: (?:was|were|is))?|,)? ")
"""What stands between two clauses about one subject."""
DONE = re.compile(
    rf"(?:(?:was|were|is) )?(?:(?:originally|first|eventually|officially) )?"
    rf"(?P<verbs>(?:{_VERBS})(?:(?:, and |, | and )(?:{_VERBS}))*) ?"
)
LOCATED = re.compile(r"(?:(?:is|was|are) )?(?P<verb>located|situated|based|headquartered) in ")
DIVISION = re.compile(
    rf"(?:(?:is|was|are) )?(?:located |situated |based |playing )?(?:in|from) "
    rf"(?:the (?P<kind>{_DIVISIONS}|{_DIVISIONS.title()})"
    r"|the (?:[a-z]+|U\.S\.|[A-Z][a-z]+(?:an|ish|ese|ch|ss|i)) (?P<own>state|province|canton|city|town|village)) of "
)
COUNTY = re.compile(
    rf"(?:located |situated )?in (?:the )?(?P<name>(?:[A-Z][\w.'’-]+ ){{1,3}}(?P<kind>{_TITLED}))"
    r"(?=[.]| in |, (?!(?:[A-Z][\w.'’-]+ ){1,3}(?P=kind)))"
)
FAMILY = re.compile(
    r"(?:of [a-z][a-z ,-]{0,40} )?in the (?:[a-z]+ )?(?:family (?P<name>[A-Z][a-z]+)\b"
    r"|(?P<other>[A-Z][a-z]+(?:dae|ceae)) family\b)"
)
BORN = re.compile(
    rf"(?:was |were )?born {_CALLED}"
    rf"(?:(?:and raised )?in |on (?P<day>{DATE}),? (?:in |at )|in (?P<year>1\d\d\d|20\d\d) in )"
)
BORN_ON = re.compile(rf"(?:was )?born {_CALLED}on (?P<day>{DATE})")
MEASURED = re.compile(
    rf"(?:(?:has|had|with|covers|covering|occupies|encompasses|spans)(?: an?)? )(?P<measure>{_MEASURES}) of "
    rf"(?P<value>\d[\d,]*(?:\.\d+)? ?(?:{_UNITS}))(?=[ ,.;(]|$)(?! ?[–-]| to | or )"
)
ORDINAL = re.compile(
    r"(?:is|was) the (?P<ordinal>\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)(?:ieth|y-[a-z]+)) (?P<rest>.*)"
)
EDITION = re.compile(r"(?:annual )?(?:edition|staging|running) of\b|edition\b")
HELD = re.compile(rf"(?:was |were )?{_EVENT} {_SOME_DAYS}at (?:the )?(?=[^\W\da-z_])")
LASTED = re.compile(
    rf"(?:(?:(?:was|were) )?(?:{_EVENT}|run|ran|taking place|took place) )?"
    rf"from (?P<since>{DATE}) (?:to|until) (?P<until>{DATE})"
    rf"|(?:started|began|commenced) (?:on )?(?P<begun>{DATE})"
    rf" and (?:ended|finished|concluded) (?:on )?(?P<ended>{DATE})"
)
OFFICE = re.compile(
    rf"(?P<office>{_OFFICES})(?: and largest (?:city|town))?(?: of [^,.;]+?)? (?:is|was) (?:in )?(?:the )?"
    r"(?:(?:city|town|village) of )?(?=[^\W\da-z_\"“])"
)
CENSUS = re.compile(
    rf"(?:As of|At|In) the (?P<year>\d{{4}}) {_OF_CENSUS},? (?:[^,.]{{0,60}} had a population of"
    r"|(?:the|its|the \w+'s) (?:total )?population was) (?P<people>\d[\d,]*\d)(?! ?[–-])"
    r"|(?:[Tt]he |[Ii]ts )?population (?:was|is) (?P<people2>\d[\d,]*\d)"
    rf" {_IN_CENSUS} the (?P<year2>\d{{4}}) {_OF_CENSUS}"
    r"|(?:has|had|with) a population of (?P<people3>\d[\d,]*\d)"
    rf" (?:{_IN_CENSUS}|\()\s?(?:the )?(?P<year3>\d{{4}}) {_OF_CENSUS}"
)
