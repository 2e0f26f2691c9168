"""Phrases and proximity.

1. A phrase is its words side by side, in order, as they are written, stop words included.
2. With a slop s, some choice of positions has max(p - offset) - min(p - offset) <= s; more slop never finds less.
3. Words near one another may stand in either order where the slop allows it.
4. A phrase does not cross fields, nor the entries of a list.
5. A phrase by stems finds other forms of its words; an exact one does not.
"""

from __future__ import annotations

import pytest

from search.engine import Capability, Engine
from tests.engines import requires
from tests.queries import found, near, of_group, quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nuclear energy", ["1"]),
        ("NUCLEAR Energy", ["1"]),
        ("energy nuclear", []),
        ("the cold war", ["5"]),
        ("to be or not to be", ["5"]),
        ("nuclear", ["1", "2", "3", "4"]),
        ("Anna Berg", ["7", "8"]),
        ("Berg Carl", ["8"]),
        ("Carl Lind", ["7", "8"]),
        ("Berg Carl Lind", ["8"]),
    ],
)
def test_a_phrase_is_its_words_side_by_side(engine: Engine, text: str, expected: list[str]) -> None:
    """Properties 1 and 4."""
    with requires(engine, Capability.PHRASE):
        assert of_group(found(engine.snapshot(), quoted(text)), "phrase") == expected


@pytest.mark.parametrize(
    ("slop", "expected"),
    [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2"]), (4, ["1", "2", "3"]), (99, ["1", "2", "3"])],
)
def test_slop_lets_words_stand_apart_and_turned_round(engine: Engine, slop: int, expected: list[str]) -> None:
    """Properties 2, 3 and 4."""
    with requires(engine, Capability.PROXIMITY):
        assert of_group(found(engine.snapshot(), near("nuclear energy", slop)), "phrase") == expected


def test_words_of_two_authors_are_not_near(engine: Engine) -> None:
    """Property 4: far more slop than a reader can type is needed to cross from one author to the next."""
    with requires(engine, Capability.PROXIMITY):
        assert found(engine.snapshot(), near("Berg Carl", 50, ("authors",))) == []


def test_a_phrase_by_stems_finds_other_forms(engine: Engine) -> None:
    """Property 5."""
    with requires(engine, Capability.PHRASE):
        snapshot = engine.snapshot()
        assert found(snapshot, near("sanction bank", 0)) == ["part-2"]
        assert found(snapshot, quoted("sanction bank")) == []
        assert found(snapshot, quoted("sanctioned banks")) == ["part-2"]


def test_a_phrase_is_looked_for_in_its_fields(engine: Engine) -> None:
    """Property 4."""
    with requires(engine, Capability.PHRASE):
        snapshot = engine.snapshot()
        assert found(snapshot, quoted("Anna Berg", ("authors",))) == ["phrase-7"]
        assert found(snapshot, quoted("Anna Berg", ("body",))) == ["phrase-8"]
        assert found(snapshot, quoted("Anna Berg", ("title", "summary"))) == []
