"""The surface terms of one generation, and the terms that a word known in part stands for.

The dictionaries count deleted records in until segments merge. An expansion ranks by live frequencies: candidates are
taken in the order of what the dictionaries say, an upper bound, and counted exactly until no other can rank higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from index.leaves import Leaves
from search.dictionary import entries_of, fitting
from search.query import Expansion
from search.similar import SegmentWords

_KEPT = 256
"""Expansions kept per generation: matching, highlighting and another spelling ask for the same ones."""
_KEPT_RANGES = 32
"""Parts of the dictionaries that are kept as texts: fuzzy words of one first letter share theirs."""


class Vocabulary:
    """The terms of a generation; holds the latest expansions."""

    def __init__(self, leaves: Leaves, words: Sequence[SegmentWords]) -> None:
        """`words`: those of each segment."""
        self._leaves = leaves.leaves
        self._words = words
        self._cut = [leaf for leaf in leaves.leaves if leaf.deleted]
        self._bounds = lru_cache(maxsize=_KEPT_RANGES)(self.bounds)
        self.expand = lru_cache(maxsize=_KEPT)(self._expand)
        """(node, limit) -> the terms that it stands for: at most `limit`, the most frequent first, ties by term."""

    def bounds(self, fields: tuple[str, ...], *pieces: str) -> dict[str, int]:
        """The terms of some fields that begin with a piece; of several, that are the pieces with anything between them.
        Of each an upper bound of its document frequency."""
        found: dict[bytes, int] = {}
        encoded = [piece.encode("utf-8") for piece in pieces]
        low = encoded[0]
        high = _after(low)
        for leaf in self._leaves:
            for name in leaf.arrays.fields_of(*fields):
                first, end = leaf.arrays.entries_from(name, low, high)
                entries = np.arange(first, end, dtype=np.uint32)
                if len(encoded) > 1:
                    offsets = leaf.arrays.terms["term_offsets"][first : end + 1]
                    entries = entries[fitting(leaf.arrays.terms["term_bytes"], offsets, encoded)]
                terms = leaf.arrays.terms_of(entries)
                counts = leaf.arrays.terms["entry_count"][entries].tolist()
                for term, count in zip(terms, counts, strict=True):
                    found[term] = found.get(term, 0) + count
        return {str(term, "utf-8"): count for term, count in found.items()}

    def similar(self, word: str, fields: Sequence[str], edits: int) -> dict[str, int]:
        """The words that are at most so many edits away, the first letter not taken as right, and of each an upper
        bound of its document frequency."""
        found: dict[str, int] = {}
        for words in self._words:
            for term, count in words.near(word, fields, edits).items():
                found[term] = found.get(term, 0) + count
        return found

    def _expand(self, node: Expansion, limit: int) -> tuple[str, ...]:
        bounds = self.candidates(node)
        candidates = sorted(sorted(bounds), key=bounds.__getitem__, reverse=True)  # which keeps ties as they are
        if not self._cut:
            return tuple(candidates[:limit])
        best: list[tuple[int, str]] = []
        for start in range(0, len(candidates), limit):
            some = candidates[start : start + limit]
            if len(best) == limit and bounds[some[0]] < -best[-1][0]:
                break
            live = (bounds[term] - gone for term, gone in zip(some, self._deleted(some, node.fields), strict=True))
            best = sorted([*best, *((-count, term) for count, term in zip(live, some, strict=True) if count)])[:limit]
        return tuple(term for _, term in best)

    def _deleted(self, terms: Sequence[str], fields: Sequence[str]) -> list[int]:
        """How many deleted records have each of some terms, summed over the fields."""
        counts = [0] * len(terms)
        for leaf in self._cut:
            names = leaf.arrays.fields_of(*fields)
            found = entries_of(leaf.arrays, [(name, term.encode("utf-8")) for term in terms for name in names])
            for number, entry in enumerate(found):
                if entry is not None:
                    docs, _ = leaf.arrays.postings(entry)
                    counts[number // len(names)] += docs.size - int(np.count_nonzero(leaf.is_live[docs]))
        return counts

    def candidates(self, node: Expansion) -> dict[str, int]:
        """Every term that fits the pattern, and its bound."""
        if node.kind == "fuzzy":
            bounds = self._bounds(node.fields, node.pattern[:1])
            return {term: bounds[term] for term in within(bounds, node.pattern, node.edits)}
        return self.bounds(node.fields, *node.pattern.split("*"))


def within(terms: Iterable[str], word: str, edits: int) -> list[str]:
    """The terms at most `edits` insertions, deletions, substitutions or swaps of neighbours away (optimal string
    alignment distance)."""
    return [term for term, _, _ in extract_iter(word, list(terms), scorer=OSA.distance, score_cutoff=edits)]


def _after(prefix: bytes) -> bytes | None:
    """The first bytes behind all that begin so; None where there are none. UTF-8 has no byte 0xFF."""
    return prefix[:-1] + bytes((prefix[-1] + 1,)) if prefix else None
