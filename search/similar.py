"""The words of one segment that are few edits from a given one, whatever their first letter.

A few operations on the arrays of `index.tables.letters` leave about one word in a hundred, whose distance is measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from index.columnar.arrays import SegmentArrays
from index.tables.letters import END, MOST_EDITS, Bits, letters_of
from index.words import LONGEST_TERM
from search.id_sets import places_of


class SegmentWords:
    """The words of one segment, read where they lie."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._bags, self._ends, self._starts, self._first, self._entries = (
            arrays.table(f"near_{name}") for name in ("bags", "ends", "starts", "first", "entries")
        )

    def near(self, word: str, fields: Sequence[str], edits: int) -> dict[str, int]:
        """The words of some fields that are at most so many edits away (of `MOST_EDITS`), and of each how often it is
        in them, an upper bound of its document frequency."""
        edits = min(edits, MOST_EDITS)
        candidates = self._candidates(word, edits)
        if not candidates.size:
            return {}
        terms = [str(term, "utf-8") for term in self._arrays.terms_of(self._entries[self._first[candidates]])]
        near = places_of(cdist([word], terms, scorer=OSA.distance, score_cutoff=edits)[0] <= edits)
        counts = self._counts(candidates[near], fields).tolist()
        found = zip(map(terms.__getitem__, near.tolist()), counts, strict=True)
        return {term: count for term, count in found if count and term.isalpha()}

    def _counts(self, words: NDArray[np.intp], fields: Sequence[str]) -> NDArray[np.int64]:
        """How often some words are in some fields together."""
        starts, ends = self._first[words].tolist(), self._first[words + 1].tolist()
        of_words = [self._entries[where] for where in map(slice, starts, ends)]
        entries, sizes = np.concatenate([self._entries[:0], *of_words]), [own.size for own in of_words]
        inside = np.zeros(entries.size, dtype=bool)
        for first, end in map(self._arrays.entries, self._arrays.fields_of(*fields)):
            inside |= (entries >= first) & (entries < end)
        counts = np.where(inside, self._arrays.terms["entry_count"][entries], 0)
        return np.bincount(np.repeat(np.arange(words.size), sizes), counts, words.size).astype(np.int64)

    def _candidates(self, word: str, edits: int) -> NDArray[np.intp]:
        """The numbers of words that may be so many edits away; every one that is, is among them."""
        if not 0 < len(word) <= LONGEST_TERM:
            return np.empty(0, dtype=np.intp)
        first, end = self._starts[[max(len(word) - edits, 0), len(word) + edits + 1]].tolist()
        own = letters_of([word.encode("utf-8")])
        bag = own.bags[0]
        other = self._bags[first:end] ^ bag
        close = places_of(np.bitwise_count(other & bag) <= edits)
        close = close[np.bitwise_count(other[close] & ~bag) <= edits]
        if len(word) > 2 * END:
            close = close[_apart(self._ends[first:end][close], own.ends) <= edits]
        return np.asarray(close + first)


def _apart(ends: Bits, own: Bits) -> NDArray[np.uint8]:
    """At least how many edits separate the beginnings of two words, and their endings, together."""
    other = ends ^ own
    gone = np.bitwise_count((other & own).view(np.uint32)).reshape(-1, 2)
    fresh = np.bitwise_count((other & ~own).view(np.uint32)).reshape(-1, 2)
    return np.asarray(np.maximum(gone, fresh).sum(axis=1, dtype=np.uint8))
