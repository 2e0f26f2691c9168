"""Words in part: which known words begin with what was typed, also with a typo in it. One sorted table of words.

The table is made of one segment at first use: its words, what each stands in (`items`, side by side in the order of
the words, so that a prefix is one slice), and the first bytes of all words as columns. One typo leaves half of a word
as it is: either it begins as typed, or its second half stands at most one letter off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Ids = NDArray[np.intp]

_KNOWN = 2
"""First letters of a word that are taken as right when it is looked for with two typos."""
_COLUMNS = 12
"""Bytes of each word by which typos in the first letters are found."""
_SHIFT = 2
"""Bytes that one letter more or less takes, of those that are looked for here."""
_MOST = 50
"""Words with a typo that are taken for one typed word."""
_KEPT = 64


def typos(word: str) -> int:
    """How many typos are forgiven in a typed word: one from four letters, two from eight."""
    return min(len(word) // 4, 2)


@lru_cache(maxsize=1 << 12)
def forgiven(word: str, known: str) -> int | None:
    """The length of the beginning of a known word that was most likely meant by the typed one; None where all are too
    far away."""
    most = typos(word)
    ends = range(max(len(word) - most, 1), min(len(word) + most, len(known)) + 1)
    best = min(((OSA.distance(word, known[:end]), abs(end - len(word)), end) for end in ends), default=None)
    return best[2] if best and best[0] <= most else None


class WordTable:
    """Words, sorted, and the items of each."""

    def __init__(self, words: Sequence[str], counts: Ids, items: NDArray[np.uint32]) -> None:
        """`counts`: how many of the items each word has."""
        self._words = words
        self._firsts = np.concatenate([np.zeros(1, dtype=np.intp), np.cumsum(counts)])
        self._items = items
        padded = np.array([word.encode("utf-8")[:_COLUMNS] for word in words], dtype=f"S{_COLUMNS}")
        self._columns = np.ascontiguousarray(padded.view(np.uint8).reshape(len(words), _COLUMNS).T)
        self._near = lru_cache(maxsize=_KEPT)(self._find_near)

    def beginning(self, prefix: str) -> NDArray[np.uint32]:
        """The items of the words that begin so; some twice."""
        first, end = self._range(prefix)
        return self._items[self._firsts[first] : self._firsts[end]]

    def near(self, typed: str, most: int) -> NDArray[np.uint32]:
        """The items of the words that begin so but for that many typos, at most those that are forgiven; some twice.
        Two are found behind the first two letters, one anywhere."""
        near = self._near(typed, min(most, typos(typed)))
        found = [self._items[self._firsts[word] : self._firsts[word + 1]] for word in near]
        return np.concatenate([self.beginning(typed), *found])

    def _range(self, prefix: str) -> tuple[int, int]:
        first = bisect_left(self._words, prefix)
        return first, bisect_left(self._words, prefix + "\U0010ffff", first)

    def _find_near(self, typed: str, most: int) -> list[int]:
        if not most:
            return []
        known = min(len(typed), _COLUMNS) // 2 if most == 1 else _KNOWN
        swapped = typed[: known - 1] + typed[known] + typed[known - 1] + typed[known + 1 :]
        places = {*range(*self._range(typed[:known])), *range(*self._range(swapped))}
        places.update(self._with_rest(len(typed[:known].encode("utf-8")), typed[known:].encode("utf-8")))
        ordered = sorted(places)
        errors = _errors(typed, [self._words[place] for place in ordered], most)
        near = np.flatnonzero(errors <= most)
        return [ordered[place] for place in near[np.argsort(errors[near], kind="stable")][:_MOST].tolist()]

    def _with_rest(self, start: int, rest: bytes) -> Iterable[int]:
        """The words in which some bytes stand about where they do in the typed word."""
        for shift in range(max(start - _SHIFT, 0), start + _SHIFT + 1):
            there = None
            for column, byte in zip(self._columns[shift:], rest, strict=False):
                there = np.flatnonzero(column == byte) if there is None else there[column[there] == byte]
            yield from () if there is None else there.tolist()


def _errors(typed: str, words: Sequence[str], most: int) -> NDArray[np.uint32]:
    """The least number of typos, up to one more than `most`, that make the typed text a beginning of each word."""
    least = np.full(len(words), most + 1, dtype=np.uint32)
    for end in range(len(typed) - most, len(typed) + most + 1):
        cut = cdist([typed], [word[:end] for word in words], scorer=OSA.distance, score_cutoff=most, dtype=np.uint32)
        least = np.minimum(least, cut[0])
    return least
