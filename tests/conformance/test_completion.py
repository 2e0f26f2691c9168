"""What is offered while words are typed.

1. Every typed word begins a word of the entry, in any order; names are found by any of their words.
2. One typo is forgiven in a word from four letters, two from eight; entries without one come first.
3. Nothing is offered twice, and nothing that was deleted.
4. Groups share the rows; what is marked is what was meant.
5. The more used entry comes first.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from search import suggest
from search.engine import Engine
from search.typed import forgiven, typos
from tests.engines import ENGINES, fill, settings_at
from tests.oracle import typing_errors

RECORDS = (
    {"id": "kabul", "title": "Kabul in the dark", "authors": ["Asfandyar Mir"], "topics": ["Global Policy"]},
    {"id": "kabul-2", "title": "Kabul in the Dark!", "authors": ["Asfandyar Mir", "Zoë Mirza"], "date": "2020"},
    {"id": "garden", "title": "A dark garden of reconciliation", "authors": ["Ann Gardner"], "topics": ["Gardens"]},
    {"id": "gone", "title": "Kabul is gone", "authors": ["Kabuli Writer"], "topics": ["Kabul"]},
)


@pytest.fixture(params=["oracle", "whoosh"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    engine = ENGINES[request.param](settings_at(tmp_path))
    for record in RECORDS:
        fill(engine, [from_record(record)])
    fill(engine, [], deleted=["gone"])
    return engine


def offered(engine: Engine, typed: str, limit: int = 8) -> list[tuple[str, str]]:
    return [(row.kind, row.text) for row in suggest(engine, typed, limit)]


@pytest.mark.parametrize(
    "typed", ["asf mir", "mir asf", "Mir A", "asfandyar", "asfnadyar", "asfandyra mir", "MIR asfadnyra"]
)
def test_names_by_their_words_in_any_order_typos_forgiven(archive: Engine, typed: str) -> None:
    assert offered(archive, typed)[0] == ("author", "Asfandyar Mir")


@pytest.mark.parametrize("typed", ["mri", "asq", "kabul mirr", "akb"])
def test_short_words_are_taken_as_they_are(archive: Engine, typed: str) -> None:
    assert offered(archive, typed) == []


def test_nothing_twice_and_nothing_deleted(archive: Engine) -> None:
    rows = offered(archive, "kab")
    assert [kind for kind, _ in rows] == ["title"]
    assert not [text for _, text in offered(archive, "gone") + offered(archive, "writer") if "gone" in text]


def test_without_typos_first(archive: Engine) -> None:
    rows = offered(archive, "gard")
    assert rows == [("author", "Ann Gardner"), ("topic", "Gardens"), ("title", "A dark garden of reconciliation")]
    assert offered(archive, "gardne")[0] == ("author", "Ann Gardner")


def test_the_more_used_comes_first(archive: Engine) -> None:
    assert offered(archive, "mir")[:2] == [("author", "Asfandyar Mir"), ("author", "Zoë Mirza")]


def test_what_was_meant_is_marked(archive: Engine) -> None:
    [row] = suggest(archive, "recnociliat", 8)
    assert row.highlight == "A dark garden of <mark>reconciliat</mark>ion"


def test_the_same_state_gives_the_same_rows(archive: Engine) -> None:
    assert all(offered(archive, typed) == offered(archive, typed) for typed in ("a", "kab", "asfnad", "drak"))


_LETTERS = st.text("abcé", min_size=1, max_size=10)


@given(_LETTERS, _LETTERS)
def test_what_is_forgiven_is_a_beginning_near_enough(typed: str, known: str) -> None:
    end = forgiven(typed, known)
    assert (end is not None) == (typing_errors(typed, known) < 9)
    assert end is None or typing_errors(typed, known[:end]) <= typos(typed)
