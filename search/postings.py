"""Posting lists of one generation as NumPy arrays, read from the Whoosh segments and kept while they are in use.

A *posting list* names the live records that hold a term, in rising document number, with its frequency in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from index.leaves import Leaves
from index.whoosh_schema import decode_positions
from search.columns import Floats, Ids
from search.segments import posting_blocks, posting_values

_KEPT = 8_192
"""Posting lists kept per generation."""


class PostingList(NamedTuple):
    """Document numbers, rising, and the frequency in each."""

    docs: Ids
    freqs: Floats


EMPTY = PostingList(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))


class PostingReader:
    """The posting lists of one generation. Holds the most recently used ones."""

    def __init__(self, leaves: Leaves, live: Ids) -> None:
        self._leaves = leaves.leaves
        self._live = np.zeros(sum(leaf.count for leaf in leaves.leaves), dtype=bool)
        self._live[live] = True
        self.read = lru_cache(maxsize=_KEPT)(self._read)
        """(index field, term) -> PostingList"""

    def union(self, field: str, terms: Sequence[str]) -> PostingList:
        """The records with any of the terms; frequencies add up."""
        lists = [found for term in terms if (found := self.read(field, term)).docs.size]
        if len(lists) < 2:
            return lists[0] if lists else EMPTY
        docs, places = np.unique(np.concatenate([found.docs for found in lists]), return_inverse=True)
        freqs = np.bincount(places, weights=np.concatenate([found.freqs for found in lists]))
        return PostingList(docs, freqs.astype(np.float64))

    def _read(self, field: str, term: str) -> PostingList:
        docs: list[Ids] = []
        freqs: list[Floats] = []
        for leaf in self._leaves:
            for numbers, weights in posting_blocks(leaf.reader, field, term):
                docs.append(np.array(numbers, dtype=np.intp) + leaf.base)
                freqs.append(np.array(weights, dtype=np.float64))
        if not docs:
            return EMPTY
        found = np.concatenate(docs)
        there = self._live[found]
        return PostingList(found[there], np.concatenate(freqs)[there])

    def positions(self, field: str, terms: Sequence[str], docs: Ids) -> tuple[Ids, Ids]:
        """Every place of any of the terms in the given live records: document numbers (rising) and positions (rising
        within a record, none twice)."""
        places = [self._places(field, term, docs) for term in terms]
        where, positions = (np.concatenate(parts) for parts in zip(*places, strict=True))
        if len(places) > 1:
            order = np.lexsort((positions, where))
            where, positions = where[order], positions[order]
            fresh = np.ones(where.size, dtype=bool)
            fresh[1:] = (np.diff(where) > 0) | (np.diff(positions) > 0)
            where, positions = where[fresh], positions[fresh]
        return where, positions

    def _places(self, field: str, term: str, docs: Ids) -> tuple[Ids, Ids]:
        """Every place of one term in the given records, in order."""
        having: list[int] = []
        freqs: list[int] = []
        positions: list[int] = []
        for leaf in self._leaves:
            first, last = np.searchsorted(docs, (leaf.base, leaf.base + leaf.count))
            local = (docs[first:last] - leaf.base).tolist()
            for number, value in posting_values(leaf.reader, field, term, local):
                places = decode_positions(value)
                having.append(leaf.base + number)
                freqs.append(len(places))
                positions += places
        return np.repeat(np.array(having, dtype=np.intp), freqs), np.array(positions, dtype=np.intp)
