"""Counting by the head of a facet lists what counting everything lists, however few values the head holds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from index.document import from_record
from search import facet_column, facet_head, facets, segment_facet
from search.embedded import EmbeddedEngine
from search.plan import Plan
from search.query import MATCH_ALL, Node
from search.result import Facet
from tests.engines import fill, settings_at
from tests.queries import either, words

SEED = 20_261_127
RECORDS = 400
NAMES = [f"Name {number:03}" for number in range(120)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """Two large commits and a small one; names of falling frequency, up to nine a record; some records deleted."""
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    engine = EmbeddedEngine(settings_at(tmp_path_factory.mktemp("head")))
    records = [
        from_record(
            {
                "id": f"r{number}",
                "title": draw.choice(("river", "vote")) + " " + draw.choice(("north", "south")),
                "authors": [NAMES[min(int(draw.expovariate(0.06)), 119)] for _ in range(draw.randint(0, 9))],
                "date": str(1990 + draw.randint(0, 30)),
            }
        )
        for number in range(RECORDS)
    ]
    for start, end in ((0, 180), (180, 395), (395, RECORDS)):
        fill(engine, records[start:end])
    fill(engine, (), deleted=[f"r{number}" for number in range(0, RECORDS, 9)])
    return engine


@pytest.fixture(params=[3, 16, 64])
def small_head(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Heads of so few values that some answers can be had from them and others cannot."""
    for module in (facet_head, segment_facet, facet_column, facets):
        monkeypatch.setattr(module, "HEAD", request.param)
    monkeypatch.setattr(facets, "_MANY", 1)
    return int(request.param)


def counted(engine: EmbeddedEngine, query: Node, size: int, names: tuple[str, ...] = ()) -> Facet:
    """The authors of a search, in an engine that has counted nothing yet."""
    fresh = EmbeddedEngine(engine._settings)
    filters = (("author", names),) if names else ()
    return fresh.snapshot().search(Plan(query, facets=("author",), facet_size=size, filters=filters)).facets[0]


QUERIES = [MATCH_ALL, words("river"), either(words("river"), words("north")), words("nothing")]


@pytest.mark.parametrize("size", [0, 1, 2, 5])
@pytest.mark.parametrize("chosen", [(), (NAMES[0],), (NAMES[70], "Nobody")])
@pytest.mark.parametrize("by_value", [0, 10**6])
def test_the_head_lists_what_all_values_list(
    engine: EmbeddedEngine,
    small_head: int,
    size: int,
    chosen: tuple[str, ...],
    by_value: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(facets, "_BY_VALUE", by_value)
    monkeypatch.setattr(facet_column, "LEADING", 5)
    monkeypatch.setattr(facets, "LEADING", 5)
    found = [counted(engine, query, size, chosen) for query in QUERIES]
    monkeypatch.setattr(facets, "_MANY", RECORDS + 1)
    assert found == [counted(engine, query, size, chosen) for query in QUERIES]
    assert found[0].values or not size


def test_a_head_is_enough_for_frequent_values_and_not_for_rare_ones(
    engine: EmbeddedEngine, small_head: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways are taken in these tests."""
    used: list[bool] = []
    head_counts = facets._head_counts

    def watched(*arguments: object) -> object:
        counts = head_counts(*arguments)  # type: ignore[arg-type]
        used.append(counts is not None)
        return counts

    monkeypatch.setattr(facets, "_head_counts", watched)
    counted(engine, MATCH_ALL, 1)
    counted(engine, words("river"), 60)
    assert used == [True, False]


def test_values_of_some_records_are_all_of_theirs(engine: EmbeddedEngine) -> None:
    """Beyond the rows too."""
    draw = random.Random(SEED)
    for segment in engine.snapshot()._executor._columns.facets["author"]._segments:
        arrays = segment._arrays
        assert arrays.docs["facet_author_more_docs"].size
        for count in (0, 1, 5, arrays.count):
            docs = np.array(sorted(draw.sample(range(arrays.count), min(count, arrays.count))), dtype=np.intp)
            own = segment.values(docs)
            assert sorted(own[own < segment.size].tolist()) == sorted(arrays.facet_pairs("author", docs)[1].tolist())
