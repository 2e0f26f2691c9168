"""The layers, held by the syntax trees: web -> search -> index, never back; imports at the top; no mutual imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.children import run

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("index", "search", "web")
FORBIDDEN = {"index": {"search", "web", "flask"}, "search": {"web", "flask"}, "web": {"whoosh"}}
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _module(name: str, modules: Iterable[str]) -> str:
    """The module that `from module import name` reads: the name itself where that is one."""
    return name if name in modules else name.rpartition(".")[0]


def _trees() -> dict[str, ast.Module]:
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_there_are_modules_to_look_at() -> None:
    assert {name.split(".")[0] for name in _trees()} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_only_from_its_own_layer_and_those_below(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tops = {name.split(".")[0] for name in _imports(tree)}
    assert not tops & FORBIDDEN[path.relative_to(ROOT).parts[0]]
    assert "tests" not in tops


@pytest.mark.parametrize("module", ["web.app", "index.columnar.worker"])
def test_who_reads_or_makes_segments_loads_nothing_that_parses_files(module: str) -> None:
    asked = (
        f"import sys, {module}; print(*sorted({{'index.sources', 'index.cli', 'trafilatura'}} & sys.modules.keys()))"
    )
    outcome = run(["-c", asked])
    assert outcome.status == 0
    assert outcome.output == "\n"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not inside
    assert all(node.level == 0 for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_can_be_taken_in_at_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_import_leads_back_to_where_it_started() -> None:
    trees = _trees()
    graph = {name: {_module(found, trees) for found in _imports(tree)} & trees.keys() for name, tree in trees.items()}
    state: dict[str, str] = {}

    def visit(name: str, path: list[str]) -> None:
        assert state.get(name) != "open", " -> ".join([*path, name])
        if name not in state:
            state[name] = "open"
            for other in sorted(graph[name]):
                visit(other, [*path, name])
            state[name] = "done"

    for name in sorted(graph):
        visit(name, [])


def test_only_the_engine_packages_know_whoosh() -> None:
    users = {_name(path) for path in ROOT.glob("*.py") if "whoosh" in _tops(path)}
    assert not users


def _tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in _imports(ast.parse(path.read_text(encoding="utf-8")))}
