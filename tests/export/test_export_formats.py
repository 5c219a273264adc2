"""Each format against what its consumer reads, without the consumer."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from inline_snapshot import snapshot
from pydantic import JsonValue
from try_builder import ATOMIC, DEPTH, at, items, lines

from taskloom.dataset.benchmark import Item
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.licences import Licences
from taskloom.errors import UsageError
from taskloom.export.exporting import CONTAMINATED, FORMATS, Exported, Format, export
from taskloom.export.selection import Selection
from taskloom.export.source import REJECTED
from taskloom.schema.document import Unreadable
from taskloom.store import DocumentRow, Store
from taskloom.store.reviews import Review, Reviews

AT = "2026-01-02T03:04:05Z"
EVERYTHING = Selection("all", True, True)


def exported(run: Path, form: Format, selection: Selection = EVERYTHING) -> tuple[Path, Exported]:
    folder = run.parent / form
    return folder, export(run, form, folder, selection, name="tour")


def table(file: Path) -> list[dict[str, JsonValue]]:
    return pq.read_table(file).to_pylist()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def test_messages_have_argument_objects_and_no_nulls(run: Path) -> None:
    folder, found = exported(run, "messages")
    assert found.rows == snapshot(
        {
            "test-subtasks.jsonl": 2,
            "test-subtasks.parquet": 2,
            "test.jsonl": 1,
            "test.parquet": 1,
            "train-preferences.jsonl": 1,
            "train-preferences.parquet": 1,
            "train.jsonl": 1,
            "train.parquet": 1,
        }
    )
    (row,) = lines(folder / "train.jsonl")
    assert row["messages"] == snapshot(
        [
            {"role": "user", "content": "How many points did Claudio Chiappucci score in the 1995 Tour de France?"},
            {
                "role": "assistant",
                "content": "I try search.",
                "tool_calls": [
                    {
                        "id": "c1",
                        "type": "function",
                        "function": {"name": "search", "arguments": {"query": "1995 Tour"}},
                    }
                ],
            },
            {"role": "tool", "content": "1. A <a.html>", "tool_call_id": "c1", "name": "search"},
            {
                "role": "assistant",
                "content": "I try open.",
                "tool_calls": [
                    {"id": "c2", "type": "function", "function": {"name": "open", "arguments": {"document": "a.html"}}}
                ],
            },
            {"role": "tool", "content": "Claudio Chiappucci | 214", "tool_call_id": "c2", "name": "open"},
            {"role": "assistant", "content": "214"},
        ]
    )
    assert "null" not in (folder / "train.jsonl").read_text()


def test_parquet_holds_what_the_lines_hold(run: Path) -> None:
    folder, _ = exported(run, "messages")
    for stem in ("train", "test", "test-subtasks", "train-preferences"):
        read: list[dict[str, JsonValue]] = [
            {
                name: [json.loads(str(one)) for one in value] if isinstance(value, list) else value
                for name, value in row.items()
            }
            for row in table(folder / f"{stem}.parquet")
        ]
        assert read == lines(folder / f"{stem}.jsonl")
    schema = pq.read_schema(folder / "train.parquet")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    assert schema.field("messages").type == pa.list_(pa.json_())  # pyright: ignore[reportUnknownMemberType]


def test_subtasks_come_in_order_with_their_own_steps(run: Path) -> None:
    folder, _ = exported(run, "messages")
    first, second = lines(folder / "test-subtasks.jsonl")
    said = [[at(message, "content") for message in items(row["messages"])] for row in (first, second)]
    assert said == [
        ["Where did it start?", "", "1. Start <start.html>", "", "It started in France.", "France"],
        [DEPTH.subtasks[1].question, "", "Capital: Paris", "Paris"],
    ]


def test_a_preference_is_a_right_and_a_wrong_try_after_one_prompt(run: Path) -> None:
    (row,) = lines(exported(run, "messages")[0] / "train-preferences.jsonl")
    assert row["prompt"] == [{"role": "user", "content": ATOMIC.question}]
    endings = [at(row[name], -1, "content") for name in ("chosen", "rejected")]
    assert endings == ["214", "215"]


def test_sharegpt_turns_alternate_and_calls_are_json_in_their_turn(run: Path) -> None:
    folder, found = exported(run, "sharegpt")
    right, wrong = lines(folder / "train.jsonl")
    assert (right["kto_tag"], wrong["kto_tag"]) == (True, False)
    assert right["conversations"] == snapshot(
        [
            {"from": "human", "value": "How many points did Claudio Chiappucci score in the 1995 Tour de France?"},
            {
                "from": "function_call",
                "value": '<think>I try search.</think>{"name": "search", "arguments": {"query": "1995 Tour"}}',
            },
            {"from": "observation", "value": "1. A <a.html>"},
            {
                "from": "function_call",
                "value": '<think>I try open.</think>{"name": "open", "arguments": {"document": "a.html"}}',
            },
            {"from": "observation", "value": "Claudio Chiappucci | 214"},
            {"from": "gpt", "value": "214"},
        ]
    )
    assert [tool["name"] for tool in json.loads(str(right["tools"]))] == ["search", "open"]
    information = json.loads((folder / "dataset_info.json").read_text())
    assert {entry["file_name"] for entry in information.values()} == set(found.rows)
    assert information["tour_train"] == {
        "file_name": "train.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "tools": "tools", "kto_tag": "kto_tag"},
    }


@pytest.mark.parametrize(
    ("form", "truth", "environment"),
    [
        ("verl", {"style": "rule", "ground_truth": "214"}, ("agent_name", "tool_agent")),
        ("skyrl", {"method": "rule", "ground_truth": "214"}, ("env_class", "taskloom")),
    ],
)
def test_reinforcement_rows_carry_the_typed_answer(
    run: Path, form: Format, truth: dict[str, str], environment: tuple[str, str]
) -> None:
    folder, _ = exported(run, form)
    (row,) = table(folder / "train.parquet")
    assert truth in (row.get("reward_model"), row.get("reward_spec"))
    assert row[environment[0]] == environment[1]
    extra = row["extra_info"]
    assert isinstance(extra, dict)
    assert (extra["split"], extra["index"], extra["question"]) == ("train", 0, ATOMIC.question)
    assert json.loads(str(extra["answer"]))["value"] == 214.0
    prompt = row["prompt"]
    assert isinstance(prompt, list)
    assert prompt[1] == {"role": "user", "content": ATOMIC.question}


def test_inspect_samples_need_no_mapping(run: Path) -> None:
    folder, _ = exported(run, "inspect")
    (row,) = lines(folder / "test.jsonl")
    assert set(row) == {"id", "input", "target", "metadata"}
    assert (row["id"], row["input"], row["target"]) == (DEPTH.id, DEPTH.question, ["Paris"])
    assert str(run.resolve()) in (folder / "task.py").read_text()


def test_verifiers_gets_a_package(run: Path) -> None:
    folder, found = exported(run, "verifiers")
    assert set(found.rows) == {"taskloom_tour/train.jsonl", "taskloom_tour/test.jsonl"}
    assert 'packages = ["taskloom_tour"]' in (folder / "pyproject.toml").read_text()
    (row,) = lines(folder / "taskloom_tour/train.jsonl")
    assert row["prompt"] == ATOMIC.question


@pytest.mark.parametrize(("form", "file"), [("verl", "reward.py"), ("skyrl", "environment.py"), ("inspect", "task.py")])
def test_the_programs_beside_the_rows_are_python(run: Path, form: Format, file: str) -> None:
    folder, _ = exported(run, form)
    text = (folder / file).read_text()
    compile(text, file, "exec")
    assert '"RUN"' not in text


def test_the_papers_records_have_its_fields(run: Path) -> None:
    folder, _ = exported(run, "paper")
    (single,) = lines(folder / "test-tasks.jsonl")
    assert single == snapshot(
        {
            "query": "What is the capital of the country where the 1995 race started?",
            "golden_answer": "Paris",
            "valid_hop": 2,
            "tool": "search, open",
            "domain": "html",
        }
    )
    (trace,) = lines(folder / "train-traces.jsonl")
    assert trace == snapshot(
        {
            "query": "How many points did Claudio Chiappucci score in the 1995 Tour de France?",
            "golden_answer": "214",
            "content_identifier": "Claudio Chiappucci",
            "tool_call_names": ["search", "open"],
            "tool_calls_count": 2,
            "score": 1.0,
            "ans_from_agent": "214",
            "domain": "html",
        }
    )
    (decomposition,) = lines(folder / "test-decompositions.jsonl")
    stages = decomposition["trace"]
    assert isinstance(stages, list)
    assert [stage["golden_answer"] for stage in stages if isinstance(stage, dict)] == ["France", "Paris", "Paris"]
    (failed,) = lines(folder / "train-failed-traces.jsonl")
    assert (failed["ans_from_agent"], failed["score"]) == ("215", 0.0)


def test_the_hub_card_names_every_file(run: Path) -> None:
    folder, found = exported(run, "hub")
    _, head, body = (folder / "README.md").read_text().split("---\n", 2)
    metadata = yaml.safe_load(head)
    named = [file["path"] for config in metadata["configs"] for file in config["data_files"]]
    assert sorted(named) == sorted(found.rows)
    assert [config["config_name"] for config in metadata["configs"]] == ["tasks", "messages", "preferences", "subtasks"]
    assert metadata["language"] == ["en"]
    assert metadata["size_categories"] == ["n<1K"]
    assert "## Known limits" in body
    (task,) = table(folder / "tasks/train.parquet")
    assert json.loads(str(task["golden"]))["value"] == 214.0


def test_a_format_holds_only_the_split_asked_for(run: Path) -> None:
    for form in FORMATS:
        folder, found = exported(run, form, Selection("test", True, True))
        assert found.rows
        assert not [file for file in found.rows if "train" in file]
        assert ATOMIC.question.encode() not in b"".join(file.read_bytes() for file in folder.rglob("*.jsonl"))


def test_a_folder_with_something_in_it_is_left_alone(run: Path) -> None:
    folder = run.parent / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="choose another --out"):
        export(run, "messages", folder, Selection())
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


def test_an_export_that_fails_leaves_nothing(run: Path) -> None:
    (run / "dataset" / "tasks.jsonl").write_text("{}\n")
    before = sorted(run.parent.iterdir())
    with pytest.raises(Exception, match=r"tasks\.jsonl:1"):
        exported(run, "messages")
    assert sorted(run.parent.iterdir()) == before


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_honours_reviews(run: Path, form: Format) -> None:
    reviews = Reviews(run)
    wanted = "How many points did Claudio Chiappucci score in the Tour of 1995?"
    reviews.add(Review(ATOMIC.id, "ann", AT, "correct", question=wanted))
    reviews.add(Review(DEPTH.id, "ann", AT, "reject", "Paris was not asked for"))
    folder, found = exported(run, form)
    assert found.reviewed == {"corrected": 1, "rejected": 1}
    assert found.left_out[REJECTED] == 1
    assert found.rows
    assert not [file for file in found.rows if "test" in file]
    written = [line for file in folder.rglob("*.jsonl") for line in file.read_text().splitlines()]
    written += [json.dumps(row, default=str) for file in folder.rglob("*.parquet") for row in table(file)]
    assert all(wanted in line and ATOMIC.question not in line for line in written)


def test_the_hub_card_tells_what_readers_said(run: Path) -> None:
    Reviews(run).add(Review(ATOMIC.id, "ann", AT, "accept"))
    Reviews(run).add(Review(DEPTH.id, "ann", AT, "reject"))
    folder, _ = exported(run, "hub")
    assert "## Read by people\n\n2 tasks: accepted 1, rejected 1." in (folder / "README.md").read_text()


def test_the_hub_card_tells_the_licences_that_the_user_states(run: Path) -> None:
    with Store.create_or_open(run) as store:
        store.documents.put([DocumentRow.of(0, Unreadable(uri="a.html", reason="empty"))])
        Licences({"*": "CC-BY-4.0"}).keep(store)
    folder, _ = exported(run, "hub")
    _, head, body = (folder / "README.md").read_text().split("---\n", 2)
    assert yaml.safe_load(head)["license"] == "cc-by-4.0"
    assert "| CC-BY-4.0 | user |" in body


@pytest.mark.parametrize("form", FORMATS)
def test_what_stands_in_a_benchmark_is_left_out_and_listed(run: Path, form: Format) -> None:
    benchmarks = Benchmarks([Item("b.csv", "7", ATOMIC.question, ("214",), ())])
    folder = run.parent / form
    found = export(run, form, folder, EVERYTHING, name="tour", benchmarks=benchmarks)
    assert found.left_out[CONTAMINATED] == 1
    assert not [file for file in found.rows if "train" in file or "contamination" in file]
    (hit,) = lines(folder / "contamination.jsonl")
    assert (hit["task"], hit["file"], hit["item"], hit["by"]) == (ATOMIC.id, "b.csv", "7", "copy")
