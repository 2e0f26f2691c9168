"""The surface terms of one generation, and the terms that a word known in part stands for.

Whoosh keeps the document frequency of a term with deleted records counted in until segments merge. An expansion ranks
by live frequencies: candidates are taken in the order of what Whoosh says, an upper bound, and counted exactly until
no other candidate can rank higher.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from index.leaves import Leaves
from index.schema import FIELD
from search.query import Expansion
from search.segments import lexicon

Frequency = Callable[[str, Sequence[str]], int]
"""(term, text fields) -> the number of live records, summed over the fields."""

_KEPT = 256
"""Expansions kept per generation: matching, highlighting and another spelling ask for the same ones."""


class Vocabulary:
    """The terms of a generation by set of text fields, read when first asked for; the latest expansions."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._terms: dict[tuple[str, ...], tuple[list[str], dict[str, int]]] = {}
        self._lexicons: dict[str, dict[str, int]] = {}
        self.expand = lru_cache(maxsize=_KEPT)(self._expand)
        """(node, limit, frequency) -> the terms an expansion stands for: at most `limit`, the most frequent first, ties
        by term."""

    def terms(self, fields: tuple[str, ...]) -> tuple[list[str], dict[str, int]]:
        """The sorted surface terms of some fields, and for each an upper bound of its document frequency."""
        if fields not in self._terms:
            bounds: dict[str, int] = {}
            for field in fields:
                for term, frequency in self._lexicon(field).items():
                    bounds[term] = bounds.get(term, 0) + frequency
            self._terms[fields] = (sorted(bounds), bounds)
        return self._terms[fields]

    def _lexicon(self, field: str) -> dict[str, int]:
        """The bound of every surface term of one field."""
        if field not in self._lexicons:
            bounds: dict[str, int] = {}
            for leaf in self._leaves.leaves:
                for term, frequency in lexicon(leaf.reader, FIELD[field].exact):
                    bounds[term] = bounds.get(term, 0) + frequency
            self._lexicons[field] = bounds
        return self._lexicons[field]

    def _expand(self, node: Expansion, limit: int, frequency: Frequency) -> tuple[str, ...]:
        _, bounds = self.terms(node.fields)
        candidates = sorted(self.candidates(node), key=lambda term: -bounds[term])
        best: list[tuple[int, str]] = []
        for term in candidates:
            if len(best) >= limit and bounds[term] < -best[limit - 1][0]:
                break
            count = frequency(term, node.fields)
            if count:
                insort(best, (-count, term))
                del best[limit:]
        return tuple(term for _, term in best)

    def candidates(self, node: Expansion) -> Iterable[str]:
        """Every term that fits the pattern."""
        terms, _ = self.terms(node.fields)
        if node.kind == "prefix":
            return _starting(terms, node.pattern)
        if node.kind == "fuzzy":
            return within(_starting(terms, node.pattern[:1]), node.pattern, node.edits)
        pieces = node.pattern.split("*")
        longest, fits = max(pieces, key=len), glob(pieces).fullmatch
        return [term for term in _starting(terms, pieces[0]) if longest in term and fits(term)]


def glob(pieces: Sequence[str]) -> re.Pattern[str]:
    """What a whole term matches that is the pieces in order with anything between them. The leftmost place of each
    middle piece is enough, and atomic groups never try another, so the time is linear whatever the pattern."""
    head, *middle, tail = map(re.escape, pieces)
    return re.compile(head + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{tail}", re.DOTALL)


def within(terms: Iterable[str], word: str, edits: int) -> list[str]:
    """The terms at most `edits` insertions, deletions, substitutions or swaps of neighbours away (optimal string
    alignment distance)."""
    return [term for term, _, _ in extract_iter(word, terms, scorer=OSA.distance, score_cutoff=edits)]


def _starting(terms: list[str], prefix: str) -> list[str]:
    return terms[bisect_left(terms, prefix) : bisect_left(terms, prefix + "\U0010ffff")]
