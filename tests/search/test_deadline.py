"""A search that runs out of time answers what it knows by then, says so, and leaves nothing wrong behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.document import from_record
from index.settings import Settings
from search import Engine, Plan, SearchRequest, facet_values, open_engine, parse, search
from search.result import Explanation
from tests.engines import fill, settings_at
from tests.oracle_match import evaluate
from tests.search.conftest import RECORDS

TEXT = "moscow attac* gardns~ -roses"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that leave no time."""
    return replace(settings_at(tmp_path), query_seconds=0.0)


@pytest.fixture
def engine(settings: Settings) -> Engine:
    """The small archive in the embedded engine."""
    made = open_engine(settings)
    fill(made, map(from_record, RECORDS))
    return made


def test_what_was_not_looked_up_is_left_out_and_said(engine: Engine, settings: Settings) -> None:
    result = search(engine, SearchRequest(q=TEXT), settings)
    assert (result.partial, result.did_you_mean, result.offers) == (True, None, ())
    assert [note.code for note in result.notes] == ["deadline"]


def test_the_values_of_a_facet_share_the_time(engine: Engine, settings: Settings) -> None:
    page = facet_values(engine, SearchRequest(q=TEXT), settings, "type", "", 0, 9)
    assert page.partial
    whole = facet_values(engine, SearchRequest(q=TEXT), replace(settings, query_seconds=60.0), "type", "", 0, 9)
    assert (whole.partial, len(whole.values)) == (False, 2)


def test_the_next_search_is_whole(engine: Engine, settings: Settings) -> None:
    asked = SearchRequest(q=TEXT)
    search(engine, asked, settings)
    whole = search(engine, asked, replace(settings, query_seconds=60.0))
    assert (whole.partial, whole.total, whole.notes) == (False, 4, ())


def test_everything_needs_no_look_up(engine: Engine, settings: Settings) -> None:
    result = search(engine, SearchRequest(), settings)
    assert (result.partial, result.total, len(result.hits)) == (False, len(RECORDS), len(RECORDS))


def test_an_explanation_of_a_partial_answer_is_exact(engine: Engine, settings: Settings) -> None:
    node = parse("year:2024 AND moscow OR -roses", settings).node
    answer = engine.snapshot().search(Plan(node, explain=True, seconds=0.0))
    assert answer.partial
    for match in answer.matches:
        assert isinstance(match.explanation, Explanation)
        assert match.score == pytest.approx(evaluate(match.explanation))
