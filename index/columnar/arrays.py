"""One segment's arrays, opened: look-ups by term, slices of postings, stored bytes. Reads `layout.py`, knows no Whoosh.

What is given is mostly a view of mapped memory: a segment costs what is touched of it, and processes share its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar.layout import name_hash
from index.columnar.pack import Array, Pack
from index.columnar.stored_records import StoredRecords
from index.schema import LANGUAGE_FIELDS

NO_ENTRIES: NDArray[np.uint32] = np.empty(0, dtype=np.uint32)


class SegmentArrays:
    """The packs of a segment. `count` is the number of its records, deleted ones counted in."""

    def __init__(
        self,
        terms: Pack,
        docs: Pack,
        tables: Pack | None = None,
        latent: Pack | None = None,
        make_tables: Callable[[SegmentArrays], Pack] | None = None,
    ) -> None:
        """`make_tables`: makes those of a segment of an archive that has none, when they are asked for."""
        self.terms = terms
        self.docs = docs
        self.tables = tables
        self.latent = latent
        self.tabled = tables is not None
        """Whether its tables are mapped; others are made in the memory of this process."""
        self._make_tables = make_tables
        self.count: int = docs.meta["documents"]
        self.records = StoredRecords(docs)
        self._dictionary = Blob(terms["term_bytes"], terms["term_offsets"])
        self._spoken: dict[str, list[str]] = {}
        for field in LANGUAGE_FIELDS.keys() & self.fields().keys():
            self._spoken.setdefault(LANGUAGE_FIELDS[field][0], []).append(field)
        self._groups = Blob(terms["group_bytes"], terms["group_offsets"]) if "group_bytes" in terms else None

    @property
    def packs(self) -> tuple[Pack, ...]:
        """All of them."""
        return tuple(pack for pack in (self.terms, self.docs, self.tables, self.latent) if pack is not None)

    def table(self, name: str) -> Array:
        """An array of the tables, which every segment of an archive has or can make."""
        if self.tables is None:
            assert self._make_tables is not None  # noqa: S101 - `open_segment` gives it
            self.tables = self._make_tables(self)
        return self.tables[name]

    def with_latent(self, latent: Pack | None) -> SegmentArrays:
        """The same segment with other vectors."""
        return SegmentArrays(self.terms, self.docs, self.tables, latent, self._make_tables)

    @property
    def model(self) -> str | None:
        """The model that its vectors are of."""
        return None if self.latent is None else str(self.latent.meta["model"])

    def fields(self) -> dict[str, Any]:
        """Of each indexed field its entries and what its values are."""
        found: dict[str, Any] = self.terms.meta["fields"]
        return found

    def fields_of(self, *text_fields: str) -> tuple[str, ...]:
        """The index fields that may hold some text fields: their own, and those of other languages that are here."""
        return tuple(name for field in text_fields for name in (field, *self._spoken.get(field, ())))

    def entries(self, field: str) -> tuple[int, int]:
        """First entry of a field, and the one behind its last."""
        row = self.fields().get(field)
        return (row["first"], row["end"]) if row else (0, 0)

    def entry(self, field: str, term: bytes) -> int | None:
        """The entry of a term."""
        first, end = self.entries(field)
        found = self._dictionary.left(term, first, end)
        return found if found < end and self._dictionary[found] == term else None

    def entries_from(self, field: str, low: bytes, high: bytes | None = None) -> tuple[int, int]:
        """The entries of a field whose terms are at least `low` and, where it is given, less than `high`."""
        first, end = self.entries(field)
        start = self._dictionary.left(low, first, end)
        return start, end if high is None else self._dictionary.left(high, start, end)

    def term(self, entry: int) -> bytes:
        """The bytes of an entry's term."""
        return self._dictionary[entry]

    def terms_of(self, entries: NDArray[np.uint32]) -> list[bytes]:
        """The bytes of the terms of many entries."""
        return self._dictionary.some(entries)

    def group(self, stem: bytes) -> NDArray[np.uint32]:
        """The entries of grouped fields with a stem, in the order of their postings."""
        if self._groups is None:
            return NO_ENTRIES
        found = self._groups.left(stem, 0, len(self._groups))
        if found == len(self._groups) or self._groups[found] != stem:
            return NO_ENTRIES
        first, end = self.terms["group_first"][found : found + 2].tolist()
        return self.terms["group_entries"][first:end]

    def frequency(self, entry: int) -> int:
        """Document frequency of an entry, deleted records counted in."""
        return int(self.terms["entry_count"][entry])

    def slice_of(self, entry: int) -> slice:
        """Where the postings of an entry are."""
        start = int(self.terms["entry_start"][entry])
        return slice(start, start + int(self.terms["entry_count"][entry]))

    def postings(self, entry: int) -> tuple[Array, Array]:
        """Document numbers (rising) and frequencies of an entry."""
        where = self.slice_of(entry)
        return self.terms["post_docs"][where], self.terms["post_freqs"][where]

    def postings_between(self, first: int, end: int) -> tuple[Array, Array]:
        """Document numbers and frequencies of the postings of entries that lie side by side, in memory of their own."""
        return self.terms.part("post_docs", first, end), self.terms.part("post_freqs", first, end)

    def places(self, entry: int) -> Array:
        """All positions of an entry, those of its first posting first, as many for each as its frequency."""
        start = int(self.terms["entry_values"][entry])
        count = int(self.terms["post_freqs"][self.slice_of(entry)].sum(dtype=np.int64))
        return self.terms["places"][start : start + count]

    def values(self, entry: int) -> tuple[Array, Array]:
        """The bytes that hold the encoded values of an entry's postings, and where each begins and the last ends."""
        start = int(self.terms["entry_values"][entry])
        count = int(self.terms["entry_count"][entry])
        return self.terms["value_bytes"], self.terms["value_offsets"][start : start + count + 1]

    def count_of(self, name: str) -> int:
        """How many texts `NAME_bytes` holds."""
        return int(self.docs[f"{name}_offsets"].size) - 1

    def folded_names(self, letters: str) -> list[int]:
        """The hashes of the folded acronyms that have a name with these letters, maybe of others too."""
        names, key = self.table("acronym_names"), np.uint32(name_hash(letters))
        first, end = (int(names.searchsorted(key, side)) for side in ("left", "right"))
        found: list[int] = self.table("acronym_folded")[self.table("acronym_named")[first:end]].tolist()
        return found

    def facet_pairs(self, name: str, docs: Array | None = None) -> tuple[Array, Array]:
        """Every pair of document number (rising) and value of a facet, in the order that each record has them; of all
        records, or of some (rising)."""
        rows, size = self.docs[f"facet_{name}_rows"], self.docs[f"facet_{name}_hash"].size
        more_docs, more_values = self.docs[f"facet_{name}_more_docs"], self.docs[f"facet_{name}_more_values"]
        if docs is not None:
            rows, chosen = rows[docs], np.isin(more_docs, docs)
            more_docs, more_values = more_docs[chosen], more_values[chosen]
        there = rows < size
        owners = np.nonzero(there)[0]
        owners = np.concatenate([owners if docs is None else docs[owners], more_docs.astype(np.int64)])
        values = np.concatenate([rows[there], more_values]).astype(np.int64)
        order = np.argsort(owners, kind="stable")
        return owners[order], values[order]

    def text(self, name: str, number: int) -> str:
        """Value `number` of the texts `NAME_bytes`, `NAME_offsets` of the documents' pack (id, title, facet_X, ...)."""
        first, end = self.docs[f"{name}_offsets"][number : number + 2].tolist()
        return str(self.docs[f"{name}_bytes"][first:end].tobytes(), "utf-8")

    def texts(self, name: str) -> list[str]:
        """All texts of `NAME_bytes`, `NAME_offsets`."""
        data = self.docs[f"{name}_bytes"].tobytes()
        return [str(data[first:end], "utf-8") for first, end in pairwise(self.docs[f"{name}_offsets"].tolist())]

    def some_texts(self, name: str, numbers: Array) -> list[str]:
        """The values of some numbers, as `text` has them one by one."""
        found = Blob(self.docs[f"{name}_bytes"], self.docs[f"{name}_offsets"]).some(numbers)
        return [str(text, "utf-8") for text in found]


class Blob:
    """Byte strings one after the other, sorted within the ranges that are searched."""

    def __init__(self, data: Array, offsets: Array) -> None:
        self._data = data.data
        self._offsets = offsets

    def __len__(self) -> int:
        return int(self._offsets.size) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._data[int(self._offsets[number]) : int(self._offsets[number + 1])])

    def some(self, numbers: Array) -> list[bytes]:
        """The strings of some numbers, as they are one by one."""
        bounds = zip(self._offsets.take(numbers).tolist(), self._offsets.take(numbers + 1).tolist(), strict=True)
        return [bytes(self._data[first:end]) for first, end in bounds]

    def left(self, wanted: bytes, first: int, end: int) -> int:
        """The first number in a range whose string is not less than `wanted`."""
        data, offsets = self._data, self._offsets
        while first < end:
            middle = (first + end) // 2
            if bytes(data[int(offsets[middle]) : int(offsets[middle + 1])]) < wanted:
                first = middle + 1
            else:
                end = middle
        return first
