"""Fields of postings to the arrays of `NAME.terms`: one assembly for new, merged and foreign segments.

Nothing here runs once a posting or a term in Python, but for the hashes of whole terms.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any, Literal, Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from index.columnar.ordering import Moved, gather, narrow
from index.columnar.pack import Array
from index.columnar.strings import Strings, packed

Values = Literal["places", "bytes", "none"]

_NONE: NDArray[np.int64] = np.empty(0, dtype=np.int64)


class Range(TypedDict):
    """The entries of a field, and what its values are."""

    first: int
    end: int
    values: Values


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """One field of one segment, in the order of (term, document).

    `terms` are sorted and distinct; `stems` has the number of the stem of each, where they are grouped by it.
    `counts[i]` is the document frequency of term i. `docs` and `freqs` have one value a posting. `places` has all
    positions (`values` "places"), `value_offsets` one more value than there are postings ("bytes").
    """

    name: str
    values: Values
    terms: Strings
    counts: Array
    docs: Array
    freqs: Array
    places: Array | None = None
    value_bytes: Array | None = None
    value_offsets: Array | None = None
    stems: Array | None = None

    @property
    def hashes(self) -> Array:
        """The hash of each of its terms, for `index.presence`."""
        return np.fromiter(
            map(zlib.crc32, self.terms.as_list(), repeat(key_seed(self.name))), dtype=np.uint32, count=len(self.terms)
        )


class Terms(Protocol):
    """What a dictionary is made of: a field without its postings (see `FieldPostings`)."""

    @property
    def name(self) -> str: ...

    @property
    def values(self) -> Values: ...

    @property
    def terms(self) -> Strings: ...

    @property
    def hashes(self) -> Array: ...

    @property
    def stems(self) -> Array | None: ...


def terms_pack(
    fields: Iterable[FieldPostings], documents: int, grouped: Sequence[str] = (), stems: Strings | None = None
) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of a terms pack, as `layout.py` tells them.

    Args:
        fields: in any order, each name once.
        documents: records of the segment.
        grouped: fields whose postings lie together by the stems of their terms, in this order.
        stems: the stems by their numbers.
    """
    fields = sorted((field for field in fields if len(field.terms)), key=lambda field: field.name)
    fields_of = ranges(fields)
    counts = _joined([field.counts for field in fields], np.uint32)
    order, arrays = dictionary(fields, fields_of, grouped, stems)
    moved = Moved(counts, order)
    docs = _joined([field.docs for field in fields], np.uint32)
    freqs = narrow(_joined([field.freqs for field in fields]))
    values = _values(fields, fields_of, counts, freqs, order)
    arrays |= {
        "entry_start": moved.starts,
        "entry_count": counts,
        "post_docs": moved.take(docs),
        "post_freqs": moved.take(freqs),
        **values,
    }
    return arrays, {"documents": documents, "fields": fields_of}


def dictionary(
    fields: Sequence[Terms], fields_of: Mapping[str, Range], grouped: Sequence[str], stems: Strings | None
) -> tuple[Array | None, dict[str, Array]]:
    """All entries in the order of their postings (None: as they are), and the arrays of terms and groups.

    Args:
        fields: by name, each with terms.
        fields_of: their `ranges`.
        grouped, stems: as in `terms_pack`; equal stems may have several numbers.
    """
    arrays = packed("term", [field.terms for field in fields])
    arrays["key_crc"] = _joined([field.hashes for field in fields if field.values == "none"], np.uint32)
    if stems is None or not grouped:
        return None, arrays
    numbers = _joined([field.stems for field in fields if field.name in grouped and field.stems is not None])
    used = np.zeros(len(stems), dtype=bool)
    used[numbers] = True
    names = stems.take(np.flatnonzero(used))
    first, groups = names.numbered()
    order, groups_arrays = _grouping(fields_of, grouped, groups[(np.cumsum(used) - 1)[numbers]])
    return order, arrays | packed("group", [names.take(first)]) | groups_arrays


def ranges(fields: Iterable[Terms]) -> dict[str, Range]:
    """Of each field, in the order of their names, its entries and what its values are."""
    found: dict[str, Range] = {}
    first = 0
    for field in fields:
        end = first + len(field.terms)
        found[field.name] = {"first": first, "end": end, "values": field.values}
        first = end
    return found


def marked(fields: Mapping[str, Range], values: Values) -> Array:
    """Marks the entries of the fields whose values are such."""
    sizes = [row["end"] - row["first"] for row in fields.values()]
    return np.repeat(np.array([row["values"] == values for row in fields.values()], dtype=bool), sizes)


def _grouping(fields: Mapping[str, Range], grouped: Sequence[str], groups: Array) -> tuple[Array, dict[str, Array]]:
    """All entries in the order of their postings: those of grouped fields by their groups, then the others; and the
    arrays of the groups but for their names.

    Args:
        fields: the entries of each.
        grouped: in which order entries of different fields stand in one group.
        groups: the number of the group of each entry of these fields, in the order of the entries.
    """
    members = [(grouped.index(name), row["first"], row["end"]) for name, row in fields.items() if name in grouped]
    entries = _joined([np.arange(first, end) for _, first, end in members])
    slots = np.repeat([slot for slot, _, _ in members], [end - first for _, first, end in members])
    order = entries[np.lexsort((entries, slots, groups))]
    others = _joined([np.arange(row["first"], row["end"]) for name, row in fields.items() if name not in grouped])
    arrays = {
        "group_first": np.append(0, np.cumsum(np.bincount(groups))).astype(np.uint32),
        "group_entries": order.astype(np.uint32),
    }
    return np.concatenate([order, others]).astype(np.int64), arrays


@cache
def key_seed(field: str) -> int:
    """What the CRC-32 of a term of a field begins with, where it is a hash for filters that tell what is not there."""
    return zlib.crc32(field.encode("utf-8"))


def _values(
    fields: Sequence[FieldPostings], fields_of: Mapping[str, Range], counts: Array, freqs: Array, order: Array | None
) -> dict[str, Array]:
    """Positions and encoded values, moved as their postings are."""
    starts = np.zeros(counts.size, dtype=np.int64)
    arrays: dict[str, Array] = {}
    ends = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    with_places, with_bytes = marked(fields_of, "places"), marked(fields_of, "bytes")
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
