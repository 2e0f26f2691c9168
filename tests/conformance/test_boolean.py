"""Clauses combined.

1. `must` is all of them; `should` is at least one of them; `must_not` excludes.
2. Beside a `must`, a `should` finds nothing more and loses nothing.
3. Exclusions alone find every other record; no clause at all finds nothing.
4. MatchAll is every record and MatchNone no record, also inside a Bool.
5. Bools nest.
6. What several clauses agree on scores more than what one of them finds.
"""

from __future__ import annotations

from search.engine import Snapshot
from search.query import MATCH_ALL, MATCH_NONE, Bool
from tests.corpus import BY_ID
from tests.queries import either, every, found, of_group, without, words

NUCLEAR, ENERGY, SOLAR = words("nuclear"), words("energy"), words("solar")


def test_must_should_and_must_not(snapshot: Snapshot) -> None:
    """Property 1."""
    assert sorted(found(snapshot, every(NUCLEAR, ENERGY, SOLAR))) == ["phrase-2"]
    assert sorted(found(snapshot, either(SOLAR, words("walrus")))) == ["phrase-2", "untitled-1"]
    assert of_group(found(snapshot, without(NUCLEAR, SOLAR)), "phrase") == ["1", "3", "4"]
    assert found(snapshot, Bool(should=(SOLAR,), must_not=(NUCLEAR,))) == []


def test_should_beside_must_only_adds_to_the_score(snapshot: Snapshot) -> None:
    """Property 2."""
    query = Bool(must=(NUCLEAR,), should=(SOLAR, words("walrus")))
    assert sorted(found(snapshot, query)) == sorted(found(snapshot, NUCLEAR))
    assert found(snapshot, query)[0] == "phrase-2"


def test_exclusions_alone_find_every_other_record(snapshot: Snapshot) -> None:
    """Property 3."""
    others = found(snapshot, Bool(must_not=(words("ledger"), words("herring"))))
    assert sorted(others) == sorted(key for key in BY_ID if not key.startswith(("sort-", "facet-")))
    assert found(snapshot, Bool()) == []


def test_all_and_none(snapshot: Snapshot) -> None:
    """Property 4."""
    assert sorted(found(snapshot, MATCH_ALL, scored=False, sort="newest")) == sorted(BY_ID)
    assert found(snapshot, MATCH_NONE) == []
    assert found(snapshot, every(SOLAR, MATCH_ALL)) == ["phrase-2"]
    assert found(snapshot, every(SOLAR, MATCH_NONE)) == []
    assert found(snapshot, either(SOLAR, MATCH_NONE)) == ["phrase-2"]
    assert found(snapshot, without(SOLAR, MATCH_NONE)) == ["phrase-2"]
    assert found(snapshot, without(SOLAR, MATCH_ALL)) == []
    assert sorted(found(snapshot, either(SOLAR, MATCH_ALL))) == sorted(BY_ID)


def test_bools_nest(snapshot: Snapshot) -> None:
    """Property 5."""
    query = every(either(NUCLEAR, words("war")), either(ENERGY, words("winter")), Bool(must_not=(SOLAR,)))
    assert of_group(found(snapshot, query), "phrase") == ["1", "3", "4", "6"]
    assert of_group(found(snapshot, without(query, every(NUCLEAR, ENERGY))), "phrase") == ["6"]
    assert found(snapshot, every(query, without(words("winter"), words("cold")))) == []


def test_agreement_scores_more(snapshot: Snapshot) -> None:
    """Property 6."""
    assert found(snapshot, either(NUCLEAR, ENERGY, SOLAR))[0] == "phrase-2"
