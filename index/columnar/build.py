"""Fields of postings to the arrays of `NAME.terms`: one assembly for new, merged and foreign segments.

Nothing here runs once a posting in Python: terms are handled one by one (their bytes, their stems), postings by arrays.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, repeat
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.columnar.pack import Array

Values = Literal["places", "bytes", "none"]
_Value = TypeVar("_Value")

_BLOCK = 1 << 18
"""Postings that are moved at once, which bounds the memory that moving takes."""
_NONE: NDArray[np.int64] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """One field of one segment, in the order of (term, document).

    `terms` are sorted and distinct; `counts[i]` is the document frequency of term i. `docs` and `freqs` have one value
    a posting. `places` has all positions (`values` "places"), `value_offsets` one more value than there are postings
    ("bytes").
    """

    name: str
    values: Values
    terms: Sequence[bytes]
    counts: Array
    docs: Array
    freqs: Array
    places: Array | None = None
    value_bytes: Array | None = None
    value_offsets: Array | None = None


def terms_pack(
    fields: Iterable[FieldPostings],
    documents: int,
    grouped: Sequence[str] = (),
    stems_of: Callable[[Any], Iterable[bytes]] = lambda field: field.terms,
) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of a terms pack, as `layout.py` tells them.

    Args:
        fields: in any order, each name once.
        documents: records of the segment.
        grouped: fields whose postings lie together by the stems of their terms, in this order.
        stems_of: gives the stem of each term of one of them.
    """
    fields = sorted((field for field in fields if len(field.terms)), key=lambda field: field.name)
    firsts = np.cumsum([0, *(len(field.terms) for field in fields)]).tolist()
    counts = _joined([field.counts for field in fields], np.uint32)
    order, dictionary = dictionary_of(fields, grouped, stems_of)
    moved = Moved(counts, order)
    docs = _joined([field.docs for field in fields], np.uint32)
    freqs = narrow(_joined([field.freqs for field in fields]))
    values = _values(fields, firsts, counts, freqs, order)
    arrays = {
        **dictionary,
        "entry_start": moved.starts,
        "entry_count": counts,
        "post_docs": moved.take(docs),
        "post_freqs": moved.take(freqs),
        **values,
    }
    return arrays, {"documents": documents, "fields": ranges(fields)}


class Terms(Protocol):
    """What is asked of a field before its postings are."""

    @property
    def name(self) -> str: ...

    @property
    def values(self) -> Values: ...

    @property
    def terms(self) -> Sequence[bytes]: ...


def ranges(fields: Sequence[Terms]) -> dict[str, Any]:
    """Of each field, in the order of their names, its entries and what its values are."""
    firsts = np.cumsum([0, *(len(field.terms) for field in fields)]).tolist()
    return {
        field.name: {"first": first, "end": first + len(field.terms), "values": field.values}
        for field, first in zip(fields, firsts, strict=False)
    }


def dictionary_of(
    fields: Sequence[Terms], grouped: Sequence[str], stems_of: Callable[[Any], Iterable[bytes]]
) -> tuple[Array | None, dict[str, Array]]:
    """The entries in the order of their postings (None: as they are), and the arrays of terms and groups."""
    order, groups = _order(fields, grouped, stems_of)
    arrays = {
        **texts("term", list(chain.from_iterable(field.terms for field in fields))),
        "key_crc": _joined(
            [key_crcs(field.name, field.terms) for field in fields if field.values == "none"], np.uint32
        ),
        **groups,
    }
    return order, arrays


def texts(name: str, values: Sequence[bytes]) -> dict[str, Array]:
    """Byte strings as the arrays `NAME_bytes` and `NAME_offsets`."""
    offsets = np.zeros(len(values) + 1, dtype=np.uint64)
    offsets[1:] = np.cumsum(sizes_of(values))
    data = np.frombuffer(b"".join(values), dtype=np.uint8)
    return {f"{name}_bytes": data, f"{name}_offsets": offsets if offsets[-1] >> 32 else offsets.astype(np.uint32)}


