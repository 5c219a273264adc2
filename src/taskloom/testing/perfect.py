"""A model that plays every part of the workflow by rule, well: for tests of runs, and for what a run costs at best.

It reads 'label: value' fields and rows of tables as facts, words them by a template, knows nothing by heart, finds no
rivals, extends and merges what it can, and solves with a search and a look at each place. What to answer, and where it
stands, it remembers from the calls before, as no real model could.
"""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from pydantic import JsonValue

from taskloom.testing.perfect_extension import FIELD, merged, next_step, parted, substituted
from taskloom.testing.reply import Called, ChatRequest, ScriptReply

MOST = re.compile(r"At most (\d+) facts")
FENCED = re.compile(r"<(\w+)-[0-9a-f]{12}>\n(.*?)\n</\1-[0-9a-f]{12}>", re.DOTALL)
FACT = re.compile(r"^(\d+)\. \[[^\]]*\] about (.*?); asks (.*?); answer (.*?)(?:; on (.*?))?(?:; “.*)?$", re.MULTILINE)
WEB = re.compile(r"^Tools: .*\bweb_fetch\b", re.MULTILINE)
NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
ASKED = re.compile(r"Question (\d+): (.*)\nAnswer: (.*)")
PLACE = re.compile(r"<([^<>\n]+)>$", re.MULTILINE)
VALUE = re.compile(r"[$€£]?\d[\d,.]+%?(?: [a-z]{2,12})?|[^\W\d_][\w.’'-]{2,}(?: [^\W\d_][\w.’'-]+){0,3}")
"""One number or one name."""
NAME = re.compile(r"(?=.*[^\W\d_]{3})[^|=]{4,60}")
WORDINGS = (
    "What is the {0} of {1}{2}?",
    "Which {0} is given for {1}{2}?",
    "For {1}{2}, what is the {0}?",
    "What does the record{2} of {1} give as the {0}?",
)
"""More than one, because no wording may be that of too many tasks."""


class _Known(NamedTuple):
    answer: str
    uri: str = ""
    sought: str = ""
    """What to look for in that document."""


_UNKNOWN = _Known("unknown")


class _Look(NamedTuple):
    """A place of the corpus: what to find in which document."""

    document: str
    text: str


