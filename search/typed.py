"""Words in part: which words of a segment begin with what was typed, also with a typo in it.

Words lie sorted, with what they stand in side by side (`index.tables.entries`), so what begins alike is one *range*.
With one typo a typed text is one of some hundred others, each letter left out, put in, changed or swapped; the ranges
of all of them are looked up at once by the first eight characters, and words that are longer are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from index.columnar.arrays import Blob
from index.columnar.pack import Array
from index.tables.entries import HEAD
from search.id_sets import places_of

Items = NDArray[np.uint32]
Ranges = tuple[tuple[int, int], ...]
"""First words, and those behind the last, rising; no word is in two."""

_NO_CODE = 255
"""Stands for a character that no word has."""
_TOLD = HEAD + 1
"""First codes of a typed word that its head may be of, with one typo in it."""
_SHIFTS = np.arange(HEAD - 1, -1, -1, dtype=np.uint64) * np.uint64(8)
"""Where the codes of a head stand in its bits."""
_FIRST_BITS = np.array([(1 << 64) - (1 << 8 * (HEAD - size)) for size in range(HEAD + 1)], dtype=np.uint64)
"""The bits of the first codes of a head, by how many."""
_BEGINNING = 4
"""First letters of a typed word that have one typo at most."""
_JUDGED = 6
"""First letters of a typed word with two typos that are looked for before words are measured: what stands near them
is in the head of a word."""
_SHIFT = 2
"""Places that two typos move a letter."""
_KEPT = 256


def typos(word: str) -> int:
    """How many typos are forgiven in a typed word: one from four letters, two from eight."""
    return min(len(word) // 4, 2)


@lru_cache(maxsize=1 << 14)
def forgiven(word: str, known: str) -> int | None:
    """The length of the beginning of a known word that was most likely meant by the typed one; None where all are too
    far away."""
    most = typos(word)
    ends = range(max(len(word) - most, 1), min(len(word) + most, len(known)) + 1)
    best = min(((OSA.distance(word, known[:end]), abs(end - len(word)), end) for end in ends), default=None)
    return best[2] if best and best[0] <= most else None


def meant(word: str, known: Iterable[str]) -> Iterator[str]:
    """The beginnings of known words that may have been meant by a typed one."""
    most, letters = typos(word), frozenset(word)
    longest = len(word) + most
    for other in known:
        if len(letters.difference(other[:longest])) <= most:  # each of these letters takes a typo of its own
            end = forgiven(word, other)
            if end is not None:
                yield other[:end]


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
        self._codes = np.unique(codes).astype(np.uint64)
        self._shared = np.bincount(codes, minlength=_NO_CODE + 1) > 1
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

    def _looked_up(self, codes: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The words that begin with some codes or with a variant of them, as far as heads tell: the first of each range
        and that behind the last, where there are any."""
        low, high = self._bounds(np.array([*codes[:_TOLD], 0], dtype=np.uint64), _variants(min(len(codes), _TOLD)))
        first = self._heads.searchsorted(low)
        there = places_of(first < self._heads.size)
        first, high = first[there], high[there]
        there = places_of(self._heads[first] <= high)  # most texts with a typo begin no word
        return first[there], self._heads.searchsorted(high[there], side="right")

    def _bounds(self, codes: NDArray[np.uint64], variants: _Variants) -> tuple[Array, Array]:
        """The least and the largest head of the words that begin with each variant, which is several where any
        character may stand."""
        rows = codes[variants.places]
        heads = np.bitwise_or.reduce(rows << _SHIFTS, axis=1)
        sizes = variants.sizes
        if not self._exact:  # what is behind the first code that is shared is in no order
            sizes = np.minimum(sizes, _first_of(self._shared[rows]) + 1)
        fixed, wild = variants.fixed, variants.wild
        anywhere = variants.any_at[wild, np.newaxis]
        many = heads[wild, np.newaxis] | (self._codes << _SHIFTS[anywhere])
        many_sizes = np.broadcast_to(sizes[wild, np.newaxis], many.shape)
        if not self._exact:
            many_sizes = np.where(self._shared[self._codes] & (anywhere < many_sizes), anywhere + 1, many_sizes)
        low = np.concatenate([heads[fixed], many.ravel()])
        told = _FIRST_BITS[np.concatenate([sizes[fixed], many_sizes.ravel()])]
        return low & told, low | ~told

    def _find_near(self, typed: str, most: int) -> Ranges:
        codes = self._coded(typed)
        ranges = _joined(*self._looked_up(codes if most == 1 else codes[:_BEGINNING]))
        if most == 1 and len(typed) < HEAD and self._exact:
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


class _Variants(NamedTuple):
    """What may have been meant by some codes: these themselves, and with one typo among those of a head, each left out,
    changed, swapped with the next, and any put in."""

    places: NDArray[np.intp]
    """Of each variant the codes that its head is made of, by their places; where there is none, that behind the last,
    which is 0."""
    sizes: NDArray[np.intp]
    """How many there are of each."""
    any_at: NDArray[np.intp]
    """Where any code may stand in each, -1 where none."""
    fixed: NDArray[np.intp]
    """The variants without such a place, and those with one."""
    wild: NDArray[np.intp]


@cache
def _variants(count: int) -> _Variants:
    """The variants of `count` codes, at most `_TOLD`."""
    none = count
    whole = tuple(range(count))
    found = [(whole, -1)]
    for place in range(min(count, HEAD)):
        before, after = whole[:place], whole[place + 1 :]
        found.append((before + after, -1))
        found.append(((*before, none, *after), place))
        found.append(((*before, none, *whole[place:]), place))
        if after:
            found.append(((*before, after[0], place, *after[1:]), -1))
    places = np.array([(*variant, *(none,) * HEAD)[:HEAD] for variant, _ in found])
    sizes = np.array([min(len(variant), HEAD) for variant, _ in found])
    any_at = np.array([at for _, at in found])
    return _Variants(places, sizes, any_at, places_of(any_at < 0), places_of(any_at >= 0))


def _first_of(marks: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The first place of each row that is marked, `HEAD` where none is."""
    return np.where(marks.any(axis=1), marks.argmax(axis=1), HEAD)


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
