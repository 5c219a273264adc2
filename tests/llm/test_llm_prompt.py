"""Prompts as files: a folder of one's own stands for ours; what cannot is refused with the remedy."""

from importlib.resources import files
from pathlib import Path

import pytest

from taskloom.errors import UsageError
from taskloom.llm.prompt import fenced, prompt, prompt_names, prompt_versions

OURS = (files("taskloom") / "prompts" / "closed_book.md").read_text(encoding="utf-8")


def folder(tmp_path: Path, text: str, name: str = "closed_book.md") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", prompt_names())
def test_every_prompt_says_its_purpose_its_inputs_and_its_version(name: str) -> None:
    found = prompt(name)
    assert (found.name, found.version > 0, bool(found.purpose), bool(found.about)) == (name, True, True, True)
    assert found.data or found.inputs


def test_a_file_of_that_name_stands_for_ours_and_the_others_stay(tmp_path: Path) -> None:
    given = folder(tmp_path, OURS.replace("Answer the question between the marks", "From memory: answer"))
    assert prompt("closed_book", given).system.startswith("From memory: answer")
    assert prompt("judge", given) == prompt("judge")
    changed = [ours != own for ours, own in zip(prompt_versions(), prompt_versions(given), strict=True)]
    assert changed == [name == "closed_book" for name in prompt_names()]


@pytest.mark.parametrize(("old", "new"), [("max_tokens: 512", "max_tokens: 64"), ("version: 2", "version: 3")])
def test_every_change_of_a_prompt_makes_it_another(tmp_path: Path, old: str, new: str) -> None:
    assert prompt_versions(folder(tmp_path, OURS.replace(old, new))) != prompt_versions()


def test_a_readme_may_lie_beside_them(tmp_path: Path) -> None:
    folder(tmp_path, OURS)
    assert prompt_versions(folder(tmp_path, "mine", "README.md")) == prompt_versions()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--prompts: .*nowhere: no such folder"):
        prompt_versions(tmp_path / "nowhere")


def test_a_file_that_stands_for_no_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"closedbook\.md stands for no prompt; .* as ours: closed_book"):
        prompt_versions(folder(tmp_path, OURS, "closedbook.md"))


def test_a_folder_without_a_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no prompt; the files are named as ours"):
        prompt_versions(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("answer: {type: string}", "reply: {type: string}", "its output differs"),
        ("name: closed_book", "name: other", "its name differs"),
        ("purpose: closed_book", "purpose: solve", "its purpose differs"),
        ("purpose: closed_book", "purpose: chat", "purpose: Input should be"),
        ("question: the question", "asked: the question", "declares .*asked.* and uses .*question"),
        ("---user---", "", "not a prompt"),
        ("max_tokens: 512", "max_tokens: [", "its head is not YAML"),
    ],
)
def test_a_prompt_that_cannot_stand_for_ours_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=rf"closed_book\.md: .*{complaint}"):
        prompt_versions(folder(tmp_path, OURS.replace(old, new)))


def test_one_that_takes_other_inputs_is_refused_with_those_it_may_take(tmp_path: Path) -> None:
    renamed = OURS.replace("question: the question", "asked: the question").replace("{{question}}", "{{asked}}")
    with pytest.raises(UsageError, match=r"its inputs differ .*data \['question'\] and inputs \[\]"):
        prompt_versions(folder(tmp_path, renamed))


def test_no_text_can_end_its_own_fence() -> None:
    inner = fenced("text", "a")
    assert fenced("text", f"a\n{inner}").count(fenced("text", f"a\n{inner}").splitlines()[-1]) == 1
