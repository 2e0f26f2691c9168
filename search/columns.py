"""The columns of a generation: dates, kinds, lengths and facet values, read where they lie in the segments.

Document numbers run over all segments, deleted records included; `live` lists those that are there. What is worked out
for a segment is kept as long as it is served, so that a small commit to a large archive costs little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import KINDS
from index.columnar.ordering import pair_starts
from index.leaves import Leaf
from index.schema import FACETS
from search.entries import SegmentEntries
from search.facet_cells import Cells, SegmentCells
from search.facet_column import FacetColumn
from search.id_sets import Floats, Ids, highest, places_of
from search.norms import Norms, SegmentLengths, norms_of
from search.segment_facet import SegmentFacet
from search.similar import SegmentWords

UNDATED = np.int64(1) << 30
"""Where undated records come in an order of days: behind all others."""


class SegmentColumns:
    """What is worked out of one segment, by local document number."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.arrays = arrays
        self.words = SegmentWords(arrays)
        self.entries = SegmentEntries(arrays)
        self.facets = {name: SegmentFacet(arrays, name) for name in FACETS}
        self.cells = SegmentCells(self.facets)
        self.lengths = SegmentLengths(arrays)

    def of_kind(self, kind: str, docs: Ids) -> NDArray[np.bool_]:
        """Which of some records are of a kind."""
        return np.asarray(self.arrays.docs["kind"][docs] == KINDS.index(kind))

    def key(self, sort: str, docs: Ids) -> Ids:
        """Numbers that order some records of this segment as a sort does: "newest", "oldest" or "title"."""
        if sort == "title":
            return self.arrays.docs["title_rank"][docs].astype(np.int64)
        days = self.arrays.docs["first_day"][docs].astype(np.int64)
        ordered = np.where(days > 0, -days if sort == "newest" else days, UNDATED)
        return np.asarray((ordered << 32) + self.arrays.docs["id_rank"][docs])

    def first_key(self, sort: str, docs: Ids) -> NDArray[Any]:
        """What some records are ordered by before their ids, the same across segments."""
        if sort == "title":
            return np.array([self.arrays.text("title", doc) for doc in docs.tolist()])
        return self.key(sort, docs) >> 32


