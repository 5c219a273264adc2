"""Facts and chains -> the words of a question: careful templates by form, answer type and place.

Every literal that uniqueness needs is said, and no more. The choice among equivalent forms is fixed by the
fact's id. Nothing here looks at a corpus.
"""

import re
from itertools import pairwise

from taskloom.craft.chain import Chain, Hop
from taskloom.grade.name import fold
from taskloom.mine.nouns import COUNTABLE, ENTITIES, ORDINALS, PERIODS, PERSONS
from taskloom.mine.phrase import is_cited, noun_phrase, plural, says_unit, singular
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact, Key

VERSION = 5

MONEY = frozenset({"$", "€", "£", "¥"})
NESTED_HOPS = 2
"""Chains longer than this are told sentence by sentence."""


def place(fact: Fact, about: str | None = None) -> str:
    """Where the fact is read: 'on the page “X”, under “Y”'; `about` stands for the document's name."""
    where = _document(fact, about)
    if not fact.scope:
        return where
    if match := re.fullmatch(r"page (\d+)", fact.scope):
        return f"{where}, on page {match[1]}"
    return f"{where}, under {quoted(fact.scope)}"


def _document(fact: Fact, about: str | None) -> str:
    record = fact.media_type == "application/json"
    if about is not None and about.startswith(("the page that", "the record that")):
        return f"{'in' if record else 'on'} {about}"
    if record:
        return f"in the record for {about or fact.title}"
    preposition, noun = {
        "html": ("on", "page"),
        "pdf": ("in", "document"),
        "image": ("in", "image"),
        "table": ("in", "dataset"),
        "text": ("in", "text"),
    }[fact.modality]
    return f"{preposition} the {noun} about {about}" if about else f"{preposition} the {noun} {quoted(fact.title)}"


def quoted(text: str) -> str:
    """The text in quotation marks, its own double ones made single."""
    return "“" + text.strip().replace("“", "‘").replace("”", "’").replace('"', "'") + "”"


def condition(key: Key, value: str | None = None) -> str:
    """A key as words: 'seniority date May 10, 1994', '214 points'."""
    text = value or key.text
    if is_cited(key.phrase):
        return f"{text} under {key.phrase}"
    last = key.phrase.split()[-1]
    if re.fullmatch(r"[\d,. ]+", text) and last in COUNTABLE and " " not in key.phrase:
        return f"{text} {singular(key.phrase) if text == '1' else key.phrase}"
    if re.fullmatch(r"[\d,. ]+", text) and re.search(r" (of|in|per|for) ", key.phrase):
        return f"{text} as the {key.phrase}"
    if re.fullmatch(r"\d+", text) and last in ORDINALS:
        return f"{key.phrase} {text}"
    if re.fullmatch(r"[-+−–]?[$€£]?[\d,.]*\d%?", text) and not (key.named or last in PERIODS):
        return f"{key.phrase} of {text}"
    if re.fullmatch(r"[\d\W]+|[\w.'’\- ]*\d[\w.,'’\- ]*", text) or key.named:
        return f"{key.phrase} {text}"
    return f"{key.phrase} {quoted(text)}"


def subject(fact: Fact, about: str | None = None) -> str:
    """What a cell's row is called: its name, or its key in words; `about` stands for the name."""
    first, *others = fact.keys
    plain = first.named or first.phrase == "name"
    said = condition(first)
    name = about or (first.text if plain else said if re.match(r"\w+ \d+$", said) else f"the {said}")
    if not others:
        return name
    return f"{name} ({'; '.join(_beside(key) for key in others)})"


def _beside(key: Key) -> str:
    """A further key, after the row's name."""
    return quoted(key.text) if key.phrase in {"entry", "group"} else condition(key)


def selects(fact: Fact) -> bool:
    """Whether a cell is asked for by another value of its row ('the rider with 214 points')."""
    return fact.selected and fact.keys[0].phrase != "name"


def _whose(hop: Hop, about: str | None) -> str:
    """Which row is meant: 'for Ann Hill', or 'with 12 points' by a value that is not what the row is about."""
    if selects(hop.fact):
        return f"with {conditions(hop.fact)}"
    return f"for {subject(hop.fact, about if hop.slot == 'subject' else None)}"


def _listed(fact: Fact) -> str:
    """'listed ' before a key that belongs to the row and not to what is asked for: a time, or a person in some role."""
    noun = singular(fact.keys[0].phrase).rsplit(" ", 1)[-1]
    return "listed " if noun in PERIODS | PERSONS else ""


