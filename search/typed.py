"""Words in part: which words of a segment begin with what was typed, also with a typo in it.

Words lie sorted, with what they stand in side by side (`index.tables.entries`), so what begins alike is one *range*.
With one typo a typed text is one of some hundred others, each letter left out, put in, changed or swapped; the ranges
of all of them are looked up at once by the first eight characters, and words that are longer are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from index.columnar.arrays import Blob
from index.columnar.pack import Array
from index.tables.entries import HEAD

Items = NDArray[np.uint32]
Ranges = tuple[tuple[int, int], ...]
"""First words, and those behind the last, rising; no word is in two."""

_NO_CODE = 255
"""Stands for a character that no word has."""
_ANY = 256
"""Stands for every character that a word has."""
_END = 257
"""Stands behind the end of a prefix."""
_ENDS = (_END,) * HEAD
_BEGINNING = 4
"""First letters of a typed word that have one typo at most."""
_JUDGED = 6
"""First letters of a typed word with two typos that are looked for before words are measured: what stands near them
is in the head of a word."""
_SHIFT = 2
"""Places that two typos move a letter."""
_FEW = 256
"""Words of a table up to which all are measured."""
_KEPT = 256


def typos(word: str) -> int:
    """How many typos are forgiven in a typed word: one from four letters, two from eight."""
    return min(len(word) // 4, 2)


@lru_cache(maxsize=1 << 14)
def forgiven(word: str, known: str) -> int | None:
    """The length of the beginning of a known word that was most likely meant by the typed one; None where all are too
    far away."""
    most = typos(word)
    longest = min(len(word) + most, len(known))
    if len(set(word).difference(known[:longest])) > most:  # each of these letters takes a typo of its own
        return None
    ends = range(max(len(word) - most, 1), longest + 1)
    best = min(((OSA.distance(word, known[:end]), abs(end - len(word)), end) for end in ends), default=None)
    return best[2] if best and best[0] <= most else None


class WordTable:
    """The words of one kind of entry of a segment, read where they lie; keeps the latest ranges."""

    def __init__(self, table: Callable[[str], Array], kind: str) -> None:
        """`table` gives arrays by name (`SegmentArrays.table`)."""
        names = ("bytes", "offsets", "heads", "first", "items", "alphabet", "codes")
        data, offsets, self._heads, self._firsts, self._items, alphabet, codes = (
            table(f"words_{kind}_{name}") for name in names
        )
        self._words = Blob(data, offsets)
        self._code = dict(zip(map(chr, alphabet.tolist()), codes.tolist(), strict=True))
        self._codes = np.unique(codes)
        self._shared = np.bincount(codes, minlength=_END + 1) > 1
        self._exact = not self._shared.any()
        """Whether each character has a code of its own."""
        self._near = lru_cache(maxsize=_KEPT)(self._find_near)

    def beginning(self, prefix: str) -> Items:
        """The items of the words that begin so; some twice."""
        first, end = self._range(prefix)
        return self._items[self._firsts[first] : self._firsts[end]]

    def near(self, typed: str, most: int) -> Items:
        """The items of the words that begin so but for that many typos, at most those that are forgiven; some twice.
        Two are found where the first four letters have one of them at most."""
        most = min(most, typos(typed))
        if not most:
            return self.beginning(typed)
        found = [self._items_of(*words) for words in self._near(typed, most)]
        return found[0] if len(found) == 1 else np.concatenate([self._items[:0], *found])

    def _items_of(self, first: int, end: int) -> Items:
        return self._items[self._firsts[first] : self._firsts[end]]

    def _range(self, prefix: str) -> tuple[int, int]:
        codes = bytes(self._coded(prefix[:HEAD]))
        if not self._exact:
            codes = codes[: next((place + 1 for place, code in enumerate(codes) if self._shared[code]), HEAD)]
        low, high = (np.uint64(int.from_bytes(codes.ljust(HEAD, filler), "big")) for filler in (b"\0", b"\xff"))
        first, end = int(self._heads.searchsorted(low)), int(self._heads.searchsorted(high, side="right"))
        if len(prefix) > HEAD or not self._exact:
            whole = prefix.encode("utf-8")
            first = self._words.left(whole, first, end)
            end = self._words.left(whole + b"\xff", first, end)
        return first, end

    def _coded(self, text: str) -> list[int]:
        return [self._code.get(char, _NO_CODE) for char in text]

    def _looked_up(self, prefixes: Sequence[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The words that begin with some codes, as far as heads tell: the first of each and that behind the last,
        where there are any."""
        low = np.array([[*prefix, *_ENDS][:HEAD] for prefix in prefixes], dtype=np.int16)
        wild = (low == _ANY).any(axis=1)
        many = np.repeat(low[wild], self._codes.size, axis=0)
        many[many == _ANY] = np.tile(self._codes, int(wild.sum()))
        low = np.concatenate([low[~wild], many])
        behind = low == _END
        if not self._exact:  # what is behind the first code that is shared is in no order
            shared = self._shared[low]
            behind |= np.cumsum(shared, axis=1) > shared
        high = _numbers(np.where(behind, _NO_CODE, low))
        first = self._heads.searchsorted(_numbers(np.where(behind, 0, low)))
        there = np.flatnonzero(first < self._heads.size)
        there = there[self._heads[first[there]] <= high[there]]  # most texts with a typo begin no word
        return first[there], self._heads.searchsorted(high[there], side="right")

    def _find_near(self, typed: str, most: int) -> Ranges:
        codes = self._coded(typed)
        if self._heads.size <= _FEW:
            ranges: Ranges = ((0, self._heads.size),)
        else:
            beginning = codes if most == 1 else codes[:_BEGINNING]
            ranges = _joined(*self._looked_up([beginning, *_variants(beginning)]))
        if most == 1 and len(typed) < HEAD and self._exact and self._heads.size > _FEW:
            return ranges
        places = np.concatenate([np.empty(0, dtype=np.intp), *(np.arange(*words) for words in ranges)])
        if most > 1 and self._exact:
            places = places[self._misses(codes, places) <= most]
        words = [str(word, "utf-8") for word in self._words.some(places)]
        near = places[_errors(typed, words, most) <= most]
        return _joined(near, near + 1)

    def _misses(self, codes: Sequence[int], places: NDArray[np.intp]) -> NDArray[np.intp]:
        """How many of the first codes some words do not have about where they are typed."""
        heads = self._heads[places].astype(">u8").view(np.uint8).reshape(-1, HEAD)
        misses = np.zeros(places.size, dtype=np.intp)
        for place, code in enumerate(codes[:_JUDGED]):
            misses += ~(heads[:, max(place - _SHIFT, 0) : place + _SHIFT + 1] == code).any(axis=1)
        return misses


