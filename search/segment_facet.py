"""One facet of one segment, read where it lies: its values, numbered with the most frequent first, and who has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.tables.heads import HEAD, STORED
from search.facet_head import Head, head_of
from search.id_sets import Ids, marked, places_of
from search.typed import WordTable

_LEADING = 1_024
"""Values whose texts are kept."""


class SegmentFacet:
    """One facet of one segment, by its own ordinals."""

    def __init__(self, arrays: SegmentArrays, name: str) -> None:
        self._arrays = arrays
        self._kind = name
        self._name = f"facet_{name}"
        self.hashes: NDArray[np.uint64] = arrays.docs[f"facet_{name}_hash"]
        self.size = int(self.hashes.size)
        self._rows = arrays.docs[f"facet_{name}_rows"]
        self._more_docs = arrays.docs[f"facet_{name}_more_docs"]
        self._more_values = arrays.docs[f"facet_{name}_more_values"]
        self._numbered: NumberedFacet | None = None

    def numbered(self, before: tuple[NumberedFacet, ...]) -> NumberedFacet:
        """This facet with the ordinals of a generation, after those of some others; as it was made for the generation
        before, where that has the same others there."""
        found = self._numbered
        if found is None or found.before != before:
            found = self._numbered = NumberedFacet(self, before)
        return found

    @property
    def count(self) -> int:
        """How many records the segment has."""
        return int(self._rows.shape[0])

    def texts(self, ordinals: Ids) -> list[str]:
        """The texts of some values."""
        numbers = ordinals.tolist()
        if max(numbers, default=0) < len(self._leading):
            return [self._leading[number] for number in numbers]
        return self._arrays.some_texts(self._name, ordinals)

    @cached_property
    def _leading(self) -> list[str]:
        """The texts of the most frequent values."""
        return self._arrays.some_texts(self._name, np.arange(min(self.size, _LEADING)))

    def head(self, ordinals: NDArray[np.int32]) -> Head:
        """The frequent values of a generation in this segment; `ordinals`: those of this segment's values there."""
        known = np.minimum(ordinals, HEAD)
        if self._stored_head is not None and np.array_equal(known, np.minimum(np.arange(self.size), HEAD)):
            return self._stored_head
        numbers = np.append(ordinals, np.int32(-1))  # a row with fewer values is filled up with `size`
        return head_of(numbers[self._rows], self._more_docs, numbers[self._more_values])

    @cached_property
    def _stored_head(self) -> Head | None:
        """The head by this segment's own ordinals; None where it was made of another number of values."""
        tables = self._arrays.tables
        if tables is None or tables.meta["head"] != HEAD:
            return None
        stored = {array: tables[f"head_{self._kind}_{part}"] for part, array in STORED.items()}
        return Head(**stored, bound=tables.meta["bounds"][self._kind])

    @property
    def by_hash(self) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
        """The hashes in order, and the ordinal of each."""
        return self._arrays.table(f"hashes_{self._kind}"), self._arrays.table(f"hashed_{self._kind}")

    @cached_property
    def uses(self) -> Ids:
        """How many records have each value, deleted ones counted in."""
        return self.uses_by(np.arange(self.count))

    def uses_by(self, docs: Ids) -> Ids:
        """How many of some records (rising) have each value."""
        return np.bincount(self.values(docs), minlength=self.size + 1)[: self.size]

    @property
    def is_single(self) -> bool:
        """Whether no record has two values."""
        return self._rows.shape[1] == 1 and not self._more_docs.size

    def single(self) -> Ids:
        """The value of each record where none has two, `size` for none."""
        return np.asarray(self._rows[:, 0])

    def values(self, docs: Ids) -> Array:
        """Every value of some records (rising) as often as a record has it, and some `size` for none."""
        rows = self._rows if docs.size == self.count else self._rows.take(docs, axis=0)
        if not self._more_docs.size:
            return rows.ravel()
        return np.concatenate([rows.ravel(), self._more_values[self._more_of(docs)]])

    def _more_of(self, docs: Ids) -> Array:
        """The places of the values beyond the rows that are of some records (rising)."""
        first = self._more_starts.take(docs)
        counts = self._more_starts.take(docs + 1) - first
        having = places_of(counts > 0)
        first, counts = first.take(having), counts.take(having)
        return np.repeat(first - counts.cumsum() + counts, counts) + np.arange(int(counts.sum()))

    @cached_property
    def _more_starts(self) -> NDArray[np.int32]:
        """Where the values beyond the rows begin of each record, and where they end."""
        each = np.arange(self.count + 1, dtype=self._more_docs.dtype)
        return self._more_docs.searchsorted(each).astype(np.int32)

    def having(self, ordinal: int | None) -> NDArray[np.bool_]:
        """Every record: whether it has a value; none has None."""
        found = np.zeros(self.count, dtype=bool)
        if ordinal is not None:
            for column in self._rows.T:
                found |= column == ordinal
            found[self._more_docs.compress(self._more_values == ordinal)] = True
        return found

    @cached_property
    def _words(self) -> WordTable:
        return WordTable(self._arrays.table, self._kind)

    def matching(self, words: Sequence[str]) -> Ids:
        """Ordinals of the values in which every typed word begins a word; none where no word is typed."""
        numbers = self._arrays.table(f"entries_{self._kind}")
        there = np.full(self.size, bool(words))
        for word in words:
            there &= marked(self._words.beginning(word), self.size)
        return numbers[places_of(there)].astype(np.intp)


class NumberedFacet:
    """One facet of one segment by the ordinals of a generation: these go on where those of some other segments end."""

    def __init__(self, segment: SegmentFacet, before: tuple[NumberedFacet, ...]) -> None:
        self.segment = segment
        self.before = before
        self.first: int = before[-1].end if before else 0
        """The first ordinal of the values that no segment before has."""
        hashes, order = segment.by_hash
        self.ordinals = np.full(segment.size, -1, dtype=np.int32)
        """The ordinal of each value."""
        self.ordinals[order] = _known(hashes, before)
        self._own = places_of(self.ordinals < 0).astype(np.int32)
        self.end: int = self.first + self._own.size
        self.ordinals[self._own] = np.arange(self.first, self.end)

    def texts(self, ordinals: Ids) -> list[str]:
        """The texts of some values that no segment before has."""
        own = self._own[ordinals - self.first].astype(np.intp) if self.before else ordinals
        return self.segment.texts(own)

    @cached_property
    def head(self) -> Head:
        """The frequent values of the generation in this segment."""
        return self.segment.head(self.ordinals)


def _known(hashes: NDArray[np.uint64], numbered: Iterable[NumberedFacet]) -> NDArray[np.int32]:
    """The ordinals of some values by their hashes (rising); -1 of those that no segment has."""
    found = np.full(hashes.size, -1, dtype=np.int32)
    left = np.arange(hashes.size)
    for facet in numbered:
        own, order = facet.segment.by_hash
        if own.size and left.size:
            places = np.minimum(own.searchsorted(hashes[left]), own.size - 1)
            there = own[places] == hashes[left]
            found[left[there]] = facet.ordinals[order[places[there]]]
            left = left[~there]
    return found