def noun_of(hop: Hop) -> str:
    """How the hop's answer is referred to again: 'district'."""
    if hop.fact.form == "owner":
        return "subject"
    noun = singular(hop.fact.noun)
    if noun == "name" and (match := re.match(r"name of (?:the |an? )?(.+)", hop.fact.phrase)):
        return match[1]
    words = noun.split()
    while len(words) > 1 and words[-1] == "name":
        words.pop()
    while len(words) > 1 and words[0] in {"full", "official", "other"}:
        words.pop(0)
    return " ".join(words)


def described(hop: Hop, about: str | None = None) -> str:
    """The hop's answer as a noun phrase: 'the governor listed for Louisiana in the dataset “X”'."""
    fact = hop.fact
    where = place(fact, about if hop.slot == "document" else None)
    if fact.form == "owner":
        kind = "record" if fact.media_type == "application/json" else "page"
        return f"the {kind} that gives {quoted(fact.item or '')} as the {fact.phrase}{_period(fact)}"
    if fact.form == "extreme":
        return f"{_extreme(fact)} {where}"
    if fact.form == "item":
        return f"the figure given for {fact.item} under {quoted(fact.phrase)}{_period(fact)} {where}"
    if fact.form == "entry" and is_cited(fact.phrase):
        return f"the figure given under {fact.phrase}{_period(fact)} {where}"
    if fact.form in {"entry", "sentence", "metadata"}:
        return f"the {_unit(singular_phrase(fact), fact)} given{_period(fact)} {where}"
    who = _whose(hop, about)
    if is_cited(fact.phrase):
        return f"the {_unit('figure', fact)} listed {where} under {fact.phrase} {who}{_period(fact)}"
    phrase = _unit(singular_phrase(fact), fact)
    if selects(fact):
        return f"the {phrase} {_listed(fact)}{who} {where}"
    if hop.slot == "subject":
        return f"the {phrase} listed {where} {who}{_period(fact)}"
    return f"the {phrase} listed {who}{_period(fact)} {where}"


def conditions(fact: Fact) -> str:
    """All keys of a selected row as words."""
    return " and ".join(condition(key) for key in fact.keys)


def singular_phrase(fact: Fact) -> str:
    """The attribute's phrase for one value; numbers keep the plural ('points')."""
    if fact.answer.type in {"name", "text", "date"}:
        phrase = noun_phrase(fact.phrase)
        if phrase and phrase.plural and phrase.text == phrase.noun:
            return singular(fact.phrase)
    return fact.phrase


def _period(fact: Fact) -> str:
    return f" for {fact.when}" if fact.when else ""


def _unit(phrase: str, fact: Fact) -> str:
    return f"{phrase} (in {fact.unit})" if fact.unit and not says_unit(fact.phrase, fact.unit) else phrase


def _extreme(fact: Fact) -> str:
    if fact.keys and is_cited(fact.phrase):
        word = "highest" if fact.direction == "max" else "lowest"
        return f"the {fact.noun} with the {word} {_unit('figure', fact)} under {fact.phrase}"
    if fact.keys:
        return f"the {fact.noun} with the {superlative(fact)} {_unit(fact.phrase, fact)}"
    word = "largest" if fact.direction == "max" else "smallest"
    return f"the {fact.noun} with the {word} figure listed under {quoted(fact.phrase)}{_period(fact)}"


EXTREMES = {
    "distance": ("longest", "shortest"), "length": ("longest", "shortest"), "duration": ("longest", "shortest"),
    "area": ("largest", "smallest"), "population": ("largest", "smallest"), "size": ("largest", "smallest"),
    "money": ("most", "least"),
}  # fmt: skip
"""What the largest and the smallest of a quantity are called, where it is not 'highest' and 'lowest'."""


def superlative(fact: Fact) -> str:
    """How the largest number of the fact's attribute is said, or with `direction` 'min' the smallest."""
    most, least = EXTREMES.get(_head(fact), ("highest", "lowest"))
    if counted(fact.model_copy(update={"answer": Answer(text="0", type="number")})):
        most, least = "most", "fewest"
    return least if fact.direction == "min" else most


def _head(fact: Fact) -> str:
    """The noun of the fact's attribute."""
    phrase = noun_phrase(fact.phrase)
    return phrase.noun.casefold().rsplit(" ", 1)[-1] if phrase else ""


