"""Windows of words by arrays are those of trying every choice of places."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.places import PLACES, near, places_in

WORD = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=8)


@given(st.lists(WORD, min_size=1, max_size=4), st.integers(0, 5))
def test_windows(words: list[set[tuple[int, int]]], slop: int) -> None:
    starts = [np.array(sorted(doc * PLACES + place for doc, place in word), dtype=np.int64) for word in words]
    expected = {
        choice[0][0]
        for choice in product(*words)
        if len({doc for doc, _ in choice}) == 1
        and max(place for _, place in choice) - min(place for _, place in choice) <= slop
    }
    assert near(starts, slop).tolist() == sorted(expected)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 9))), st.sets(st.integers(0, 8)))
def test_the_places_in_some_records(places: set[tuple[int, int]], docs: set[int]) -> None:
    every = np.array(sorted(doc * PLACES + place for doc, place in places), dtype=np.int64)
    found = places_in(every, np.array(sorted(docs), dtype=np.intp))
    assert found.tolist() == sorted(doc * PLACES + place for doc, place in places if doc in docs)
