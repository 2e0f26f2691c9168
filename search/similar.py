"""The words of one segment that are few edits from a given one, whatever their first letter.

Every word has a *bag*: 64 bits that tell which of 32 classes of characters it has once, and which twice. One
insertion, deletion or substitution takes at most one bit away and adds at most one, a swap changes none, so words
whose bags differ by more cannot be near. Its *ends* are 64 bits that tell which classes its first three characters
have, and which its last three: an edit changes one of both at most, where they do not touch. A few array operations
leave about one word in a hundred, whose distance is then measured. Words lie by their length, since only those of
nearly the same length come into question.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.words import LONGEST_TERM

Entries = NDArray[np.uint32]
Bits = NDArray[np.uint64]
Numbers = NDArray[np.intp]


class _Words(NamedTuple):
    """Some words: their entries, lengths in characters, bags and ends."""

    entries: Entries
    lengths: Numbers
    bags: Bits
    ends: Bits


MOST_EDITS = 3
_BLOCK = 1 << 14
"""Words whose bags are made at once: 4 MB of counts."""
_CLASS = np.array(
    [byte & 31 if chr(byte).isalpha() and byte < 128 else 27 + byte % 5 for byte in range(256)], dtype=np.intp
)
"""The class of a character by its first byte in UTF-8: each letter of a to z has its own."""
_LETTER = np.array([byte >= 128 or chr(byte).isalpha() for byte in range(256)])
_END = 3
"""Characters of a beginning and an ending; words shorter than both and one more are not told apart by them."""
_NO_WORDS = _Words(
    np.empty(0, dtype=np.uint32),
    np.empty(0, dtype=np.intp),
    np.empty(0, dtype=np.uint64),
    np.empty(0, dtype=np.uint64),
)


class SegmentWords:
    """The words of one segment; holds the bags of the fields that were asked for, 20 bytes a word."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._table = lru_cache(maxsize=None)(self._make)

    def near(self, field: str, word: str, edits: int) -> Entries:
        """The entries of a field whose words may be so many edits away; every one that is, is among them."""
        return self._table(field).near(word, edits)

    def _make(self, field: str) -> _Table:
        first, end = self._arrays.entries(field)
        return _Table(self._arrays, first, end)


class _Table:
    """The bags and ends of a range of entries, by the length of their words; words with other ASCII characters than
    letters are left out."""

    def __init__(self, arrays: SegmentArrays, first: int, end: int) -> None:
        parts = [_read(arrays, start, min(start + _BLOCK, end)) for start in range(first, end, _BLOCK)]
        joined = _Words(*map(np.concatenate, zip(_NO_WORDS, *parts, strict=True)))
        order = np.argsort(joined.lengths, kind="stable")
        self._entries = joined.entries[order]
        self._bags = joined.bags[order]
        self._ends = joined.ends[order]
        self._starts = joined.lengths[order].searchsorted(np.arange(LONGEST_TERM + MOST_EDITS + 2))

    def near(self, word: str, edits: int) -> Entries:
        """See `SegmentWords.near`."""
        if not 0 < len(word) <= LONGEST_TERM:
            return self._entries[:0]
        first, end = self._starts[[max(len(word) - edits, 0), len(word) + edits + 1]].tolist()
        own = _words_of(np.frombuffer(word.encode("utf-8"), dtype=np.uint8))
        bag = own.bags[0]
        other = self._bags[first:end] ^ bag
        close = np.flatnonzero(np.bitwise_count(other & bag) <= edits)
        close = close[np.bitwise_count(other[close] & ~bag) <= edits]
        if len(word) > 2 * _END:
            close = close[_apart(self._ends[first:end][close], own.ends) <= edits]
        return np.asarray(self._entries[first:end][close])


def _apart(ends: Bits, own: Bits) -> NDArray[np.uint8]:
    """At least how many edits separate the beginnings of two words, and their endings, together."""
    other = ends ^ own
    gone = np.bitwise_count((other & own).view(np.uint32)).reshape(-1, 2)
    fresh = np.bitwise_count((other & ~own).view(np.uint32)).reshape(-1, 2)
    return np.asarray(np.maximum(gone, fresh).sum(axis=1, dtype=np.uint8))


def _read(arrays: SegmentArrays, first: int, end: int) -> _Words:
    """The words among a block of entries."""
    offsets = arrays.terms["term_offsets"][first : end + 1].astype(np.intp)
    data = np.asarray(arrays.terms["term_bytes"][offsets[0] : offsets[-1]])
    owners = np.repeat(np.arange(end - first), np.diff(offsets))
    chosen = np.flatnonzero(np.bincount(owners[~_LETTER[data]], minlength=end - first) == 0)
    found = _words_of(data, owners, end - first)
    entries = (chosen + first).astype(np.uint32)
    return _Words(entries, found.lengths[chosen], found.bags[chosen], found.ends[chosen])


def _words_of(data: NDArray[np.uint8], owners: Numbers | None = None, count: int = 1) -> _Words:
    """What is kept of words; `owners`: the word that each byte of their UTF-8 belongs to."""
    heads = np.flatnonzero((data & 0xC0) != 0x80)
    owners = np.zeros(heads.size, dtype=np.intp) if owners is None else owners[heads]
    classes = _CLASS[data[heads]]
    lengths = np.bincount(owners, minlength=count)
    place = np.arange(heads.size) - (np.cumsum(lengths) - lengths)[owners]
    counts = np.bincount(owners * 32 + classes, minlength=count * 32).reshape(count, 32)
    ends = np.zeros((count, 64), dtype=bool)
    front, back = place < _END, lengths[owners] - place <= _END
    ends[owners[front], classes[front]] = True
    ends[owners[back], classes[back] + 32] = True
    bags = np.concatenate([counts > 0, counts > 1], axis=1)
    return _Words(np.arange(count, dtype=np.uint32), lengths, _packed(bags), _packed(ends))


def _packed(bits: NDArray[np.bool_]) -> Bits:
    """Rows of 64 bits, each as one number."""
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").ravel()
