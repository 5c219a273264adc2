"""The folders keep their order, and what a package offers is there."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import taskloom

ROOT = Path(__file__).parent.parent
MODULES = sorted(module.name for module in pkgutil.walk_packages(taskloom.__path__, "taskloom."))
PACKAGES = sorted(module.name for module in pkgutil.iter_modules(taskloom.__path__) if module.ispkg)


def test_a_package_imports_only_from_those_below_it() -> None:
    kept = 0
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == kept


def test_every_package_has_its_layer() -> None:
    contract = (ROOT / "pyproject.toml").read_text("utf-8").split("layers = [")[1].split("]")[0]
    layers = [name.strip(' "\n') for name in contract.split(",")]
    assert sorted(filter(None, layers)) == PACKAGES


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_offers_is_there(name: str) -> None:
    module = import_module(name)
    missing = [offered for offered in getattr(module, "__all__", ()) if not hasattr(module, offered)]
    assert missing == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_for(name: str) -> None:
    assert import_module(name).__doc__
