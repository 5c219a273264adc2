"""A header or label -> a noun phrase that a question can hold, or nothing.

A header that is no noun phrase ('R1', 'Home', '#', '2004') gives None and is never templated.
The lexicon is general English; nothing here knows a corpus.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from taskloom.mine.lexicon import kinds

LABELS = {
    "born": "date of birth",
    "died": "date of death",
    "directed by": "director",
    "produced by": "producer",
    "written by": "writer",
    "screenplay by": "screenwriter",
    "story by": "story writer",
    "music by": "composer",
    "edited by": "editor",
    "distributed by": "distributor",
    "composed by": "composer",
    "starring": "star",
    "narrated by": "narrator",
    "organized by": "organizing body",
    "organised by": "organising body",
    "preceded by": "predecessor",
    "succeeded by": "successor",
    "founded": "founding date",
    "established": "date of establishment",
    "dissolved": "date of dissolution",
    "opened": "opening date",
    "closed": "closing date",
    "released": "release date",
    "release": "release date",
    "recorded": "recording date",
    "turned professional": "year of turning professional",
    "years active": "period of activity",
    "running time": "running time",
    "signed on": "sign-on date",
    "inhabitants": "number of inhabitants",
    "pop.": "population",
    "est.": "estimate",
    "opponents": "opponent",
    "max": "maximum",
    "min": "minimum",
    "avg": "average",
    "qty": "quantity",
    "dept": "department",
    "govt": "government",
    "manager(s)": "manager",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
}
"""Labels whose plain form does not read as a noun phrase, and what they stand for."""

ABBREVIATIONS = {
    "pct": "percentage", "pct.": "percentage", "no.": "number", "num": "number", "nr": "number", "avg": "average",
    "avg.": "average", "tot": "total", "tot.": "total", "max": "maximum", "min": "minimum", "pop": "population",
    "pts": "points", "pts.": "points", "sec": "seconds", "prob": "probability", "perc": "percentage",
    "dem": "Democratic", "rep": "Republican", "dem%": "Democratic share", "approx.": "approximate",
    "est": "estimated", "est.": "estimated", "yr": "year", "yrs": "years", "temp": "temperature",
}  # fmt: skip
"""Words of headers that are spelled out in a question."""

NOT_NOUNS = frozenset(
    """a about above across after against all also an and any are as at away bad back be been before below best
    better between big both but by can cannot case certain change close current currently did do does done down drawn
    draws each east else end even ever every far few first for former formerly from full further gained general get
    good great had has have he held her here high him his home how if in inactive included including into is it its
    just last late later latest least left less like listed lost low made major male many may me mid minor misc
    miscellaneous more most much must my na name2 near never new next no none north not note notes now null of off old
    on one only open or other others our out over own part per played previous prior private public ref reference
    references refs rest retired right second see several shall she should since small so some south still such tbd
    than that the their them then there these they third this those through thus to too top true two under unknown
    unnamed until up us used very via vs was we well went were west what when where which while who whole why will
    with within without won would yes yet you your # id url urls link links source sources uri http https www comment
    comments remark remarks description details detail misc. etc image photo picture logo flag map coords key index
    value values data item items column field var variable total totals subtotal sum row type text""".split()
)
"""Single words that name nothing when they stand alone as a header."""

RANKS = frozenset(
    """rank ranking finish pos pos. position place placing no no. nr nr. # seed standing order serial s/n sl number
    num""".split()
)
"""Headers of running numbers: neither key nor answer (bad kind 8)."""

UNIT_TAIL = re.compile(r"\s*[\(\[]\s*(?!(?:1[5-9]|20)\d\d\s*[\)\]])([^()\[\]]{1,14})\s*[\)\]]\s*$")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])_(?=[A-Za-z])|_")
WORD = re.compile(r"[^\W\d_][\w'’\-./&%]*", re.UNICODE)
YEAR = re.compile(r"^(1[5-9]\d\d|20\d\d)$")


class Phrase(NamedTuple):
    """A noun phrase without article."""

    text: str
    """As it stands in running text ('median household income'); a label in quotation marks when it is cited."""
    noun: str
    """The phrase that refers back to what it denotes ('income')."""
    plural: bool
    countable: bool
    """True when 'how many …' can be asked of a whole number under it."""
    measure: bool
    """True when the noun names a quantity, so that 'what … is listed' can be asked of a number."""


PERSONS = frozenset(
    """player golfer rider champion winner runner-up candidate representative senator governor president mayor opponent
    director producer composer writer actor actress artist performer singer nominee person name leader coach manager
    captain author driver skipper scorer recipient member incumbent chairman vacator successor predecessor minister star
    musician speaker""".split()
)
"""Nouns that people are listed under."""

ENTITIES = PERSONS | frozenset(
    """title team club country state city town film movie song album school company station school university race
    tournament county region district province newspaper network""".split()
)
"""Nouns whose column names what a row is about."""

ORDINALS = frozenset("stage round week season episode district congress channel chapter volume lap game match".split())
"""Nouns that a number follows ('stage 7')."""

MEASURES = frozenset(
    """age altitude amount area attendance average balance bonus budget capacity census chance circulation coefficient
    consumption cost count coverage debt decrease deficit density depth deposit difference distance dose duration
    earnings efficiency elevation elo emission emissions energy estimate expectancy expenditure export exports fee
    figure fraction frequency gap gdp gross growth height import imports income increase index intensity interest
    investment latitude length level longitude loss magnitude majority margin mass maximum mean median minimum money
    mortality number odds output par part payment percent percentage pixel population power precipitation premium
    pressure price prize probability production profit proportion purse quantity quotient range rank rate rating ratio
    reading remittance rent reserves result resolution return revenue risk runtime salary sale score share size speed
    spending stake strength surplus tax temperature thickness time total turnout turnover unemployment usage value
    velocity voltage volume wage wealth weight width yardage year yield""".split()
)
"""Head nouns under which a number is a quantity."""

COUNTABLE = frozenset(
    """points goals wins losses votes seats stages cases participants appearances matches games titles championships
    episodes deaths births users beds servings drinks assists caps cuts weeks members players employees students
    inhabitants people persons households births subscriptions airports heliports stories respondents victories runs
    medals entries stations schools hospitals vehicles tonnes tons articles pages films albums singles songs copies
    delegates districts speeches tries tackles saves rounds laps events tournaments starts cuts podiums poles races
    countries states cities municipalities counties provinces enquiries requests complaints units animals farms samples
    tests drivers winners finalists minutes seconds hours days months years credits enrolments enrollments
    qualifications graduates applicants teachers workers establishments jobs calls bills sites refugees elections
    nominations awards attendances spectators fatalities injuries accidents crashes parties voters constituencies
    migrants soldiers ships aircraft trains buses bicycles passengers visitors tourists nights rooms flights""".split()
)


def is_rank(header: str) -> bool:
    """Whether the header marks a running number or a place in an order."""
    return header.strip().casefold().rstrip(":") in RANKS


@lru_cache(maxsize=8192)
def noun_phrase(header: str, *, prose: bool = False) -> Phrase | None:
    """The header as a noun phrase, or None when it is none (bad kinds 4, 13; design, 'Wording').

    With `prose` it is a description, which keeps its capitals.

    Joined headers ('Democrat / Asian') are cited as a label when each part names something.
    """
    text = " ".join(header.replace("\u00a0", " ").split()).strip(" :*†‡")
    text = re.sub(r"\[[^\]]{1,4}\]$", "", text).strip()
    if len(text) > 90 or not text:
        return None
    if " / " in text:
        parts = [noun_phrase(part) for part in text.split(" / ")]
        return cited(text) if all(parts) else None
    text = UNIT_TAIL.sub("", text) or text
    text = re.sub(r",\s*(\$|€|£|%|[a-z]{1,3})$", "", text).strip()
    text = re.sub(r"\(s\)|\(es\)", "", text).strip()
    folded = text.casefold()
    if folded in LABELS:
        return _phrase(LABELS[folded])
    if folded in NOT_NOUNS or folded in RANKS or YEAR.match(text) or re.search(r"[#@?!=<>{}|\\^~_]{2}", text):
        return None
    if "_" in text or (" " not in text and CAMEL.search(text)):
        text = " ".join(CAMEL.sub(" ", text).split())
    words = [ABBREVIATIONS.get(word.casefold(), word) for word in text.split()]
    if not words or len(words) > 16:
        return None
    lowered = [word if prose and at else _lowered(word, len(words)) for at, word in enumerate(words)]
    phrase = _phrase(" ".join(lowered))
    if _reads_as_noun(words, phrase):
        return _unnamed(phrase)
    if len(words) <= 2 and all(_proper(word) for word in words) and not is_rank(text):
        return cited(text)
    return None


def cited(label: str) -> Phrase:
    """A label that is quoted rather than said: '“Haley”'."""
    return Phrase("“" + label.replace("“", "'").replace("”", "'") + "”", "figure", False, False, False)


def is_cited(phrase: str) -> bool:
    """Whether a phrase is a quoted label."""
    return phrase.startswith("“")


def said(phrase: Phrase | None, header: str, *, number: bool) -> Phrase | None:
    """The phrase as a question can use it for numbers, or for names and dates.

    A number is asked for by a quantity ('median income') or a plural ('points'); any other noun is cited as the label
    it is ('“Final”'). Names and dates are never asked for by a cited label.
    """
    if phrase is None and number and _labels(header):
        return cited(" ".join(header.split()))
    if phrase is None or not number:
        return None if phrase is None or is_cited(phrase.text) else phrase
    if phrase.noun.casefold() in PERSONS:
        return None
    if (
        is_cited(phrase.text)
        or (phrase.plural and phrase.countable)
        or phrase.measure
        or phrase.noun.casefold() in ORDINALS
    ):
        return phrase
    return cited(" ".join(header.split()))


def _labels(header: str) -> bool:
    """Whether a header that is no noun phrase still says what its numbers are: a year, or 'Imported (%)'."""
    text = UNIT_TAIL.sub("", " ".join(header.split())).strip(" :*†‡")
    if YEAR.match(text):
        return True
    parts = [part for part in text.split(" / ") if part]
    words = [_bare(word) for part in parts for word in re.split(r"[\s\-–]+", part) if word]
    if not words or len(words) > 12 or is_rank(text):
        return False
    if len(words) == 1 and words[0] in NOT_NOUNS - {"total", "unknown", "other"}:
        return False
    known = [word for word in words if len(word) > 3 and "n" in kinds(word) + "n" * ("a" in kinds(word))]
    plain = all(
        word in CLOSED or kinds(word) or YEAR.match(word) or re.fullmatch(r"\d+[-–]?\d*\+?", word) for word in words
    )
    return bool(known) and plain and words[0] not in NOT_FIRST | CLOSED_FIRST


def _proper(word: str) -> bool:
    """A capitalised word of letters that English does not know otherwise: a name."""
    return (
        word.isalpha()
        and len(word) >= 4
        and word[0].isupper()
        and set(kinds(word)) <= {"n"}
        and any(c in "aeiouyAEIOUY" for c in word)
    )


def _reads_as_noun(words: list[str], phrase: Phrase) -> bool:
    if re.search(r"[#@?!=<>{}|\\^~]|[A-Za-z]\d", " ".join(words)):
        return False
    if words[0][0].isdigit() and not re.match(r"\d+(st|nd|rd|th)$", words[0]):
        return False
    first, last = _bare(words[0]), _bare(phrase.noun.split()[-1] if phrase.noun else "")
    end = _bare(words[-1])
    if end in CLOSED or first in CLOSED_FIRST or (first in NOT_FIRST and len(words) > 1):
        return False
    first_kinds = kinds(first)
    if len(words) > 1 and first_kinds and set(first_kinds) <= {"v"} and not first.endswith(("ed", "ing", "en")):
        return False
    if len(words) == 1:
        return (
            _is_noun(last) and not ("a" in kinds(last) and last not in MEASURES | COUNTABLE | NOUNS) and len(last) >= 3
        )
    unknown = [
        word
        for word in words
        if word.isalpha() and word[0].islower() and not kinds(_bare(word)) and _bare(word) not in CLOSED
    ]
    return _is_noun(last) and not unknown


def _is_noun(word: str) -> bool:
    return "n" in kinds(word) or word in NOUNS | ENTITIES | MEASURES | COUNTABLE


def _bare(word: str) -> str:
    return word.casefold().strip("()[],.;:'\"“”’")


CLOSED = frozenset(
    """by of in for the and or to with at on from a an per capita vs is are was were that which who as than if it
    its""".split()
)
CLOSED_FIRST = CLOSED - {"a", "an", "the"} | {"to"}
NOT_FIRST = frozenset("took left lost won made got gave held became began ran sat stood did had has have".split())
NOUNS = frozenset(
    """director producer composer writer winner champion player team club county country capital party candidate
    representative senator state city town region province district chair chief president governor mayor male female
    official executive national native individual general musical original single double metal chemical animal
    material journal hospital festival capital principal minister total final title character album label role
    network channel station language religion school college university film song artist performer""".split()
)
"""Nouns that can also be adjectives and name things all the same."""


def _unnamed(phrase: Phrase) -> Phrase:
    """'team name' says no more than 'team'."""
    head, _, last = phrase.text.rpartition(" ")
    if last == "name" and head and " " not in head and head in ENTITIES:
        return _phrase(head)
    return phrase


def _lowered(word: str, count: int) -> str:
    """Sentence case: a capitalised common word is lowered, an acronym or a name inside is kept."""
    core = word.strip("()[],;:“”\"'")
    if core.isupper() and len(core) > 3 and kinds(core):
        return word.lower()
    if core.isupper() and len(core) >= 2:
        return word if (len(core) <= 5 and count > 1) or len(core) <= 4 else word.lower()
    if core[:1].isupper() and core[1:].islower() and core.casefold() not in PROPER:
        return word[:1].lower() + word[1:] if word[:1].isupper() else word.lower()
    return word


PROPER = frozenset(
    """democrat democratic republican american british english french german european african asian christian muslim
    jewish catholic protestant orthodox january february march april june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday hispanic olympic olympics english spanish italian
    russian chinese japanese indian gini grammy emmy tony oscar academy nobel pulitzer facebook google twitter
    congress""".split()
)


def _phrase(text: str) -> Phrase:
    text = re.sub(r"^number (?!of\b)", "number of ", text)
    if named := re.match(r"(?:full |official )?names? of (?:the |an? )?(.+)$", text):
        return _phrase(named[1])
    head = re.split(
        r"\s+(?:of|per|in|for|by|with|at|from|on|who|that|during|to|as|below|above|under|over|between|without|among|[-–])\s+",
        text.split(" (")[0],
    )[0].strip(" ,")
    last = (head.split() or [text])[-1].strip("(),.;:")
    plural = _is_plural(last)
    countable = last.casefold() in COUNTABLE and (text == head or re.match(r"[a-z]+ (per|in|of) ", text) is not None)
    measure = last.casefold() in MEASURES or singular(last).casefold() in MEASURES
    return Phrase(text, head if len(head.split()) <= 3 else last, plural, countable, measure)


def _is_plural(word: str) -> bool:
    folded = word.casefold()
    if folded in {"people", "children", "men", "women", "media", "data", "criteria"}:
        return True
    return folded.endswith("s") and not folded.endswith(
        ("ss", "us", "is", "news", "series", "species", "gross", "os", "as", "gas")
    )


def singular(noun: str) -> str:
    """The noun for one of them ('winners' -> 'winner'), unchanged when it is singular."""
    head, _, last = noun.rpartition(" ")
    folded = last.casefold()
    if not _is_plural(last):
        return noun
    if folded.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif folded.endswith(("ches", "shes", "sses", "xes")):
        last = last[:-2]
    elif folded == "people":
        last = "person"
    elif folded in {"men", "women"}:
        last = last[:-2] + "an"
    elif folded == "children":
        last = "child"
    elif folded.endswith("s"):
        last = last[:-1]
    return f"{head} {last}".strip()


def plural(noun: str) -> str:
    """The noun for several of them ('country' -> 'countries')."""
    head, _, last = noun.rpartition(" ")
    folded = last.casefold()
    if _is_plural(last) or folded in {"series", "species"}:
        return noun
    if folded == "person":
        last = "people"
    elif folded.endswith("man"):
        last = last[:-2] + "en"
    elif folded == "child":
        last = "children"
    elif folded.endswith("y") and folded[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    elif folded.endswith(("s", "x", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return f"{head} {last}".strip()
