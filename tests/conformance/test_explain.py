"""Explanations.

1. With `explain`, every scored hit has a tree that evaluates to its score within 1e-6, at every node.
2. A tree is made of sums, products and leaves; only leaves have no parts; each node says what it is.
3. Without `explain` there is none, and asking for it changes nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from search.engine import Capability, Engine
from search.plan import Plan
from search.query import MATCH_ALL, Bool, Node
from search.result import Explanation
from tests.engines import requires
from tests.oracle_match import evaluate
from tests.queries import any_of, either, every, exact, expansion, near, quoted, without, words

QUERIES: dict[str, tuple[Node, tuple[Capability, ...]]] = {
    "term": (words("attack"), ()),
    "exact": (exact("ledger"), ()),
    "any": (either(words("nuclear"), words("energy"), words("war")), ()),
    "all": (every(words("nuclear"), words("energy")), ()),
    "weighted": (either(replace(exact("herring"), weight=0.25), words("seven")), ()),
    "excluded": (without(words("herring"), words("seven")), ()),
    "nothing scores": (Bool(must=(MATCH_ALL,)), ()),
    "everything and a word": (every(MATCH_ALL, words("war")), ()),
    "nested": (
        every(either(words("war"), words("nuclear")), Bool(should=(words("cold"), words("solar")))),
        (),
    ),
    "phrase": (either(quoted("cold war"), words("winter")), (Capability.PHRASE,)),
    "near": (near("nuclear energy", 4), (Capability.PROXIMITY,)),
    "other names": (any_of("war", exact("war"), quoted("cold war"), exact("energy")), (Capability.PHRASE,)),
    "prefix": (expansion("prefix", "sanct"), (Capability.PREFIX,)),
    "wildcard": (expansion("wildcard", "geo*ics"), (Capability.WILDCARD,)),
    "fuzzy": (expansion("fuzzy", "kharkiv", 1), (Capability.FUZZY,)),
}


def nodes(explanation: Explanation) -> Iterator[Explanation]:
    """A tree's nodes."""
    yield explanation
    for part in explanation.parts:
        yield from nodes(part)


@pytest.mark.parametrize("name", QUERIES)
def test_an_explanation_evaluates_to_the_score(engine: Engine, name: str) -> None:
    """Properties 1 and 2."""
    query, capabilities = QUERIES[name]
    with requires(engine, Capability.EXPLAIN, *capabilities):
        matches = engine.snapshot().search(Plan(query, facets=(), explain=True, limit=100)).matches
        assert matches
        for match in matches:
            assert match.explanation is not None
            assert match.score is not None
            assert math.isclose(match.explanation.value, match.score, abs_tol=1e-6)
            for node in nodes(match.explanation):
                assert math.isclose(evaluate(node), node.value, abs_tol=1e-6)
                assert node.op in ("sum", "product", "leaf")
                assert node.op != "leaf" or not node.parts
                assert node.what


@pytest.mark.parametrize("name", QUERIES)
def test_asking_for_it_changes_nothing_else(engine: Engine, name: str) -> None:
    """Property 3."""
    query, capabilities = QUERIES[name]
    with requires(engine, Capability.EXPLAIN, *capabilities):
        snapshot = engine.snapshot()
        plan = Plan(query, facets=(), limit=100)
        explained = snapshot.search(replace(plan, explain=True))
        plain = snapshot.search(plan)
        assert all(match.explanation is None for match in plain.matches)
        assert [(match.document.id, match.score) for match in plain.matches] == [
            (match.document.id, match.score) for match in explained.matches
        ]
