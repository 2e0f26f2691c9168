"""A word with other names (`AnyOf`).

1. It matches what any of its names matches, once.
2. It is one leaf: a record with two names scores less than two different leaves would give it.
3. It is as rare as all its names together.
"""

from __future__ import annotations

from search.engine import Capability, Engine
from search.plan import Plan
from tests.engines import requires
from tests.queries import any_of, either, every, exact, found, quoted, without, words

NAMES = any_of("war", exact("war"), quoted("nuclear energy"), exact("nuclear"))


def test_it_matches_what_any_of_its_names_matches(engine: Engine) -> None:
    """Property 1."""
    with requires(engine, Capability.PHRASE):
        snapshot = engine.snapshot()
        apart = either(*NAMES.alternatives)
        assert sorted(found(snapshot, NAMES)) == sorted(found(snapshot, apart))
        assert sorted(found(snapshot, every(NAMES, words("cold")))) == ["phrase-5", "phrase-6"]
        assert not set(found(snapshot, without(words("energy"), NAMES))) & set(found(snapshot, NAMES))


def test_it_is_one_leaf(engine: Engine) -> None:
    """Properties 2 and 3."""
    with requires(engine, Capability.PHRASE):
        snapshot = engine.snapshot()

        def scores(query: object) -> dict[str, float]:
            plan = Plan(query, facets=(), limit=100, proximity=False)  # type: ignore[arg-type]
            return {match.document.id: match.score or 0.0 for match in snapshot.search(plan).matches}

        together, apart = scores(NAMES), scores(either(*NAMES.alternatives))
        assert together["phrase-1"] < apart["phrase-1"]
        assert scores(any_of("war", exact("war")))["phrase-6"] == scores(exact("war"))["phrase-6"]
        assert together["phrase-6"] < scores(exact("war"))["phrase-6"]