@cache
def key_seed(field: str) -> int:
    """What the CRC-32 of a term of a field begins with, where it is a hash for filters that tell what is not there."""
    return zlib.crc32(field.encode("utf-8"))


def key_crcs(field: str, terms: Sequence[bytes]) -> Array:
    """The hashes of terms of a field of whole terms."""
    return np.fromiter(map(zlib.crc32, terms, repeat(key_seed(field))), dtype=np.uint32, count=len(terms))


def numbered(values: Iterable[_Value]) -> tuple[list[_Value], Array]:
    """The different ones of some values, in the order in which they come, and the number of each value among them."""
    number, numbers = _numbered(values)
    return list(number), numbers


def numbered_in_order(values: Iterable[Any]) -> tuple[list[Any], Array]:
    """The same with the different ones sorted."""
    number, numbers = _numbered(values)
    found = sorted(number)
    place = np.empty(len(found), dtype=np.int64)
    place[np.fromiter(map(number.__getitem__, found), dtype=np.int64, count=len(found))] = np.arange(len(found))
    return found, place[numbers]


def _numbered(values: Iterable[_Value]) -> tuple[dict[_Value, int], Array]:
    number: defaultdict[_Value, int] = defaultdict(count().__next__)
    return number, np.fromiter(map(number.__getitem__, values), dtype=np.int64)


def ranks(keys: Sequence[Any], nearly: Sequence[int] | None = None) -> Array:
    """The place of each key among all, in their order; `nearly` is an order which is near to that already."""
    found = np.empty(len(keys), dtype=np.uint32)
    order = sorted(range(len(keys)) if nearly is None else nearly, key=keys.__getitem__)
    found[order] = np.arange(len(keys), dtype=np.uint32)
    return found


def sizes_of(values: Sequence[Sized]) -> Array:
    """How long each value is."""
    return np.fromiter(map(len, values), dtype=np.int64, count=len(values))


def narrow(values: Array) -> Array:
    """The same numbers in the smallest unsigned type that holds them; fractions as float32."""
    if values.dtype.kind == "f":
        whole = values.astype(np.int64)
        if values.size and ((whole != values).any() or int(whole.min()) < 0):
            return values.astype(np.float32)
        values = whole
    most = int(values.max()) if values.size else 0
    return values.astype(np.min_scalar_type(most))


def narrowed(values: Array) -> Array:
    """As `narrow`, without a copy where nothing is gained."""
    most = int(values.max()) if values.size else 0
    return values.astype(np.min_scalar_type(most), copy=False)


def stable_order(numbers: Array) -> Array:
    """The stable order of small whole numbers. NumPy sorts 16 bits by counting, so it is done in two passes."""
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if numbers.size and int(numbers.max()) >> 16:
        order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def pair_starts(left: Array, right: Array) -> Array:
    """The places at which different pairs of two columns begin, where equal ones stand side by side."""
    new = np.ones(left.size, dtype=bool)
    new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return np.flatnonzero(new)


class Moved:
    """Rows of entries, put into another order of entries. `starts` tells where those of each entry begin afterwards."""

    def __init__(self, counts: Array, order: Array | None) -> None:
        counts = counts.astype(np.int64)
        self._order = order
        self._counts = counts if order is None else counts[order]
        self._before = np.cumsum(counts) - counts
        ends = np.cumsum(self._counts)
        self.starts = ends - self._counts
        if order is not None:
            starts = np.empty_like(self.starts)
            starts[order] = self.starts
            self.starts = starts

    def take(self, rows: Array) -> Array:
        """The rows in the new order."""
        return rows if self._order is None else gather(rows, self._before[self._order], self._counts)


