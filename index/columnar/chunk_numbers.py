"""Chunks of texts to numbers, many at once: no Python string is made of a chunk that was met before.

The texts of many values lie one after the other as bytes. Each short chunk is two words of 64 bits, which are all of
it: its bytes, its length, and whether its value is in mixed case. By a hash of them it is looked for in a few slots of
a table, one behind the other; what is not there (new, long, or without a free slot) is asked for by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.analysis import chunks, is_mixed_case
from index.columnar.pack import Array

Ask = Callable[[str, bool], int]
"""Gives the number of a chunk in a value of mixed case, or not."""

_BITS = 20
_SLOTS = 1 << _BITS
"""24 MB; an archive's texts have about as many different chunks, most of which come once."""
_PROBES = 3
"""Slots in which a chunk may be."""
_SHORT = 15
"""Bytes of a chunk that fit in two words, beside its length."""
_BLOCK = 1 << 19
"""Characters that are looked at together."""
_LONGEST_VALUE = 100_000
"""Characters up to which a value is cut at blanks and nowhere else (`analysis.chunks`)."""
_BLANK = ord(" ")
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93], dtype=np.uint64)
"""Odd; the first is the golden ratio, as Knuth has it for multiplicative hashing (TAOCP 3, 6.4)."""
_LOW = np.array([(1 << 8 * min(size, 8)) - 1 for size in range(_SHORT + 1)], dtype=np.uint64)
_HIGH = np.array([(1 << 8 * max(size - 8, 0)) - 1 for size in range(_SHORT + 1)], dtype=np.uint64)
"""The bits of the first and of the second word that a chunk of each size takes up."""
_MIXED = _SHORT + 1
"""What is added to the size of a chunk in mixed case, where it stands behind the bytes."""
_MARKS = np.array([place << 56 if place % _MIXED else 0 for place in range(2 * _MIXED)], dtype=np.uint64)
"""Size and case of a chunk as they stand in its second word; nothing of a long one, whose size is taken for 0."""


class ChunkNumbers:
    """The numbers of chunks that were met."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._words = np.zeros((_SLOTS + _PROBES, 2), dtype=np.uint64)
        """The chunk in each slot; zeros where there is none."""
        self._numbers = np.full(_SLOTS + _PROBES, -1, dtype=np.int32)

    def of(self, values: Sequence[str]) -> tuple[Array, Array]:
        """The numbers of the chunks of some values, one value after the other, and how many each has."""
        found = [self._of_block(block) for block in _blocks(values)]
        numbers = [numbers for numbers, _ in found] or [np.empty(0, dtype=np.int32)]
        sizes = [sizes for _, sizes in found] or [np.empty(0, dtype=np.int64)]
        return np.concatenate(numbers), np.concatenate(sizes)

    def _of_block(self, values: Sequence[str]) -> tuple[Array, Array]:
        spaced = [_spaced(value).encode("utf-8") for value in values]
        data = b" ".join((b"", *spaced, bytes(16)))  # room to read two words at the last chunk
        starts, ends = _spans(np.frombuffer(data, dtype=np.uint8)[:-16])
        lengths = np.fromiter(map(len, spaced), dtype=np.int64, count=len(spaced))
        sizes = np.diff(starts.searchsorted(np.cumsum(lengths + 1) + 1), prepend=0)
        mixed = np.repeat(np.fromiter(map(is_mixed_case, values), dtype=bool, count=len(values)), sizes)
        words = _words(data, starts, ends - starts, mixed)
        numbers, missing = self._held(words)
        texts = zip(starts[missing].tolist(), ends[missing].tolist(), mixed[missing].tolist(), strict=True)
        numbers[missing] = [self._ask(str(data[start:end], "utf-8"), capitals) for start, end, capitals in texts]
        short = missing[words[1, missing] != 0]
        self._keep(words[:, short], numbers[short])
        return numbers, sizes

    def _held(self, words: Array) -> tuple[Array, Array]:
        """The numbers of the chunks that are in the table, and which are not."""
        numbers = np.full(words.shape[1], -1, dtype=np.int32)
        missing = np.arange(words.shape[1])
        slots = _hashed(words)
        for _ in range(_PROBES):
            there = self._is_there(slots, words)
            numbers[missing[there]] = self._numbers[slots[there]]
            left = np.flatnonzero(~there)
            missing, slots, words = missing[left], slots[left] + 1, words[:, left]
        return numbers, missing

    def _keep(self, words: Array, numbers: Array) -> None:
        """Put chunks where nothing is: the first to come is the most frequent, as a rule."""
        slots = _hashed(words)
        for _ in range(_PROBES):
            free = np.flatnonzero(self._words[slots, 1] == 0)
            _, first = np.unique(slots[free], return_index=True)
            chosen = free[first]
            self._words[slots[chosen]] = words[:, chosen].T
            self._numbers[slots[chosen]] = numbers[chosen]
            left = np.flatnonzero(~self._is_there(slots, words))
            slots, words, numbers = slots[left] + 1, words[:, left], numbers[left]

    def _is_there(self, slots: Array, words: Array) -> Array:
        """Whether each chunk is in a slot; long ones are in none, though their zeros are."""
        held = self._words.take(slots, axis=0)
        return np.asarray((held[:, 0] == words[0]) & (held[:, 1] == words[1]) & (words[1] != 0))


def _blocks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    first = size = 0
    for place, value in enumerate(values):
        size += len(value)
        if size >= _BLOCK:
            yield values[first : place + 1]
            first, size = place + 1, 0
    if first < len(values):
        yield values[first:]


def _spaced(value: str) -> str:
    """A value whose chunks stand between single characters U+0020: no other white space is printable."""
    return value if value.isprintable() and len(value) <= _LONGEST_VALUE else " ".join(chunks(value))


def _spans(data: Array) -> tuple[Array, Array]:
    """Where each chunk begins and ends; the first and the last byte are blanks."""
    blank = data == _BLANK
    edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
    return edges[::2], edges[1::2]


def _words(data: bytes, starts: Array, lengths: Array, mixed: Array) -> Array:
    """The two words of each chunk, as two rows; zeros for long ones."""
    there = np.ndarray((len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))
    sizes = np.where(lengths <= _SHORT, lengths, 0)
    words = np.empty((2, starts.size), dtype=np.uint64)
    np.bitwise_and(there[starts], _LOW.take(sizes), out=words[0])
    np.bitwise_and(there[starts + 8], _HIGH.take(sizes), out=words[1])
    words[1] |= _MARKS.take(sizes + _MIXED * mixed)
    return words


def _hashed(words: Array) -> Array:
    """The slot of each chunk."""
    mingled = words[0] * _MULTIPLIERS[0] + words[1] * _MULTIPLIERS[1]
    return np.asarray(mingled >> np.uint64(64 - _BITS), dtype=np.intp)
