"""Marks of suggested entries: words are those that were indexed, however they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import tokenize
from search.marks import _places, mark_typed
from tests.index.columnar.test_bulk import WORDS

PIECES = (
    *WORDS,
    "(war),",
    "[Kabul]:",
    '"US"!',
    "“x”",
    "Inc.",
    "3.5%",
    "C++",
    "F#",
    "'tis",
    "e.g.",
    "A.",
    "U.S.",
    "ab's",
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8).map(" ".join))
def test_places_are_those_of_the_analysis(text: str) -> None:
    assert [tuple(place) for place in _places(text)] == [(t.start, t.end, t.surfaces) for t in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "typed", "exact", "marked"),
    [
        ("Kabul in the Dark!", ["kab", "dark"], True, "<mark>Kab</mark>ul in the <mark>Dark</mark>!"),
        ("The O’Brien <Papers>", ["obr"], True, "The <mark>O’B</mark>rien &lt;Papers&gt;"),
        ("Straße, Zürich", ["strass", "zuri"], True, "<mark>Straß</mark>e, <mark>Züri</mark>ch"),
        ("Gardens of reconciliation", ["recnocil"], False, "Gardens of <mark>reconcil</mark>iation"),
        ("Gardens", ["gardnes"], True, "Gardens"),
    ],
)
def test_what_was_typed_is_marked(text: str, typed: list[str], exact: bool, marked: str) -> None:
    assert mark_typed(text, typed, exact) == marked


@given(st.text(max_size=40), st.lists(st.text("abcé", min_size=1, max_size=4), min_size=1, max_size=3))
def test_without_its_marks_it_is_the_text(text: str, typed: list[str]) -> None:
    text = re.sub(r"[<>&\"'\x1f]", "", text)
    assert re.sub("</?mark>", "", mark_typed(text, typed, exact=False)) == text