def gather(rows: Array, starts: Array, counts: Array) -> Array:
    """Slices of `rows`, `counts[i]` values from `starts[i]`, one after the other; moved block by block."""
    ends = np.cumsum(counts, dtype=np.int64)
    found = np.empty(int(ends[-1]) if ends.size else 0, dtype=rows.dtype)
    shifts = starts.astype(np.int64) - (ends - counts)
    first = at = 0
    while first < ends.size:
        last = max(int(np.searchsorted(ends, at + _BLOCK, side="right")), first + 1)
        end = int(ends[last - 1])
        found[at:end] = rows[np.repeat(shifts[first:last], counts[first:last]) + np.arange(at, end)]
        first, at = last, end
    return found


def _order(
    fields: Sequence[Terms], grouped: Sequence[str], stems_of: Callable[[Any], Iterable[bytes]]
) -> tuple[Array | None, dict[str, Array]]:
    firsts = np.cumsum([0, *(len(field.terms) for field in fields)]).tolist()
    slots = {name: slot for slot, name in enumerate(grouped)}
    if not grouped:
        return None, {}
    members = [
        (slots[field.name], field, first) for field, first in zip(fields, firsts, strict=False) if field.name in slots
    ]
    entries = _joined([np.arange(first, first + len(field.terms)) for _, field, first in members])
    places = np.repeat([slot for slot, _, _ in members], [len(field.terms) for _, field, _ in members])
    distinct, groups = numbered_in_order(chain.from_iterable(stems_of(field) for _, field, _ in members))
    order = np.lexsort((entries, places, groups))
    inside = np.zeros(firsts[-1], dtype=bool)
    inside[entries] = True
    first = np.zeros(len(distinct) + 1, dtype=np.uint32)
    first[1:] = np.cumsum(np.bincount(groups, minlength=len(distinct)))
    arrays = {
        **texts("group", distinct),
        "group_first": first,
        "group_entries": entries[order].astype(np.uint32),
    }
    return np.concatenate([entries[order], np.flatnonzero(~inside)]).astype(np.int64), arrays


def _values(
    fields: Sequence[FieldPostings], firsts: Sequence[int], counts: Array, freqs: Array, order: Array | None
) -> dict[str, Array]:
    """Positions and encoded values, moved as their postings are."""
    starts = np.zeros(firsts[-1], dtype=np.int64)
    arrays: dict[str, Array] = {}
    ends = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    with_places = np.zeros(firsts[-1], dtype=bool)
    with_bytes = np.zeros(firsts[-1], dtype=bool)
    for field, first in zip(fields, firsts, strict=False):
        marks = {"places": with_places, "bytes": with_bytes}.get(field.values)
        if marks is not None:
            marks[first : first + len(field.terms)] = True
    sums = np.concatenate([[0], np.cumsum(freqs, dtype=np.int64)])
    totals = np.where(with_places, sums[ends[1:]] - sums[ends[:-1]], 0)
    moved = Moved(totals, order)
    starts[with_places] = moved.starts[with_places]
    arrays["places"] = moved.take(narrow(_joined([field.places for field in fields if field.places is not None])))
    if with_bytes.any():
        rows = np.where(with_bytes, counts, 0)
        moved = Moved(rows, order)
        starts[with_bytes] = moved.starts[with_bytes]
        arrays |= _value_bytes(fields, moved)
    arrays["entry_values"] = starts
    return arrays


def _value_bytes(fields: Sequence[FieldPostings], moved: Moved) -> dict[str, Array]:
    """The encoded values of all fields that have them, one row a posting."""
    parts = [field for field in fields if field.value_bytes is not None and field.value_offsets is not None]
    lengths = _joined([np.diff(field.value_offsets.astype(np.int64)) for field in parts])  # type: ignore[union-attr]
    data = _joined([field.value_bytes for field in parts if field.value_bytes is not None], np.uint8)
    before = np.cumsum(lengths) - lengths
    sources, lengths = moved.take(before), moved.take(lengths)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    return {"value_bytes": gather(data, sources, lengths), "value_offsets": offsets}


def _joined(parts: Sequence[Array], dtype: Any = None) -> Array:
    found = np.concatenate(parts) if parts else _NONE
    return found if dtype is None else found.astype(dtype, copy=False)
