"""A header or label -> a noun phrase that a question can hold, or nothing.

A header that is no noun phrase ('R1', 'Home', '#', '2004') gives None and is never templated.
The lexicon is general English; nothing here knows a corpus.
"""

import re
from functools import lru_cache
from typing import NamedTuple

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
    "rank ranking pos pos. position place placing no no. nr nr. # seed standing order serial s/n sl number num".split()
)
"""Headers of running numbers: neither key nor answer (bad kind 8)."""

UNIT_TAIL = re.compile(r"\s*[\(\[]\s*([^()\[\]]{1,24})\s*[\)\]]\s*$")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])_(?=[A-Za-z])|_")
WORD = re.compile(r"[^\W\d_][\w'’\-./&%]*", re.UNICODE)
YEAR = re.compile(r"^(1[5-9]\d\d|20\d\d)$")


class Phrase(NamedTuple):
    """A noun phrase without article."""

    text: str
    """As it stands in running text ('median household income')."""
    noun: str
    """The phrase that refers back to what it denotes ('income')."""
    plural: bool
    countable: bool
    """True when 'how many …' can be asked of a whole number under it."""


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
def noun_phrase(header: str) -> Phrase | None:
    """The header as a noun phrase, or None when it is none.

    Joined headers ('Democrat / Asian') give None: their parts need the table's context, which `table` adds.
    """
    text = " ".join(header.replace("\u00a0", " ").split()).strip(" :*†‡")
    if " / " in text or len(text) > 90:
        return None
    text = UNIT_TAIL.sub("", text) or text
    text = re.sub(r",\s*(\$|€|£|%|[a-z]{1,3})$", "", text).strip()
    text = re.sub(r"\(s\)|\(es\)", "", text).strip()
    folded = text.casefold()
    if folded in LABELS:
        return _phrase(LABELS[folded])
    if folded in NOT_NOUNS or folded in RANKS or YEAR.match(text):
        return None
    if "_" in text or (" " not in text and CAMEL.search(text)):
        text = " ".join(CAMEL.sub(" ", text).split())
    words = text.split()
    words = [ABBREVIATIONS.get(word.casefold(), word) for word in words]
    if not words or not _reads_as_noun(words):
        return None
    return _phrase(" ".join(_lowered(word, len(words)) for word in words))


def _reads_as_noun(words: list[str]) -> bool:
    letters = [word for word in words if WORD.match(word) and sum(map(str.isalpha, word)) >= 3]
    if not letters or len(words) > 14:
        return False
    if any(
        re.search(r"\d", word)
        and re.search(r"[A-Za-z]", word)
        and not re.match(r"^\d+(st|nd|rd|th)$|^\d+-\w+$", word)
        for word in words
    ):
        return False
    if len(words) == 1:
        word = words[0]
        if word.isupper() and len(word) < 4:
            return False
        if re.search(r"(ly|ed)$", word.casefold()) and word.casefold() not in {
            "family",
            "seed",
            "speed",
            "bed",
            "breed",
            "feed",
            "need",
            "supply",
            "assembly",
            "anomaly",
            "reply",
            "monopoly",
        }:
            return False
        return word.casefold() not in NOT_NOUNS and not re.search(r"[#@?!=<>{}|\\^~]", word)
    if re.search(r"[#@?!=<>{}|\\^~]", " ".join(words)):
        return False
    last = words[-1].casefold().strip(".,;:")
    return last not in {
        "by",
        "of",
        "in",
        "for",
        "the",
        "and",
        "or",
        "to",
        "with",
        "at",
        "on",
        "from",
        "a",
        "an",
        "per",
        "vs",
        "is",
        "are",
        "was",
        "were",
    }


def _lowered(word: str, count: int) -> str:
    """Sentence case: a capitalised common word is lowered, an acronym or a name inside is kept."""
    core = word.strip("()[],;:“”\"'")
    if core.isupper() and len(core) >= 2:
        return word if len(core) <= 5 and count > 1 or len(core) <= 4 else word.lower()
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
    head = re.split(r"\s+(?:of|per|in|for|by|with|at|from|on|who|that|during|to|as)\s+", text)[0].strip(" ,")
    last = (head.split() or [text])[-1].strip("(),.;:")
    plural = _is_plural(last)
    return Phrase(
        text, head if len(head.split()) <= 3 else last, plural, last.casefold() in COUNTABLE and text == head
    )


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
    if _is_plural(last):
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
    elif not folded.endswith(("series", "species")):
        last += "s"
    return f"{head} {last}".strip()