class PerfectModel:
    """The script; one instance a server, because it remembers."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._looks: dict[str, tuple[_Look, ...]] = {}
        """Where to look, for questions made of others; in the order of the hops or parts."""

    def __call__(self, request: ChatRequest) -> ScriptReply:
        """What it says."""
        messages = cast("list[dict[str, JsonValue]]", request["messages"])
        user = next(str(one["content"]) for one in messages if one["role"] == "user")
        wanted = cast("dict[str, dict[str, JsonValue]]", request.get("response_format") or {})
        name = str(wanted.get("json_schema", {}).get("name", "solve"))
        match name:
            case "extract":
                return {"facts": _facts(user)}
            case "word":
                return {"questions": _questions(user)}
            case "reword":
                return {"questions": [_numbered(int(n), text) for n, text in NUMBERED.findall(_inside(user))]}
            case "closed_book":
                return {"answer": "unknown"}
            case "refute":
                return self._refuted(user)
            case "extend":
                return self._extended(user)
            case "extend_strict":
                return {"reason": "the quote says so", "strict": True}
            case "extend_unique":
                return {"reason": "it names one", "other": "", "unique": True}
            case "extend_merge":
                return self._substituted(user)
            case "extend_faithful":
                return {"reason": "it asks the same", "faithful": True}
            case "merge":
                return self._merged(user, allowed=str(messages[0]["content"]))
            case "split":
                return _parted(user)
            case "split_same":
                return {"reason": "they ask the same", "same": True}
            case "rival":
                return {"reason": "it is about another thing", "right": False}
            case "judge":
                return {"reason": "the same", "score": 2}
            case _:
                return self._solved(user, messages, request)

    def _refuted(self, user: str) -> ScriptReply:
        text = _inside(user)
        found: list[JsonValue] = []
        starts = [*ASKED.finditer(text)]
        for at, match in enumerate(starts):
            end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
            first = _inside(text[match.end() : end]).partition("\n\n")[0]
            place = PLACE.search(first.partition("\n")[0])
            sought = _sought(match[2], match[3], first)
            self._known[match[2]] = _Known(match[3], place[1] if place else "", sought)
            found.append({"question": int(match[1]), "rival": "", "quote": "", "document": ""})
        return {"found": found}

    def _extended(self, user: str) -> ScriptReply:
        given = dict(FENCED.findall(user))
        step = next_step(given["name"], given["used"], given["seen"], web=WEB.search(user) is not None)
        if step.action == "propose":
            self._looks[step.question] = (_Look(step.document, given["name"]),)
        return dict[str, JsonValue](step._asdict())

    def _substituted(self, user: str) -> ScriptReply:
        given = dict(FENCED.findall(user))
        question = substituted(given["question"], given["name"], given["step"])
        self._looks[question] = (*self._places(given["step"]), *self._places(given["question"]))
        return {"question": question}

    def _merged(self, user: str, allowed: str) -> ScriptReply:
        questions = [text for _, text in NUMBERED.findall(_inside(user))]
        operation = "join" if re.search("^join: ", allowed, re.MULTILINE) else "sum"
        question = merged(questions, operation)
        self._looks[question] = tuple(place for one in questions for place in self._places(one))
        return {"operation": operation, "question": question}

    def _places(self, question: str) -> tuple[_Look, ...]:
        known = self._known.get(question, _UNKNOWN)
        return self._looks.get(question) or ((_Look(known.uri, known.sought),) if known.uri else ())

    def _solved(self, user: str, messages: list[dict[str, JsonValue]], request: ChatRequest) -> ScriptReply:
        native = "tools" in request
        question = " ".join((_inside(user) or user).split())
        places = self._places(question)
        step = sum(map(_acted, messages))
        if step == 0:
            return _call("search", {"query": question[:300]}, native)
        if step <= len(places):
            document = places[step - 1].document
            if document.startswith(("http://", "https://")) and "web_fetch" in f"{request.get('tools')} {messages[:2]}":
                return _call("web_fetch", {"url": document}, native)
            return _call("find", {**places[step - 1]._asdict()}, native)
        answer = self._known.get(question, _UNKNOWN).answer
        return f"Answer: {answer}" if native else {"action": "answer", "answer": answer}


def _acted(message: dict[str, JsonValue]) -> bool:
    """Whether it is a step that was taken; a reply that could not be used is none."""
    return message["role"] == "assistant" and ("tool_calls" in message or '"action"' in str(message.get("content")))


def _call(name: str, arguments: dict[str, JsonValue], native: bool) -> ScriptReply:
    return (Called(name, arguments),) if native else {"action": name, **arguments}


def _inside(user: str) -> str:
    """The first fenced text; '' where there is none."""
    match = FENCED.search(user)
    return match[2] if match else ""


def _parted(user: str) -> ScriptReply:
    questions, operation = parted(_inside(user))
    parts: list[JsonValue] = [{"question": one, "identifier": "", "relation": ""} for one in questions]
    return {"parts": parts, "operation": operation}


def _numbered(number: int, question: str) -> dict[str, JsonValue]:
    return {"number": number, "question": question}


def _sought(question: str, answer: str, passage: str) -> str:
    """The stretch around the answer in the line that holds it and says most of the question; or the answer."""
    asked = set(question.split())
    lines = [line for line in passage.split("\n")[1:] if answer in line]
    best = max(lines, key=lambda line: len(asked.intersection(re.split(r"[^\w.]+", line))), default=answer)
    at = best.find(answer)
    return best[max(0, at - 40) : at + len(answer) + 40].strip("| …")


def _facts(user: str) -> list[JsonValue]:
    text = _inside(user)
    title = text.split("\n")[0].lstrip("# ")
    most = int(found[1]) if (found := MOST.search(user)) else 8
    facts: list[JsonValue] = []
    header: list[str] = []
    named: set[str] = set()
    for line in text.split("\n"):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
            if not header:
                header = cells
            elif len(cells) == len(header) > 1 and len(set(header)) == len(header):
                facts += _row(header, cells, line, named)
            continue
        header = []
        field = FIELD.fullmatch(line)
        if field and VALUE.fullmatch(field[2]) and field[1] not in named:
            named.add(field[1])
            facts.append(_fact(title, field[1], field[2], line))
    return facts[:most]


def _row(header: list[str], cells: list[str], line: str, named: set[str]) -> list[JsonValue]:
    """What one of its cells says of the first name of a row; nothing of a name that had its row before."""
    at = next((at for at, cell in enumerate(cells) if NAME.fullmatch(cell)), len(cells))
    told = [(header[to], cells[to]) for to in range(at + 1, len(cells)) if VALUE.fullmatch(cells[to])]
    told = [
        (said, cell) for said, cell in told if len(said) > 3 and cell.casefold() not in f"{cells[at]} {said}".casefold()
    ]
    if not told or cells[at] in named:
        return []
    named.add(cells[at])
    return [_fact(cells[at], *told[len(named) % len(told)], line)]


def _fact(identifier: str, relation: str, answer: str, quote: str) -> dict[str, JsonValue]:
    return {"identifier": identifier, "relation": relation, "answer": answer, "quote": quote}


def _questions(user: str) -> list[JsonValue]:
    made: list[JsonValue] = []
    for number, identifier, relation, _, where in FACT.findall(_inside(user)):
        place = f" on “{where}”" if where else ""
        wording = WORDINGS[len(identifier + relation) % len(WORDINGS)]
        made.append(_numbered(int(number), wording.format(relation, identifier, place)))
    return made


perfect = PerfectModel()
"""For `python -m taskloom.testing.server --script taskloom.testing.perfect:perfect`."""
