"""Texts to postings: a table of the distinct chunks seen so far, and what each becomes.

A text is cut into chunks at white space, each is looked up in the table, and all that `index.analysis` says of it (its
words, their parts and terms) is then laid out by arrays. The result is what `index.analysis.tokenize` gives place by
place; NLTK sees each distinct chunk once, many at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain

import numpy as np

from index.analysis import LIST_BREAK, LIST_GAP, chunks, is_mixed_case, surfaces_of_chunks
from index.columnar.build import FieldPostings, narrow
from index.columnar.pack import Array


class ChunkTable:
    """The distinct chunks and what each becomes. Number 0 is the gap between the values of a list."""

    def __init__(self) -> None:
        self._new: list[tuple[str, bool]] = []
        """Chunks that have a number and are not analysed yet, in the order of their numbers."""
        self._numbers = (_Numbers(self, mixed=False), _Numbers(self, mixed=True))
        """Chunks to numbers: of texts in capitals only, and of all others."""
        self._terms: dict[str, int] = {}
        self._spelled: list[bytes] = []
        self._places = array("i", (LIST_GAP,))
        """Positions that each chunk takes up."""
        self._first = array("i", (0, 0))
        """Where the terms of each chunk begin in `_term` and `_offset`."""
        self._term = array("i")
        self._offset = array("i")

    def __len__(self) -> int:
        return len(self._term)

    def number(self, chunk: str, mixed: bool) -> int:
        """The number of a chunk that was not there yet."""
        self._new.append((chunk, mixed))
        return len(self._places) + len(self._new) - 1

    def _analyse(self) -> None:
        """Fill in what the new chunks become."""
        for surfaces in surfaces_of_chunks(self._new):
            self._places.append(len(surfaces))
            for offset, terms in enumerate(surfaces):
                for term in terms:
                    self._term.append(self._number_of_term(term))
                    self._offset.append(offset)
            self._first.append(len(self._term))
        self._new.clear()

    def _number_of_term(self, term: str) -> int:
        number = self._terms.setdefault(term, len(self._terms))
        if number == len(self._spelled):
            self._spelled.append(term.encode("utf-8"))
        return number

    def _read(self, text: str) -> list[int]:
        """The chunks of one field of one record, gaps between."""
        if LIST_BREAK not in text:
            return list(map(self._numbers[is_mixed_case(text)].__getitem__, chunks(text)))
        found: list[int] = []
        for value in text.split(LIST_BREAK):
            found += map(self._numbers[is_mixed_case(value)].__getitem__, chunks(value))
            found.append(0)
        return found

    def invert(self, name: str, values: Sequence[str]) -> tuple[FieldPostings, Array]:
        """The postings of one field of all records, and its length in words in each."""
        lists = [self._read(text) if text else [] for text in values]
        self._analyse()
        sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        tokens = np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=int(sizes.sum()))
        owner = np.repeat(np.arange(len(values), dtype=np.uint32), sizes)
        places = np.array(self._places, dtype=np.int64)[tokens]
        words = np.where(tokens == 0, 0, places)
        lengths = np.bincount(owner, weights=words, minlength=len(values)).astype(np.int64)
        position = np.cumsum(places) - places
        starts = np.cumsum(sizes) - sizes
        begun = np.append(position, 0)[np.minimum(starts, tokens.size)]
        position -= np.repeat(begun, sizes)
        first = np.array(self._first, dtype=np.int64)
        counts = np.diff(first)[tokens]
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        where = np.repeat(first[tokens], counts) + inside
        terms = np.array(self._term, dtype=np.int32)[where]
        position = np.repeat(position, counts) + np.array(self._offset, dtype=np.int64)[where]
        return self._postings(name, terms, np.repeat(owner, counts), position), lengths

    def _postings(self, name: str, terms: Array, owner: Array, position: Array) -> FieldPostings:
        """Occurrences, in the order of (record, position), grouped by term and record."""
        present = np.flatnonzero(np.bincount(terms, minlength=len(self._terms)))
        encoded = sorted((self._spelled[number], number) for number in present.tolist())
        rank = np.zeros(len(self._terms), dtype=np.int64)
        rank[[number for _, number in encoded]] = np.arange(len(encoded))
        ranks = rank[terms]
        order = _stable_order(ranks)
        ranks, docs, position = ranks[order], owner[order], position[order]
        new = np.ones(ranks.size, dtype=bool)
        new[1:] = (ranks[1:] != ranks[:-1]) | (docs[1:] != docs[:-1])
        begun = np.flatnonzero(new)
        return FieldPostings(
            name,
            "places",
            [term for term, _ in encoded],
            np.bincount(ranks[begun], minlength=len(encoded)),
            docs[begun],
            np.diff(begun, append=ranks.size),
            narrow(position),
        )


class _Numbers(dict[str, int]):
    """Chunk -> number; a new one gets the next."""

    def __init__(self, table: ChunkTable, mixed: bool) -> None:
        super().__init__()
        self._table = table
        self._mixed = mixed

    def __missing__(self, chunk: str) -> int:
        number = self._table.number(chunk, self._mixed)
        self[chunk] = number
        return number


def _stable_order(ranks: Array) -> Array:
    """The stable order of small whole numbers. NumPy sorts 16 bits by counting, so it is done in two passes."""
    order = np.argsort(ranks.astype(np.uint16), kind="stable")
    if ranks.size and int(ranks.max()) >> 16:
        order = order[np.argsort((ranks >> 16).astype(np.uint16)[order], kind="stable")]
    return order
