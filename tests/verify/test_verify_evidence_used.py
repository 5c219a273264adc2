"""Evidence used: what a try was shown, and what it only said or was refused."""

import pytest
from made_task import NAME, evidence, made_task
from trying import Shown, messages

from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import Opened
from taskloom.schema.answer import Answer
from taskloom.schema.task import Provenance
from taskloom.verify.check import check
from taskloom.verify.evidence_used import answer_seen, seen
from taskloom.verify.record import Record, record

PROVENANCE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0", run="r")
TABLE = "table[2]/row[3]/column[2]"
POINTS = Answer(text="214", type="number", value=214.0)
TASK = made_task("How many points?", (evidence(1, "tour%20of.html", "The Tour", "214", TABLE), POINTS))
PROSE = made_task("Who won?", (evidence(1, "tour.html", "The Tour", "It was won by Claudio Chiappucci"), NAME))
OPEN = {"document": "tour%20of.html"}
TWO = "[table 1] Points\n| Rider | Points |\n| --- | --- |\n| Ann Hill | 214 |"
RIGHT = "[table 2] Mountains\n| Rider | Points |\n| --- | --- |\n| Claudio Chiappucci | 214 |"


@pytest.fixture(scope="module")
def records(real_run: Opened, accepted: tuple[Draft, ...]) -> list[Record]:
    return [
        record(draft, check(draft, real_run.facts, real_run.corpus, real_run.tools.call), PROVENANCE, ())
        for draft in accepted
    ]


def test_a_replay_through_the_real_tools_shows_every_piece(records: list[Record]) -> None:
    for task, trajectory in records:
        shown = seen(task, trajectory.messages)
        assert list(shown) == [piece.id for piece in task.evidence]
        assert None not in shown.values(), task.question
        if task.operation is None:
            assert answer_seen(task, trajectory.messages) == shown[task.evidence[-1].id]


def test_tools_that_refuse_show_nothing(records: list[Record]) -> None:
    for task, trajectory in records:
        text = f"error: no document has the uri or title {task.evidence[-1].title!r}; {task.evidence[-1].quote}"
        refused = [
            message.model_copy(update={"content": text}) if message.role == "tool" else message
            for message in trajectory.messages
        ]
        assert set(seen(task, refused).values()) == {None}
        assert answer_seen(task, refused) is None or task.operation is not None


@pytest.mark.parametrize(
    "shown",
    [
        ("open", OPEN, f"# The Tour\n\n{TWO}\n\n{RIGHT}"),
        ("open", {"document": "The Tour"}, f"# The Tour\n\n{RIGHT}"),
        ("open", {"document": "Le Tour"}, f"# The Tour\nalso called: Le Tour\n\n{RIGHT}"),
        ("find", {"document": "tour of.html", "text": "Chiappucci"}, RIGHT),
        ("web_fetch", {"url": "<tour%20of.html>"}, "Claudio Chiappucci had 214 points"),
        ("search", {"query": "x"}, "1. The Tour <tour%20of.html>\n   Mountains / Claudio Chiappucci | 214"),
        ("mcp__search", {"query": "x"}, "1. Other <o.html>\n   no\n2. The Tour <tour%20of.html>\n   | 214 |"),
    ],
)
def test_the_document_and_the_quote_were_shown(shown: Shown) -> None:
    assert seen(TASK, messages(("search", {"query": "q"}, "Nothing found."), shown)) == {"e_1": 2}
    assert answer_seen(TASK, messages(shown)) == 1


@pytest.mark.parametrize(
    "shown",
    [
        ("open", {"document": "other.html"}, f"# Other\n\n{RIGHT}"),
        ("open", OPEN, f"# The Tour\n\n{TWO}\n\nand 214 more"),
        ("open", OPEN, "# The Tour\n\n[table 2] Mountains\n| Rider | Points |\n| Ann Hill | 2145 |"),
        ("find", {**OPEN, "text": "214"}, "'214' does not stand in tour%20of.html; try a shorter text."),
        ("find", {"document": "other.html", "text": "The Tour"}, "[table 2]\n| The Tour | 214 |"),
        ("open", {"document": "214"}, "error: no document has the uri or title '214'"),
        ("python", {"code": "print('The Tour 214')"}, "# The Tour\n214"),
        ("search", {"query": "The Tour 214"}, "1. Other <o.html>\n   The Tour had 214"),
        ("search", {"query": "214"}, "214. The Tour <tour%20of.html>\n   nothing"),
    ],
)
def test_another_document_table_or_echo_shows_nothing(shown: Shown) -> None:
    assert seen(TASK, messages(shown)) == {"e_1": None}
    assert answer_seen(TASK, messages(shown)) is None


def test_a_document_named_otherwise_is_known_by_the_title_it_was_opened_with() -> None:
    alias = {"document": "Le Tour"}
    tried = messages(("open", alias, "# The Tour\n\nno table here"), ("find", {**alias, "text": "214"}, RIGHT))
    assert seen(TASK, tried) == {"e_1": 2}


def test_a_long_quote_is_known_wherever_it_was_shown() -> None:
    told = "As we know, it was\nwon by Claudio Chiap-\npucci."
    assert seen(PROSE, messages(("web_fetch", {"url": "mirror"}, told))) == {"e_1": 1}
    assert seen(PROSE, messages(("web_fetch", {"url": "mirror"}, "Claudio Chiappucci won."))) == {"e_1": None}
    assert seen(PROSE, messages(("open", {"document": "tour.html"}, "Claudio Chiappucci won."))) == {"e_1": 1}


def test_every_hop_must_be_shown() -> None:
    country = Answer(text="Italy", type="name")
    pieces = (evidence(1, "a.html", "A", "Italy"), evidence(2, "b.html", "B", "214"))
    task = made_task("How many?", (pieces[0], country), (pieces[1], POINTS))
    second: Shown = ("open", {"document": "b.html"}, "# B\n\n214 in Italy")
    assert seen(task, messages(second)) == {"e_1": None, "e_2": 1}
    assert answer_seen(task, messages(("open", {"document": "a.html"}, "# A\n\n214, Italy"), second)) == 2


def test_a_computed_answer_needs_its_inputs_and_appears_when_it_is_given() -> None:
    one, other = (Answer(text=text, type="number", value=float(text)) for text in ("676", "76"))
    hops = ((evidence(1, "a.html", "A", "676"), one), (evidence(2, "b.html", "B", "76"), other))
    task = made_task("How many?", *hops, computed=Answer(text="1,752", type="number", value=1752.0))
    shown: tuple[Shown, ...] = (
        ("open", {"document": "a.html"}, "# A\n\n676"),
        ("open", {"document": "b.html"}, "# B\n\n76"),
        ("python", {"code": "676 + 1076"}, "1752"),
    )
    assert seen(task, messages(*shown)) == {"e_1": 1, "e_2": 2}
    assert seen(task, messages(*shown[1:])) == {"e_1": None, "e_2": 1}
    assert (answer_seen(task, messages(*shown)), answer_seen(task, messages(*shown[:2]))) == (3, None)


@pytest.mark.parametrize("arguments", ["not json", "[1]", '{"document": 5}'])
def test_arguments_that_cannot_be_read_name_nothing(arguments: str) -> None:
    asked, said, told = messages(("open", OPEN, RIGHT))
    assert said.tool_calls is not None
    call = said.tool_calls[0]
    broken = call.model_copy(update={"function": call.function.model_copy(update={"arguments": arguments})})
    assert seen(TASK, (asked, said.model_copy(update={"tool_calls": (broken,)}), told)) == {"e_1": None}
