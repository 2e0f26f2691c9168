"""`python -m search`: the same answers as the API, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.document import from_record
from search.cli import cli
from search.open_engine import open_engine
from tests.engines import fill, settings_at
from tests.search.conftest import RECORDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = settings_at(tmp_path_factory.mktemp("cli"))
    fill(open_engine(settings), map(from_record, RECORDS))
    return settings.index


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--index", str(folder)])


def test_json_is_the_object_of_the_api(folder: Path) -> None:
    result = json.loads(run(folder, "moscow", "attack", "--json", "--author", "Asfandyar Mir", "--explain").output)
    assert (result["query"], result["total"], result["page"], result["size"]) == ("moscow attack", 2, 1, 10)
    assert result["hits"][0]["explanation"]["op"] in ("sum", "product")
    author = result["facets"]["author"]["values"]
    assert author[0] == {"value": "Asfandyar Mir", "count": 2, "selected": True}


def test_facets_may_be_repeated_and_dates_have_options(folder: Path) -> None:
    both = run(folder, "--type", "Report", "--type", "Question and Answer", "--from", "2023", "--json")
    assert {hit["id"] for hit in json.loads(both.output)["hits"]} == {"moscow", "kabul"}


def test_people_read_lines(folder: Path) -> None:
    output = run(folder, "khorsan", "--explain").output
    assert "showing results for: khorasan (2)" in output
    assert "*Khorasan*" in output
    assert "rarity (idf)" in output
    assert "type: Report (2)" in output


def test_wrong_parameters_and_a_missing_index(folder: Path, tmp_path: Path) -> None:
    wrong = run(folder, "x", "--page", "zero")
    assert (wrong.exit_code, "not a number" in wrong.output) == (2, True)
    missing = run(tmp_path / "none", "x")
    assert (missing.exit_code, "python -m index add" in missing.output) == (66, True)
