"""What editors decide, and age.

1. Pinned records come first by relevance, in their order, on whatever page that is, if they pass the filters.
2. A pinned record is one hit: totals and facets count it once, also where the query does not match it.
3. Excluded records are no hits, and in no count; an excluded record that is pinned is excluded.
4. The factor of age lies between its least value and 1, falls with age, and is that of the half-life without a date.
5. A record whose whole title was typed keeps the factor 1.
6. Explanations evaluate to the score.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.dates import date_interval
from index.stored import sort_title
from search.engine import Capability, Engine
from search.plan import Plan
from search.result import Match
from tests.engines import requires
from tests.oracle_match import evaluate
from tests.queries import counts, facets, found, words

HERRING = words("herring")
TODAY = date_interval("2024-01-01")[0]


def matches(engine: Engine, plan: Plan) -> dict[str, Match]:
    """Every match of a plan, by id."""
    found = engine.snapshot().search(replace(plan, facets=(), limit=100, proximity=False)).matches
    return {match.document.id: match for match in found}


def test_pinned_records_come_first_in_their_order(engine: Engine) -> None:
    """Property 1."""
    snapshot = engine.snapshot()
    pinned = ("facet-7", "stem-1", "nobody", "facet-2")
    ids = found(snapshot, HERRING, pinned=pinned)
    assert ids[:3] == ["facet-7", "stem-1", "facet-2"]
    assert len(ids) == len(set(ids)) == 9
    pages = [found(snapshot, HERRING, pinned=pinned, offset=offset, limit=2) for offset in range(0, 10, 2)]
    assert [doc_id for page in pages for doc_id in page] == ids
    newest = found(snapshot, HERRING, pinned=pinned, sort="newest")
    assert newest != ids
    assert sorted(newest) == sorted(ids)


def test_a_pinned_record_is_under_the_filters_and_counted_once(engine: Engine) -> None:
    """Properties 1 and 2."""
    snapshot = engine.snapshot()
    filters = (("type", ("Report",)),)
    plain = found(snapshot, HERRING, filters=filters)
    assert found(snapshot, HERRING, filters=filters, pinned=("facet-3", "stem-1")) == plain
    with requires(engine, Capability.FACETS):
        before, after = (facets(snapshot, HERRING, pinned=pinned)["year"] for pinned in ((), ("facet-1", "date-day")))
        assert dict(counts(after)) == dict(counts(before)) | {"2019": 1}


def test_excluded_records_are_nowhere(engine: Engine) -> None:
    """Property 3."""
    snapshot = engine.snapshot()
    left_out = ("facet-1", "facet-4", "nobody")
    ids = found(snapshot, HERRING, excluded=left_out, pinned=("facet-1", "facet-2"))
    assert len(ids) == 6
    assert ids[0] == "facet-2"
    assert not set(ids) & set(left_out)
    with requires(engine, Capability.FACETS):
        assert "2021" not in dict(counts(facets(snapshot, HERRING, excluded=left_out)["year"]))


@pytest.mark.parametrize(("recency", "least", "half_life"), [("gentle", 0.7, 1095), ("strong", 0.4, 365)])
def test_age_is_a_factor(engine: Engine, recency: str, least: float, half_life: int) -> None:
    """Property 4."""
    plain = matches(engine, Plan(HERRING))
    aged = matches(engine, Plan(HERRING, recency=recency, today=TODAY))
    factors = {doc_id: (match.score or 0) / (plain[doc_id].score or 1) for doc_id, match in aged.items()}
    assert all(least < factor <= 1 for factor in factors.values())
    assert factors["facet-1"] < factors["facet-2"] < factors["facet-4"] < factors["facet-5"]
    assert factors["facet-8"] == pytest.approx((1 + least) / 2, abs=1e-6)
    days = TODAY - date_interval("2023-02-01")[1]
    assert factors["facet-5"] == pytest.approx(least + (1 - least) * 0.5 ** (days / half_life), abs=1e-6)


def test_a_typed_title_keeps_its_score(engine: Engine) -> None:
    """Property 5."""
    query = words("Herring one")
    plain = matches(engine, Plan(query))
    aged = matches(engine, Plan(query, recency="strong", today=TODAY, title=sort_title("“Herring ONE")))
    assert aged["facet-1"].score == plain["facet-1"].score
    assert next(iter(aged)) == "facet-1"
    assert (aged["facet-2"].score or 0) < (plain["facet-2"].score or 0)


@pytest.mark.parametrize("proximity", [False, True])
def test_explanations_evaluate_to_the_score(engine: Engine, proximity: bool) -> None:
    """Property 6."""
    with requires(engine, Capability.EXPLAIN):
        plan = Plan(words("Herring one"), facets=(), limit=100, recency="gentle", today=TODAY, explain=True)
        plan = replace(plan, pinned=("facet-3", "stem-1"), proximity=proximity)
        found = engine.snapshot().search(plan).matches
        assert [match.pinned for match in found[:3]] == [True, True, False]
        for match in found:
            assert match.explanation is not None
            assert evaluate(match.explanation) == pytest.approx(match.explanation.value, abs=1e-6)
            assert match.explanation.value == pytest.approx(match.score, abs=1e-6)
