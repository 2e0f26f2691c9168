"""Sets of document numbers by arrays are what Python's own sets say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.id_sets import DocSet, among, highest, packed, rising, sums, union, unpacked

SETS = st.lists(st.lists(st.integers(0, 299), max_size=80), max_size=4)
SIZES = st.sampled_from((300, 100_000))


def ids(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """A rising array of distinct numbers."""
    return np.array(sorted(set(values)), dtype=np.intp)


@given(SETS, SIZES)
def test_unions(sets: list[list[int]], size: int) -> None:
    found = union([ids(values) for values in sets], size)
    assert found.docs.tolist() == sorted({n for values in sets for n in values})
    say_the_same(found)


def say_the_same(found: DocSet) -> None:
    """The numbers and the marks of a set, of which either may have been there first."""
    assert (found.size, found.marks.nonzero()[0].tolist()) == (found.marks.size, found.docs.tolist())


@given(SETS, SETS, st.lists(st.integers(0, 299), max_size=80) | st.none(), SIZES)
def test_unions_with_bits(sets: list[list[int]], more: list[list[int]], within: list[int] | None, size: int) -> None:
    kept = None if within is None else packed(ids(within), size)
    found = union([ids(values) for values in sets], size, [packed(ids(values), size) for values in more], kept)
    wanted = {number for values in [*sets, *more] for number in values}
    assert wanted.intersection(wanted if within is None else within) <= set(found.docs.tolist()) <= wanted
    say_the_same(found)


@given(st.lists(st.integers(0, 299), max_size=80), st.sampled_from((300, 301, 307)))
def test_bits_say_what_the_numbers_say(values: list[int], size: int) -> None:
    bits = packed(ids(values), size)
    assert bits.size == -(-size // 8)
    assert unpacked(bits, size).nonzero()[0].tolist() == sorted(set(values))


@given(st.lists(st.integers(0, 299), max_size=80), st.lists(st.integers(0, 299), max_size=80), SIZES)
def test_membership(values: list[int], others: list[int], size: int) -> None:
    found = among(ids(values), ids(others), size)
    assert found.tolist() == [value in set(others) for value in sorted(set(values))]


@given(st.lists(st.tuples(st.integers(0, 299), st.integers(-2, 3)), max_size=80), SIZES)
def test_sums_leave_out_what_adds_up_to_nothing(pairs: list[tuple[int, int]], size: int) -> None:
    docs = np.array([doc for doc, _ in pairs], dtype=np.intp)
    totals: dict[int, float] = {}
    for doc, weight in pairs:
        totals[doc] = totals.get(doc, 0.0) + weight
    found, added = sums(docs, np.array([float(weight) for _, weight in pairs]), size)
    assert dict(zip(found.tolist(), added.tolist(), strict=True)) == {d: t for d, t in totals.items() if t > 0}
    assert found.tolist() == sorted(found.tolist())


@given(st.lists(st.integers(0, 40), max_size=400), st.integers(0, 420))
def test_the_highest_are_all_that_reach_the_last_of_them(values: list[int], count: int) -> None:
    """Also where only a sample of the values is looked at first."""
    wanted = sorted(values, reverse=True)[:count]
    expected = [place for place, value in enumerate(values) if wanted and value >= wanted[-1]]
    assert highest(np.array(values, dtype=np.float64), count).tolist() == expected


@pytest.mark.parametrize("count", [1, 8, 30])
@pytest.mark.parametrize("high", [0, 1, 63])
def test_the_highest_where_a_sample_misleads(high: int, count: int) -> None:
    """Values that are high, or low, wherever the sample looks."""
    values = np.arange(20_000, dtype=np.float64) % 1_000
    values[high::64] += 5_000
    expected = np.flatnonzero(values >= np.sort(values)[-count]).tolist()
    assert highest(values, count).tolist() == expected
    assert highest(-values, count).tolist() == np.flatnonzero(values <= np.sort(values)[count - 1]).tolist()


@given(st.lists(st.integers(0, 50), max_size=80))
def test_rising(values: list[int]) -> None:
    assert rising(np.array(values, dtype=np.intp)).tolist() == sorted(set(values))
