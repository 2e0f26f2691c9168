"""Words that are near: whatever is within the edits is found, as by measuring every word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from index.schema import DEFAULT_FIELDS
from index.tables.letters import MOST_EDITS
from search.engine import Engine
from search.misspelling import ranked
from search.spelling import suggestions
from tests.engines import ENGINES, fill, settings_at
from tests.oracle_match import edit_distance

_LETTERS = st.text("abcdeéшя", min_size=1, max_size=11)


def _archive(folder: Path, kind: str, words: list[str]) -> Engine:
    engine = ENGINES[kind](settings_at(folder))
    records = [
        from_record({"id": f"r{number}", "title": word, "body": f"{word} again"}) for number, word in enumerate(words)
    ]
    for start in range(2):
        fill(engine, records[start::2], deleted=["r0"] if start else [])
    return engine


@given(st.lists(_LETTERS, min_size=3, max_size=30, unique=True), _LETTERS, st.integers(1, MOST_EDITS))
def test_every_word_within_the_edits_is_found(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], typed: str, edits: int
) -> None:
    folder = tmp_path_factory.mktemp("similar")
    engines = {kind: _archive(folder / kind, kind, words).snapshot() for kind in ("oracle", "whoosh")}
    found = {kind: dict(snapshot.similar(typed, DEFAULT_FIELDS, edits)) for kind, snapshot in engines.items()}
    assert all(edit_distance(term, typed) <= edits for term in found["whoosh"])
    assert found["whoosh"].keys() >= found["oracle"].keys()
    assert all(found["whoosh"][term] >= count for term, count in found["oracle"].items())
    live = {
        kind: [term for term in terms if engines[kind].document_frequency(term, DEFAULT_FIELDS)]
        for kind, terms in found.items()
    }
    assert sorted(live["whoosh"]) == sorted(live["oracle"])


def test_a_deleted_word_is_never_suggested(tmp_path: Path) -> None:
    snapshot = _archive(tmp_path, "whoosh", ["kharkiv", "kharkov", "garden"]).snapshot()
    assert [term for _, term in suggestions("kharkif", snapshot)] == ["kharkov"]


@pytest.mark.parametrize(
    ("typed", "found", "meant"),
    [
        ("ukrane", {"ukraine": 5, "urbane": 5}, "ukraine"),
        ("recieve", {"receive": 5, "relieve": 9}, "receive"),
        ("comittee", {"committee": 5, "comities": 5}, "committee"),
    ],
)
def test_what_sounds_alike_is_likelier(typed: str, found: dict[str, int], meant: str) -> None:
    assert ranked(typed, found)[0][1] == meant
    assert ranked(typed, dict(reversed(found.items()))) == ranked(typed, found)


def test_nothing_near_is_nothing() -> None:
    assert ranked("word", {}) == []
