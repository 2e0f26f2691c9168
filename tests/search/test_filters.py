"""The bits of filters say which records pass and which miss at most one; leaving out the others changes no answer."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.document import Document, from_record
from index.schema import FACETS
from search import matching
from search.embedded import EmbeddedEngine
from search.filters import Filter, Filters
from search.id_sets import Bits, DocSet, unpacked
from search.parse import parse
from search.plan import Plan
from search.result import Answer
from tests.engines import fill, settings_at
from tests.of_record import facet_values

SEED = 20_261_126
VALUES = {
    "author": [f"Name {name}" for name in range(9)] + ["Nobody"],
    "topic": ["T1", "T2", "Nothing"],
    "type": ["Podcast", "Report"],
    "year": ["2001", "2002", "1888"],
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """Two segments of records with up to nine authors, some deleted."""
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    engine = EmbeddedEngine(settings_at(tmp_path_factory.mktemp("filters")))
    records = [
        from_record(
            {
                "id": f"r{number:03}",
                "title": " ".join(draw.sample(("river", "vote", "tax", "peace"), 2)),
                "authors": draw.sample(VALUES["author"][:9], draw.randint(0, 9)),
                "topics": draw.sample(VALUES["topic"][:2], draw.randint(0, 2)),
                "type": draw.choice(VALUES["type"]),
                "date": str(2000 + draw.randint(0, 3)),
            }
        )
        for number in range(203)
    ]
    fill(engine, records[:150])
    fill(engine, records[150:], deleted=["r007", "r160"])
    return engine


def chosen_filters(draw: random.Random, count: int) -> list[Filter]:
    return [(name, tuple(draw.sample(VALUES[name], draw.randint(1, 2)))) for name in draw.sample(list(VALUES), count)]


def passes(document: Document, chosen: Filter) -> bool:
    name, values = chosen
    return not set(facet_values(document)[name]).isdisjoint(values)


def test_passing_and_near(engine: EmbeddedEngine) -> None:
    executor = engine.snapshot()._executor
    columns = executor._columns
    filters = Filters(columns, 200)  # room for few
    records = executor._records(columns.live.tolist())
    draw = random.Random(SEED)
    for _ in range(200):
        wanted = chosen_filters(draw, draw.randint(1, 4))

        def there(bits: Bits | None) -> list[bool]:
            marks = np.ones(columns.size, dtype=bool) if bits is None else unpacked(bits, columns.size)
            return [bool(mark) for mark in marks[columns.live]]

        missed = [sum(not passes(record, one) for one in wanted) for record in records]
        assert there(filters.near(wanted)) == [count < 2 for count in missed]
        assert there(filters.passing(wanted[0])) == [passes(record, wanted[0]) for record in records]


def answer(engine: EmbeddedEngine, plan: Plan) -> Answer:
    return replace(EmbeddedEngine(engine._settings).snapshot().search(plan), timings={})


@pytest.mark.parametrize("text", ["river vote", "river -tax", "river AND vote", "river OR (vote AND tax)", "vote"])
def test_leaving_records_out_early_changes_no_answer(
    engine: EmbeddedEngine, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(SEED)
    node = parse(text, engine._settings).node
    plans = [Plan(query=node, filters=tuple(chosen_filters(draw, draw.randint(2, 4)))) for _ in range(12)]
    narrow = [answer(engine, plan) for plan in plans]
    assert {facet.name for facet in narrow[0].facets} == set(FACETS) - {"language"}
    monkeypatch.setattr(Filters, "near", lambda *_: None)
    monkeypatch.setattr(matching, "_BITS", 0)
    assert [answer(engine, plan) for plan in plans] == narrow


def test_filters_of_an_empty_archive(tmp_path: Path) -> None:
    engine = EmbeddedEngine(settings_at(tmp_path))
    fill(engine, ())
    plan = Plan(filters=(("author", ("Ann",)), ("topic", ("T1", "T2")), ("year", ("2001",))))
    assert engine.snapshot().search(plan).total == 0
    assert engine.snapshot().facet(plan, "author", "", 0, 10).values[0].count == 0
    fill(engine, [from_record({"id": "a", "title": "A"})])
    fill(engine, (), deleted=["a"])
    assert engine.snapshot().search(plan).total == 0


def test_records_out_of_reach_are_left_out(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    matched = matching.Matcher.found

    def noted(*args: object) -> DocSet:
        found = matched(*args)  # type: ignore[arg-type]
        sizes.append(found.docs.size)
        return found

    monkeypatch.setattr(matching.Matcher, "found", noted)
    node = parse("river vote", engine._settings).node
    answer(engine, Plan(query=node, filters=(("type", ("Report",)), ("year", ("2001",)))))
    answer(engine, Plan(query=node, filters=(("type", ("Report",)),)))
    few, every = sizes
    assert few < every
