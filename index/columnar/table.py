"""Texts to postings: a table of the distinct chunks seen so far, and what each becomes.

A text is cut into chunks at white space, which become numbers (`chunk_numbers`), and all that `index.analysis` says of
each (its words, their parts and terms) is then laid out by arrays. The result is what `index.analysis.tokenize` gives
place by place; NLTK sees each distinct chunk once, many at a time, but for plain words.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.analysis import LIST_GAP, surfaces_of_chunks
from index.columnar.build import FieldPostings
from index.columnar.chunk_numbers import Chunk, ChunkNumbers
from index.columnar.layout import GROUPED
from index.columnar.ordering import narrow, pair_starts, sizes_of, stable_order
from index.columnar.pack import Array
from index.columnar.strings import Strings
from index.columnar.vocabulary import Stems, Vocabulary, language_of_field


class ChunkTable:
    """The distinct chunks and what each becomes. Number 0 is the gap between the values of a list."""

    def __init__(self) -> None:
        self._new: list[Chunk] = []
        """Chunks that have a number and are not analysed yet, in the order of their numbers."""
        self._numbers = ChunkNumbers(self._begin)
        self._vocabulary = Vocabulary()
        self.stems = Stems(self._vocabulary)
        self._places = array("i", (LIST_GAP,))
        """Positions that each chunk takes up."""
        self._first = array("i", (0, 0))
        """Where the terms of each chunk begin in `_term` and `_offset`."""
        self._term = array("i")
        self._offset = array("i")

    def __len__(self) -> int:
        return len(self._term)

    def _begin(self, chunks: Sequence[Chunk]) -> int:
        """Give new chunks the next numbers; the first of them."""
        first = len(self._places) + len(self._new)
        self._new += chunks
        return first

    def invert(self, fields: Mapping[str, bytes]) -> tuple[list[FieldPostings], Array]:
        """The postings of each field, whose text in each record is given (`joined`), and its lengths in words, a row
        each."""
        chunks_of = [self._read(values) for values in fields.values()]
        self._analyse()
        known = _Known(
            np.frombuffer(self._places, dtype=np.int32),
            np.frombuffer(self._first, dtype=np.int32),
            np.frombuffer(self._term, dtype=np.int32),
            np.frombuffer(self._offset, dtype=np.int32),
        )
        found = [known.occurrences(tokens, sizes) for tokens, sizes in chunks_of]
        spelled = self._vocabulary.strings()
        there = np.zeros(len(spelled), dtype=bool)
        for occurrences, _ in found:
            there[occurrences.terms] = True
        order = np.flatnonzero(there)
        order = order[spelled.take(order).numbered()[0]]
        postings = [self._postings(name, order, spelled, own) for name, (own, _) in zip(fields, found, strict=True)]
        return postings, np.stack([lengths for _, lengths in found])

    def _read(self, texts: bytes) -> tuple[Array, Array]:
        """The chunks of one field of all records one after the other, gaps between values, and how many each has."""
        tokens, sizes, later = self._numbers.of(texts)
        first = np.flatnonzero(~later)
        if later.any():
            tokens = np.insert(tokens, (np.cumsum(sizes) - sizes)[later], 0)
        return tokens, np.add.reduceat(sizes + later, first)

    def _analyse(self) -> None:
        """Fill in what the new chunks become."""
        found = list(surfaces_of_chunks(self._new))
        self._new.clear()
        of_places = list(chain.from_iterable(found))
        places, terms = sizes_of(found), sizes_of(of_places)
        ends = np.append(0, np.cumsum(places))
        offsets = np.arange(ends[-1]) - np.repeat(ends[:-1], places)
        first = np.append(0, np.cumsum(terms))[ends[1:]] + len(self._term)
        numbers = self._vocabulary.numbers(chain.from_iterable(of_places))
        for kept, more in (
            (self._places, places),
            (self._first, first),
            (self._term, numbers),
            (self._offset, np.repeat(offsets, terms)),
        ):
            kept.frombytes(more.astype(np.int32).tobytes())

    def _postings(self, name: str, order: Array, spelled: Strings, found: Occurrences) -> FieldPostings:
        """Occurrences grouped by term and record. `order`: the numbers of all their terms, by the bytes of these."""
        there = np.zeros(len(self._vocabulary), dtype=bool)
        there[found.terms] = True
        present = order[there[order]]
        rank = np.empty(there.size, dtype=np.int32)
        rank[present] = np.arange(present.size, dtype=np.int32)
        ranks = rank[found.terms]
        sorting = stable_order(ranks)
        ranks, docs = ranks[sorting], found.owners[sorting]
        begun = pair_starts(ranks, docs)
        return FieldPostings(
            name,
            "places",
            spelled.take(present),
            np.bincount(ranks[begun], minlength=present.size),
            docs[begun],
            np.diff(begun, append=ranks.size),
            narrow(found.positions[sorting]),
            stems=self.stems.of(present, language_of_field(name)) if name in GROUPED else None,
        )


class Occurrences(NamedTuple):
    """Every place of every term, in the order of (record, position)."""

    terms: Array
    owners: Array
    positions: Array


class _Known(NamedTuple):
    """What a table holds, as arrays (see there)."""

    places: Array
    first: Array
    term: Array
    offset: Array

    def occurrences(self, tokens: Array, sizes: Array) -> tuple[Occurrences, Array]:
        """What the chunks of one field become, and the length in words of each record, which has `sizes` of them."""
        owners = np.repeat(np.arange(sizes.size, dtype=np.uint32), sizes)
        places = self.places[tokens]
        ends = np.append(0, np.cumsum(places, dtype=np.int64))
        begun, end = ends[np.cumsum(sizes) - sizes], ends[np.cumsum(sizes)]
        gaps = np.bincount(owners[tokens == 0], minlength=sizes.size) * self.places[0]
        positions = (ends[:-1] - np.repeat(begun, sizes)).astype(np.int32)
        first = self.first[tokens]
        counts = self.first[tokens + 1] - first
        before = np.cumsum(counts, dtype=np.int32) - counts
        where = np.repeat(first - before, counts) + np.arange(int(counts.sum()), dtype=np.int32)
        positions = np.repeat(positions, counts) + self.offset[where]
        return Occurrences(self.term[where], np.repeat(owners, counts), positions), end - begun - gaps