def asked(hop: Hop, about: str | None = None) -> str:
    """The hop's question without its place, uncapitalised and without the question mark."""
    fact = hop.fact
    kind = fact.answer.type
    if fact.form == "set":
        return f"which {names_of(fact)} are listed{those_of(fact)}"
    if fact.form == "extreme":
        return f"which {_extreme(fact).removeprefix('the ').replace(' with the ', ' has the ', 1)}"
    if fact.form == "item":
        return f"what figure is given for {fact.item} under {quoted(fact.phrase)}{_period(fact)}"
    if is_cited(fact.phrase):
        under = f"what {_unit('figure', fact)} is listed under {fact.phrase}{_period(fact)}"
        if fact.form == "entry":
            return under
        return f"{under} {_whose(hop, about)}"
    phrase = singular_phrase(fact)
    plural = phrase == fact.phrase and several(fact)
    countable = plural and counted(fact)
    if fact.form in {"entry", "sentence", "metadata"}:
        if countable:
            return f"how many {phrase} are given{_period(fact)}"
        if kind == "list":
            return f"which names are given as the {phrase}{_period(fact)}"
        if kind == "name":
            named = singular(fact.noun).casefold().rsplit(" ", 1)[-1] in ENTITIES
            return f"{'which name' if named else 'what'} is given as the {phrase}{_period(fact)}"
        if kind == "yes_no":
            return f"is {phrase} given as yes or no{_period(fact)}"
        if plural and fact.answer.unit in MONEY:
            return f"what value of {_unit(phrase, fact)} is given{_period(fact)}"
        return f"what {_unit(phrase, fact)} {'are' if plural else 'is'} given{_period(fact)}"
    who = _whose(hop, about)
    period = "" if selects(fact) and kind in {"name", "text"} else _period(fact)
    if countable:
        return f"how many {phrase} are listed {who}{period}"
    pronoun = "which" if kind == "name" or (kind == "text" and selects(fact)) else "what"
    return f"{pronoun} {_unit(phrase, fact)} {'are' if plural else 'is'} listed {who}{period}"


def names_of(whole: Fact) -> str:
    """What a set's members are called: 'border countries', 'golfers'."""
    return plural(whole.noun)


def those_of(whole: Fact) -> str:
    """How a set's members are listed: ' with country “Spain”', ' under “exports - partners” for 2023', or no more."""
    if whole.keys:
        return f" with {conditions(whole)}"
    inner = re.search(r"\(([^()]*)\)$", whole.phrase)
    own = {fold(whole.phrase), fold(whole.attribute.rsplit(" / ", 1)[-1]), fold(inner[1]) if inner else ""}
    return f"{'' if fold(names_of(whole)) in own else f' under {quoted(whole.phrase)}'}{_period(whole)}"


def several(fact: Fact) -> bool:
    """Whether the attribute's noun is plural."""
    phrase = noun_phrase(fact.phrase.split(" (")[0])
    return phrase is not None and phrase.plural


def counted(fact: Fact) -> bool:
    """Whether 'how many' asks for the fact's number: a whole one, without unit, of a plural that counts things."""
    # A remark in brackets keeps the count ('ports (small)') but where it is a unit ('deaths (%)').
    bare, _, remark = fact.phrase.partition(" (")
    phrase = noun_phrase(bare)
    unit = fact.unit or (remark and re.fullmatch(r"[A-Za-z ]+\)", remark) is None)
    if phrase is None or not phrase.plural or unit or fact.answer.type != "number":
        return False
    whole = re.fullmatch(r"\d{1,3}([,. ]?\d{3})*", fact.answer.text) is not None
    return whole and (phrase.countable or phrase.noun in COUNTABLE)


def sentence(text: str) -> str:
    """Capitalised."""
    return text[:1].upper() + text[1:]


def ask(hop: Hop, about: str | None = None) -> str:
    """One hop as a whole question."""
    fact = hop.fact
    if fact.form == "owner":
        kind = "record" if fact.media_type == "application/json" else "page"
        return f"Which {kind} gives {quoted(fact.item or '')} as the {fact.phrase}{_period(fact)}?"
    core = asked(hop, about)
    where = place(fact, about if hop.slot == "document" else None)
    if int(fact.id[-1], 16) % 2 or len(where) > 90 or about:
        return f"{sentence(where)}, {core}?"
    return f"{sentence(core)} {where}?"


def question(chain: Chain) -> str:
    """A chain as a question: nested for two hops, sentence by sentence for more."""
    if len(chain) == 1 or (len(chain) == NESTED_HOPS and chain[1].slot == "subject" and not chain[0].fact.scope):
        about = described(chain[0]) if len(chain) == 2 else None
        return ask(chain[-1], about)
    steps = [f"Take {described(chain[0])}."]
    for before, hop in pairwise(chain[:-1]):
        steps.append(f"Then take {described(hop, 'that ' + noun_of(before))}.")
    return " ".join([*steps, ask(chain[-1], "that " + noun_of(chain[-2]))])


def value_phrase(chain: Chain) -> str:
    """A chain's number as a noun phrase, for width extension: 'the points listed for X on the page “Y”'."""
    hop = chain[-1]
    about = described(chain[0]) if len(chain) == 2 else None
    text = described(hop, about)
    phrase = noun_phrase(hop.fact.phrase)
    if hop.fact.form in {"cell", "entry"} and phrase and phrase.plural and phrase.countable and not hop.fact.unit:
        return text.replace("the ", "the number of ", 1)
    return text