class Columns:
    """All columns of a generation with `size` document numbers, of which `live_count` are there."""

    def __init__(self, leaves: Sequence[Leaf], segments: Sequence[SegmentColumns]) -> None:
        self._leaves = leaves
        self._segments = segments
        self.size = sum(leaf.count for leaf in leaves)
        self.live_count = sum(leaf.live_count for leaf in leaves)
        self.facets = {
            name: FacetColumn([(leaf.base, segment.facets[name]) for leaf, segment in self._pairs()]) for name in FACETS
        }

    def _pairs(self) -> Iterator[tuple[Leaf, SegmentColumns]]:
        return zip(self._leaves, self._segments, strict=True)

    @cached_property
    def cells(self) -> Cells:
        """The facets of which each record has one value, together."""
        return Cells(self.facets, [segment.cells for segment in self._segments])

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the records that are there, sorted."""
        found: set[str] = set()
        for leaf, segment in self._pairs():
            facet = segment.facets["language"]
            found.update(facet.texts(places_of(facet.uses > facet.uses_by(leaf.gone))))
        return tuple(sorted(found))

    @cached_property
    def live(self) -> Ids:
        """The records that are there, rising."""
        return np.concatenate([np.empty(0, dtype=np.intp), *(leaf.live + leaf.base for leaf in self._leaves)])

    def split(self, docs: Ids) -> Iterator[tuple[Leaf, SegmentColumns, slice]]:
        """The segments that some records (rising) are in, and where theirs are among them."""
        for leaf, segment in self._pairs():
            first, last = np.searchsorted(docs, (leaf.base, leaf.base + leaf.count)).tolist()
            if first < last:
                yield leaf, segment, slice(first, last)

    def of_kind(self, kind: str, docs: Ids) -> NDArray[np.bool_]:
        """Which of some records (rising) are of a kind."""
        return _joined([segment.of_kind(kind, docs[at] - leaf.base) for leaf, segment, at in self.split(docs)])

    def overlapping(self, first: int, last: int, docs: Ids) -> NDArray[np.bool_]:
        """Which of some records (rising) have a date whose interval overlaps first to last."""
        found = []
        for leaf, segment, at in self.split(docs):
            days = segment.arrays.docs["first_day"][docs[at] - leaf.base]
            ends = segment.arrays.docs["last_day"][docs[at] - leaf.base]
            found.append((days > 0) & (days <= last) & (ends >= first))
        return _joined(found)

    @cached_property
    def norms(self) -> dict[str, Norms]:
        """BM25's length normalisation of each text field."""
        return norms_of((leaf, segment.lengths) for leaf, segment in self._pairs())

    def first_by(self, sort: str, docs: Ids, count: int, scores: Floats | None = None) -> Ids:
        """The places of the first `count` of some records (rising): by score where there are scores, then by a sort.

        Each segment's best are found by arrays; those of several segments are put in order by their ids.
        """
        leading = None if scores is None else _untied(scores, count)
        if leading is not None:
            return leading
        parts = []
        for leaf, segment, at in self.split(docs):
            places = np.arange(at.start, at.stop)
            parts.append((leaf.base, segment, _first(segment, sort, docs[at] - leaf.base, places, count, scores)))
        if len(parts) < 2:
            return parts[0][2] if parts else np.empty(0, dtype=np.intp)
        places = np.concatenate([own for *_, own in parts])
        keys = np.concatenate([segment.first_key(sort, docs[own] - base) for base, segment, own in parts])
        falling = np.zeros(places.size) if scores is None else -scores[places]
        order = np.lexsort((keys, falling))
        places, keys, falling = places[order], keys[order], falling[order]
        starts = pair_starts(keys, falling).tolist()
        for first, end in pairwise([*starts, places.size]):
            if end - first > 1 and first < count:
                places[first:end] = self._by_id(docs, places[first:end])
        return places[:count]

    def best(self, docs: Ids, count: int, scores: Floats) -> Ids:
        """The places, rising, of the `count` best of some records (rising): as `first_by` by newest has them."""
        places = highest(scores, count)
        if places.size > count:
            own = scores.take(places)
            least = own.min()
            sure, tied = places.compress(own > least), places.compress(own == least)
            chosen = self.first_by("newest", docs.take(tied), count - sure.size)
            places = np.sort(np.concatenate([sure, tied.take(chosen)]))
        return places

    def _by_id(self, docs: Ids, places: Ids) -> Ids:
        """Places in the order of the ids of their records."""
        ids = []
        for doc in docs[places].tolist():
            leaf, segment = next(pair for pair in reversed(list(self._pairs())) if pair[0].base <= doc)
            ids.append(segment.arrays.text("id", doc - leaf.base))
        return places[sorted(range(places.size), key=ids.__getitem__)]


def _untied(scores: Floats, count: int) -> Ids | None:
    """The places of the `count` highest scores, the highest first; None where the scores alone do not settle that."""
    places = highest(scores, count)
    own = scores.take(places)
    order = np.argsort(-own)
    own = own.take(order)
    return None if places.size > count or (own[1:] == own[:-1]).any() else places.take(order)


def _first(segment: SegmentColumns, sort: str, docs: Ids, places: Ids, count: int, scores: Floats | None) -> Ids:
    """The places of the first records of one segment, in order."""
    if scores is not None:
        own = scores[places]
        if own.size > count:
            chosen = highest(own, count)
            docs, places, own = docs[chosen], places[chosen], own[chosen]
        return places.take(np.lexsort((segment.key(sort, docs), -own))[:count])
    keys = segment.key(sort, docs)
    if keys.size > count:
        nearest = np.argpartition(keys, count)[:count] if count else np.empty(0, dtype=np.intp)
        keys, places = keys[nearest], places[nearest]
    return places[np.argsort(keys)]


def _joined(parts: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.concatenate([np.empty(0, dtype=bool), *parts])
