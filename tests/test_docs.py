"""The documents say what is true: their paths exist, their tables are the code's, their examples work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.cli import cli as index_cli
from index.console import EXIT_STATUS, INTERRUPTED
from index.document import from_record
from index.schema import BOX_FIELDS
from index.settings import Settings, settings_table
from search import MATCH_NONE, PARAMETERS, parse
from search.cli import cli as search_cli
from search.forms import forms_table
from web import create_app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")
}
_PATH = re.compile(r"`((?:index|search|web|tests|docs)/[\w./-]*|[\w-]+\.(?:py|txt|md|toml))`")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_exists(name: str) -> None:
    missing = [path for path in _PATH.findall(DOCUMENTS[name]) if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_picture_exists(name: str) -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", DOCUMENTS[name])]
    local = [target for target in targets if target and not target.startswith("http")]
    assert not [target for target in local if not (ROOT / target).exists()]


def test_architecture_names_enough_paths_to_be_a_map() -> None:
    assert len(set(_PATH.findall(DOCUMENTS["ARCHITECTURE.md"]))) > 20


def test_the_readme_prints_the_settings_table() -> None:
    assert settings_table() in README


def test_the_readme_prints_the_table_of_forms() -> None:
    assert forms_table() in README


def test_the_readme_lists_every_exit_status() -> None:
    listed = {int(status) for status in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == {0, 1, INTERRUPTED, *EXIT_STATUS.values()}


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][\w-]+)", README, re.MULTILINE))
    assert named >= {"run", "test", "check", "bench"}
    assert named <= targets


def test_commands_of_the_readme_exist_with_the_common_options() -> None:
    named = set(re.findall(r"^\| `python -m index (\w+)", README, re.MULTILINE))
    assert named == set(index_cli.commands)
    for command in index_cli.commands.values():
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--index", "--wait", "--json"} <= options
        help_text = CliRunner().invoke(command, ["--help"])
        assert help_text.exit_code == 0
        assert command.help


def test_the_search_command_has_every_parameter_of_the_api() -> None:
    options = {option for parameter in search_cli.params for option in parameter.opts}
    wanted = {f"--{name.replace('_', '-')}" for name, _ in PARAMETERS if name != "q"}
    assert wanted | {"--index", "--wait", "--json"} <= options


def test_the_record_of_the_readme_is_accepted() -> None:
    block = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert block is not None
    notes: list[str] = []
    document = from_record(json.loads(block[1]), notes=notes)
    assert not notes
    assert document.id == "pb-2024-017"
    assert [author.name for author in document.authors] == ["Mary Glantz", "Andrew Watkins"]
    assert len(document.related) == 3


def test_every_query_of_the_readme_is_understood() -> None:
    section = README.split("## Searching")[1].split("## The API")[0]
    queries = [
        query for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for query in re.findall(r"`([^`]+)`", row)
    ]
    assert len(queries) > 12
    for query in queries:
        text = query + "word" if query.endswith(":") else query
        if query.endswith(":"):
            assert query[:-1] in {*BOX_FIELDS, "year", "date"}
        parsed = parse(text, Settings())
        assert not parsed.notes, query
        assert parsed.node != MATCH_NONE


def test_endpoints_of_the_readme_are_in_the_openapi_document() -> None:
    client = create_app(Settings(index=ROOT / "var/none")).test_client()
    paths = client.get("/openapi.json").get_json()["paths"]
    section = README.split("## The API")[1].split("## Settings")[0]
    named = re.findall(r"(GET|POST) (/[^`?]*)", section) + [
        ("GET", path) for path in re.findall(r"`(/[a-z]+)`", section)
    ]
    assert len(named) >= 9
    for method, path in named:
        pattern = path.rstrip("/").replace("/author", "/{name}").replace("/bibtex", "/{style}").replace("/ID", "/{id}")
        assert pattern in paths, path
        assert method.lower() in paths[pattern]
