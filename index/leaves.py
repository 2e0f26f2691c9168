"""The segments of one generation, opened: look-ups by exact term that the writer and the engine both need.

A *leaf* is one segment; a record's *document number* counts within the whole generation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.acronyms import LEAST_RECORDS, Acronyms, Explained
from index.columnar.arrays import SegmentArrays
from index.columnar.layout import KINDS, name_hash
from index.columnar.pack import Pack
from index.columnar.storage import open_segment
from index.document import Document
from index.folding import fold
from index.latent.files import open_model, open_vectors
from index.stored import decode_record

_GROUPED_BY = 14
"""Bits of a hash of 32 that are left out where acronyms are counted: what is left is counted in 2 MB."""

Opened = Mapping[str, SegmentArrays]
"""Segments that are open already, by id."""


class Leaf:
    """One segment: its arrays, the first of its document numbers, and which of its records are deleted."""

    def __init__(self, segment: Any, arrays: SegmentArrays, base: int) -> None:
        self.id: str = segment.segment_id()
        self.arrays = arrays
        self.base = base
        self.count = arrays.count
        self.deleted = frozenset(segment.deleted_docs())

    @property
    def live_count(self) -> int:
        """How many records are there."""
        return self.count - len(self.deleted)

    @cached_property
    def gone(self) -> NDArray[np.intp]:
        """Local numbers of the deleted records, rising."""
        return np.array(sorted(self.deleted), dtype=np.intp)

    @cached_property
    def live(self) -> NDArray[np.intp]:
        """Local numbers of the records that are there, rising."""
        return np.flatnonzero(self.is_live) if self.deleted else np.arange(self.count, dtype=np.intp)

    @cached_property
    def is_live(self) -> NDArray[np.bool_]:
        """Marks the records that are there."""
        there = np.ones(self.count, dtype=bool)
        there[self.gone] = False
        return there

    def numbers(self, field: str, term: str) -> list[int]:
        """Local numbers of the live records with a term, rising."""
        entry = self.arrays.entry(field, term.encode("utf-8"))
        if entry is None:
            return []
        return [number for number in self.arrays.postings(entry)[0].tolist() if number not in self.deleted]

    def damaged(self) -> list[str]:
        """The packs whose bytes are not what was written, and which arrays of each; reads everything."""
        return _damaged(self.arrays.packs)

    def document(self, number: int) -> Document:
        """The record of a local number."""
        return self.records([number])[0]

    def records(self, numbers: Sequence[int]) -> list[Document]:
        """The records of some local numbers."""
        return list(map(decode_record, self.arrays.records.read(numbers)))

    def content_hash(self, number: int) -> str:
        """The content hash of a local number."""
        return str(self.arrays.docs["content_hash"][number].tobytes().hex())

    def is_stub(self, number: int) -> bool:
        """Whether a local number is a stub."""
        return bool(self.arrays.docs["stub"][number])

    @cached_property
    def explanations(self) -> NDArray[np.uint32]:
        """How many live records explain each acronym."""
        docs = self.arrays.docs
        pairs = docs["acronym_pairs"][self.is_live[docs["acronym_docs"]]] if self.deleted else docs["acronym_pairs"]
        return np.bincount(pairs, minlength=self.arrays.count_of("acronym")).astype(np.uint32)

    def acronyms(self, folded: Collection[int] | None) -> Iterator[Explained]:
        """The acronyms that live records explain, and how many records do: all, or those that fold to what has one of
        some hashes (`acronym_folded`)."""
        counts = self.explanations
        chosen: Iterable[int] = range(counts.size)
        if folded is not None:
            chosen = np.flatnonzero(np.isin(self.arrays.table("acronym_folded"), list(folded))).tolist()
        for number in chosen:
            if counts[number]:
                pair = self.arrays.text("acronym", number)
                yield fold(pair), pair, int(counts[number])

    def kinds(self) -> dict[str, int]:
        """How many live records there are of each kind, and how many stubs."""
        kinds = np.bincount(self.arrays.docs["kind"][self.live], minlength=len(KINDS)).tolist()
        return {**dict(zip(KINDS, kinds, strict=True)), "stub": int(self.arrays.docs["stub"][self.live].sum())}


class Leaves:
    """All segments of one generation."""

    def __init__(self, store: Path, segments: Sequence[Any], opened: Opened | None = None) -> None:
        """Open the segments that are not open already.

        Raises:
            DamagedPackError, PackVersionError, OSError: as `open_segment`.
        """
        self.segments = list(segments)
        models = [segment.model for segment in segments if segment.model]
        self.model = open_model(store, models[0]) if models else None
        """The model that all vectors are of; a generation has one."""
        self.leaves: list[Leaf] = []
        base = 0
        for segment in segments:
            name = segment.segment_id()
            arrays = arrays_of(store, segment, (opened or {}).get(name))
            if arrays.count:
                self.leaves.append(Leaf(segment, arrays, base))
            base += arrays.count

    @property
    def opened(self) -> dict[str, SegmentArrays]:
        """The open segments, for the next generation."""
        return {leaf.id: leaf.arrays for leaf in self.leaves}

    @property
    def documents(self) -> int:
        """How many live records there are."""
        return sum(leaf.live_count for leaf in self.leaves)

    def damaged(self) -> list[str]:
        """What is damaged in any segment or the model; reads everything."""
        found = [found for leaf in self.leaves for found in leaf.damaged()]
        return found + (_damaged([self.model.pack]) if self.model else [])

    def places(self, fields: Iterable[str], terms: Iterable[str]) -> Iterator[tuple[Leaf, int]]:
        """Every live record with any of the terms in any of the fields, once each: its leaf and local number."""
        fields, terms = list(fields), list(terms)
        for leaf in self.leaves:
            found = {number for field in fields for term in terms for number in leaf.numbers(field, term)}
            for number in sorted(found):
                yield leaf, number

    def place(self, doc_id: str) -> tuple[Leaf, int] | None:
        """Where the record of an id is."""
        return next(self.places(("id",), (doc_id,)), None)

    @cached_property
    def acronyms(self) -> Acronyms:
        """The acronyms that live records explain."""
        return Acronyms(self._acronyms, lambda letters: name_hash(letters) in self._used_names)

    def _acronyms(self, letters: str | None) -> Iterator[Explained]:
        folded = None
        if letters is not None:
            folded = {key for leaf in self.leaves for key in leaf.arrays.folded_names(letters)}
        yield from chain.from_iterable(leaf.acronyms(folded) for leaf in self.leaves)

    @cached_property
    def _used_names(self) -> frozenset[int]:
        """The hashes (`name_hash`) of the names of acronyms that enough live records explain, maybe of others too."""
        if not self.leaves:
            return frozenset()
        folded = np.concatenate([leaf.arrays.table("acronym_folded") for leaf in self.leaves])
        counts = np.concatenate([leaf.explanations for leaf in self.leaves])
        group = folded >> _GROUPED_BY  # those that fold alike, and a few others
        is_used = np.bincount(group, counts)[group] >= LEAST_RECORDS if group.size else group.astype(bool)
        found: set[int] = set()
        first = 0
        for leaf in self.leaves:
            names, pairs = leaf.arrays.table("acronym_names"), leaf.arrays.table("acronym_named")
            found.update(names[is_used[first + pairs.astype(np.intp)]].tolist())
            first += leaf.explanations.size
        return frozenset(found)

    def number(self, doc_id: str) -> int | None:
        """The document number of an id."""
        place = self.place(doc_id)
        return place[0].base + place[1] if place else None

    def document(self, number: int) -> Document:
        """The record of a document number of the whole generation."""
        return self.records([number])[0]

    def records(self, numbers: Sequence[int]) -> list[Document]:
        """The records of some document numbers of the whole generation."""
        found: dict[int, Document] = {}
        for leaf in self.leaves:
            own = [number for number in numbers if leaf.base <= number < leaf.base + leaf.count]
            found.update(zip(own, leaf.records([number - leaf.base for number in own]), strict=True) if own else ())
        return [found[number] for number in numbers]


def arrays_of(store: Path, segment: Any, opened: SegmentArrays | None = None) -> SegmentArrays:
    """The arrays of a segment, with the vectors that it names."""
    name = segment.segment_id()
    arrays = opened
    if arrays is None or arrays.tabled < segment.tabled:
        arrays = open_segment(store, name, segment.tabled)
    if arrays.model == segment.model:
        return arrays
    latent = open_vectors(store, name, segment.model, arrays) if segment.model else None
    return arrays.with_latent(latent)


def _damaged(packs: Iterable[Pack]) -> list[str]:
    return [f"{pack.name}: {', '.join(found)}" for pack in packs if (found := pack.verify())]
