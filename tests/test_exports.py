"""The public names of the packages: sorted, documented, and really there."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import index

PACKAGES = ("index.sources", "search", "web")
_NAMED = re.compile(r"^(index\.\w+) +(\w+)\(", re.MULTILINE)


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as the linter sorts them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_are_sorted_and_there(package: str) -> None:
    module = importlib.import_module(package)
    names = module.__all__
    assert names
    assert list(names) == sorted(names, key=_order)
    assert all(hasattr(module, name) for name in names)
    assert module.__doc__


@pytest.mark.parametrize("package", PACKAGES)
def test_public_classes_and_functions_have_docstrings(package: str) -> None:
    module = importlib.import_module(package)
    things = [getattr(module, name) for name in module.__all__]
    bare = [thing for thing in things if (inspect.isclass(thing) or inspect.isfunction(thing)) and not thing.__doc__]
    assert not bare


def test_what_the_write_side_says_it_has_is_there() -> None:
    named = _NAMED.findall(index.__doc__ or "")
    assert len(named) == 3
    assert all(getattr(importlib.import_module(module), name).__doc__ for module, name in named)


@pytest.mark.parametrize("path", sorted(Path(index.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_public_classes_and_functions_of_the_write_side_have_docstrings(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    things = [thing for thing in body if isinstance(thing, (ast.ClassDef, ast.FunctionDef))]
    assert not [thing.name for thing in things if thing.name[0] != "_" and not ast.get_docstring(thing)]
