"""Strings numbered by arrays, beside Python's own order."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.ordering import numbered_in_order
from index.columnar.pack import Array
from index.columnar.strings import Strings, packed, texts

_STRINGS = st.binary(max_size=40) | st.text(st.sampled_from("ab\0\x7fé漢"), min_size=6, max_size=20).map(str.encode)
_PARTS = st.lists(st.lists(_STRINGS, max_size=9), max_size=4)


def _blob(values: list[bytes], before: bytes = b"") -> tuple[Array, Array]:
    """Some strings behind something else."""
    offsets = np.array([*accumulate(map(len, values), initial=len(before))], dtype=np.uint32)
    return np.frombuffer(before + b"".join(values) + b"behind", dtype=np.uint8), offsets


@given(_PARTS)
def test_they_are_numbered_in_order(parts: list[list[bytes]]) -> None:
    found = Strings.joined(_blob(part, b"before") for part in parts)
    values = [value for part in parts for value in part]
    expected, numbers = numbered_in_order(values)
    first, mine = found.numbered()
    assert found.take(first).as_list() == expected
    assert mine.tolist() == numbers.tolist()
    assert first.tolist() == [values.index(value) for value in expected]


@pytest.mark.parametrize("size", [7, 8, 9, 15, 16, 17, 32])
def test_sizes_around_those_of_the_numbers(size: int) -> None:
    values = [b"a" * size, b"a" * (size + 1), b"a" * (size - 1), b"a" * (size - 1) + b"\0", b"\xff" * size, b""]
    strings = Strings.joined([_blob(values)])
    assert strings.take(strings.numbered()[0]).as_list() == sorted(values)


@given(_PARTS, st.data())
def test_they_are_packed_as_lists_are(parts: list[list[bytes]], data: st.DataObject) -> None:
    strings = [Strings.joined([_blob(part)]) for part in parts]
    rows = [data.draw(st.lists(st.integers(0, len(part) - 1)) if part else st.just([])) for part in parts]
    chosen = [own.take(np.array(row, dtype=np.intp)) for own, row in zip(strings, rows, strict=True)]
    expected = texts("name", [part[row] for part, own in zip(parts, rows, strict=True) for row in own])
    found = packed("name", chosen)
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
