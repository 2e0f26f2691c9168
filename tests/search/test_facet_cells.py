"""Counting facets of one value a record by cells lists what counting each on its own lists."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from index.document import from_record
from search import facet_cells
from search.embedded import EmbeddedEngine
from search.plan import Plan
from search.query import MATCH_ALL
from search.result import Answer
from tests.engines import fill, settings_at
from tests.queries import words

SEED = 20_261_125
FILTERS = (
    (),
    (("type", ("Podcast",)),),
    (("type", ("Podcast", "Nothing")), ("year", ("2001", "2004"))),
    (("type", ("Report",)), ("author", ("Name 1", "Name 2")), ("topic", ("T3",))),
    (("author", ("Name 4",)),),
    (("type", ("Podcast", "Podcast")), ("topic", ("T1", "T1", "T2"))),
    (("year", ("1888",)),),
)


@pytest.fixture(scope="module", params=[1, 2])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """Three commits, with values that only some have, records without any; of one topic a record, then of several."""
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    engine = EmbeddedEngine(settings_at(tmp_path_factory.mktemp("cells")))
    records = [
        from_record(
            {
                "id": f"r{number}",
                "title": draw.choice(("river", "vote")),
                "authors": draw.sample([f"Name {name}" for name in range(9)], draw.randint(0, 3)),
                "topics": draw.sample([f"T{topic}" for topic in range(6)], draw.randint(0, request.param)),
                **({"type": draw.choice(("Podcast", "Report", "Book"))} if draw.random() < 0.8 else {}),
                **({"date": str(2000 + draw.randint(0, 9) + number // 200)} if draw.random() < 0.8 else {}),
            }
        )
        for number in range(300)
    ]
    for start, end in ((0, 180), (180, 290), (290, 300)):
        fill(engine, records[start:end])
    fill(engine, (), deleted=[f"r{number}" for number in range(0, 300, 7)])
    return engine


def answers(engine: EmbeddedEngine) -> list[Answer]:
    """What an engine that has counted nothing yet lists and finds, without its timings."""
    snapshot = EmbeddedEngine(engine._settings).snapshot()
    plans = [Plan(query, filters=filters) for query in (MATCH_ALL, words("river")) for filters in FILTERS]
    return [replace(snapshot.search(plan), timings={}) for plan in plans]


@pytest.mark.parametrize("most", [1, 40, 200])
def test_cells_list_what_facets_alone_list(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """With no facet in the cells, with one or two of them, with all that have one value a record."""
    found = answers(engine)
    monkeypatch.setattr(facet_cells, "_MOST", most)
    assert found == answers(engine)
    assert any(answer.facets[1].values for answer in found)


def test_a_facet_of_several_values_is_in_no_cell(engine: EmbeddedEngine) -> None:
    columns = engine.snapshot()._columns
    assert {"type", "year"} <= set(columns.cells.names)
    assert ("topic" in columns.cells.names) == columns.facets["topic"].is_single
    assert "author" not in columns.cells.names