def _variants(codes: list[int]) -> Iterator[list[int]]:
    """Codes with one typo among those of a head: each left out, changed, swapped with the next, and any put in."""
    for place in range(min(len(codes), HEAD)):
        before, after = codes[:place], codes[place + 1 :]
        yield before + after
        yield [*before, _ANY, *after]
        yield [*before, _ANY, *codes[place:]]
        if after:
            yield [*before, after[0], codes[place], *after[1:]]


def _numbers(rows: NDArray[np.int16]) -> NDArray[np.uint64]:
    """Rows of codes, each as one number."""
    return rows.astype(np.uint8).view(">u8").ravel().astype(np.uint64)


def _joined(firsts: NDArray[np.intp], ends: NDArray[np.intp]) -> Ranges:
    """Ranges, of which those that touch or overlap are one."""
    found: list[tuple[int, int]] = []
    for first, end in sorted(zip(firsts.tolist(), ends.tolist(), strict=True)):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((first, end))
    return tuple(found)


def _errors(typed: str, words: Sequence[str], most: int) -> NDArray[np.uint32]:
    """The least number of typos, up to one more than `most`, that make the typed text a beginning of each word."""
    least = np.full(len(words), most + 1, dtype=np.uint32)
    for end in range(len(typed) - most, len(typed) + most + 1):
        cut = cdist([typed], [word[:end] for word in words], scorer=OSA.distance, score_cutoff=most, dtype=np.uint32)
        least = np.minimum(least, cut[0])
    return least
