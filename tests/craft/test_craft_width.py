"""Width tasks: each computed answer equals what the documents' own cells give."""

from collections import Counter
from itertools import islice

import pytest

from taskloom.craft.bridges import Bridges
from taskloom.craft.chain import final
from taskloom.craft.draft import Draft
from taskloom.craft.width import width_drafts
from taskloom.grade.name import fold
from taskloom.mine.profile import is_total
from taskloom.mine.value import placeholder
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Cell, Table
from taskloom.schema.fact import Fact
from taskloom.solve.plan import ColumnReader, Read
from taskloom.verify.check import check

MANY = 300


@pytest.fixture(scope="module")
def drafts(real_run: Opened) -> list[Draft]:
    """Those of the first drafts that pass every check."""
    facts, corpus = real_run.facts, real_run.corpus
    drawn = islice(width_drafts(Bridges(facts), 3, 0), MANY)
    return [draft for draft in drawn if check(draft, facts, corpus, real_run.tools.call).failed is None]


def over(drafts: list[Draft], template: str) -> list[Draft]:
    found = [draft for draft in drafts if draft.template.startswith(template)]
    assert found, template
    return found


def shown(cell: Cell) -> str:
    """A cell's text; of a name with a link, the name."""
    return cell.links[0].text if len(cell.links) == 1 else cell.text


def rows(run: Opened, fact: Fact, reader: ColumnReader) -> list[tuple[str, str]]:
    """Key and value of the rows the reader is to read, from the document itself."""
    tables = [
        block
        for block in run.corpus.document(fact.uri).blocks
        if isinstance(block, Table) and block.number == fact.table
    ]
    found: list[tuple[str, str]] = []
    for table in tables:
        names = [column.name for column in table.columns]
        if reader.key not in names or reader.column not in names:
            continue
        for row in table.rows:
            texts = dict(zip(names, map(shown, row.cells), strict=True))
            if row.total or is_total(texts[reader.key]) or placeholder(texts[reader.key]):
                continue
            if reader.where is None or fold(texts[reader.where.column]) == fold(str(reader.where.text)):
                found.append((texts[reader.key], texts[reader.column]))
    return found


def reader_of(draft: Draft) -> ColumnReader:
    (reader,) = [step.reader for step in draft.plan.steps if isinstance(step, Read)]
    assert isinstance(reader, ColumnReader)
    return reader


def selected(run: Opened, draft: Draft) -> list[tuple[str, str]]:
    return rows(run, draft.facts[0], reader_of(draft))


def plain_number(text: str) -> float:
    return float(text.replace(",", "").replace("$", ""))


def test_a_count_is_that_of_the_rows(real_run: Opened, drafts: list[Draft]) -> None:
    for draft in over(drafts, "selection:count"):
        assert draft.answer.value == len(selected(real_run, draft))


def test_a_join_names_every_row(real_run: Opened, drafts: list[Draft]) -> None:
    for draft in over(drafts, "selection:join"):
        assert [item.text for item in draft.answer.items] == [key for key, _ in selected(real_run, draft)]


def test_an_order_names_the_three_largest(real_run: Opened, drafts: list[Draft]) -> None:
    for draft in over(drafts, "selection:order"):
        numbered = [(plain_number(value), key) for key, value in selected(real_run, draft) if value]
        best = [fold(key) for _, key in sorted(numbered, reverse=True)[:3]]
        assert [fold(item.text) for item in draft.answer.items] == best
        assert draft.answer.ordered


def values(draft: Draft) -> list[float]:
    found = [final(chain).answer.value for chain in draft.chains]
    assert all(isinstance(value, float) for value in found)
    return [float(value or 0) for value in found]


def test_a_difference_is_that_of_the_two_numbers(drafts: list[Draft]) -> None:
    for draft in over(drafts, "pair:difference"):
        one, two = values(draft)
        assert draft.answer.value == pytest.approx(abs(one - two), abs=1e-6)


def test_a_sum_is_that_of_the_two_numbers(drafts: list[Draft]) -> None:
    for draft in over(drafts, "pair:sum"):
        assert draft.answer.value == pytest.approx(sum(values(draft)), abs=1e-6)


def test_a_comparison_gives_the_higher_number(drafts: list[Draft]) -> None:
    for draft in over(drafts, "pair:compare"):
        assert draft.answer.value == max(values(draft))


def test_both_sides_of_a_pair_share_unit_and_date(drafts: list[Draft]) -> None:
    for draft in over(drafts, "pair:"):
        assert len({(final(chain).answer.unit, final(chain).when) for chain in draft.chains}) == 1


def test_a_join_over_one_bridge_has_two_labelled_parts(drafts: list[Draft]) -> None:
    for draft in over(drafts, "join:"):
        assert draft.answer.type == "parts"
        assert [item.text for item in draft.answer.items] == [final(chain).answer.text for chain in draft.chains]
        assert draft.chains[0][0] == draft.chains[1][0]
        assert all(item.label for item in draft.answer.items)


def test_no_draft_comes_twice(drafts: list[Draft]) -> None:
    assert Counter(draft.id for draft in drafts).most_common(1)[0][1] == 1


def test_every_draft_names_its_operation(drafts: list[Draft]) -> None:
    assert {draft.kind for draft in drafts} == {"width"}
    assert {draft.operation for draft in drafts} >= {"join", "compare", "difference", "count", "order"}


def test_hops_stay_within_the_most_asked_for(real_run: Opened) -> None:
    shallow = list(islice(width_drafts(Bridges(real_run.facts), 1, 0), 100))
    assert {draft.hops for draft in shallow} == {1}
