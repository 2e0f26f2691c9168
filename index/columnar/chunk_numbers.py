"""Chunks of texts to numbers, many at once: no Python string is made of a chunk that was met before.

The texts of many records lie one after the other as bytes (`joined`). Each short chunk, without what is of no account
at its edges, is two words of 64 bits, which are all of it: its bytes, its length, and whether its value is in mixed
case. By a hash of them it is looked for in a few slots of a table, one behind the other; what is long, or found no free
slot, is looked for by its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np

from index.analysis import LIST_BREAK, chunks, is_mixed_case
from index.columnar.joined import RECORD_BREAK
from index.columnar.pack import Array
from index.columnar.strings import ROOM, heads
from index.words import EDGES

Chunk = tuple[str, bool]
"""A chunk of text, and whether its value is in mixed case."""

_BITS = 20
_SLOTS = 1 << _BITS
"""24 MB; an archive's texts have about as many different chunks, most of which come once."""
_PROBES = 3
"""Slots in which a chunk may be."""
_SHORT = 15
"""Bytes of a chunk that fit in two words, beside its length."""
_BLOCK = 1 << 19
"""Bytes that are looked at together."""
_LONGEST_VALUE = 200_000
"""Bytes up to which a value is cut at blanks and nowhere else (`analysis.chunks`)."""
_LONG_VALUE = re.compile(f"[^{LIST_BREAK}{RECORD_BREAK}]{{{_LONGEST_VALUE // 4},}}")
_RECORD_BREAK = RECORD_BREAK.encode("ascii")
_EDGES = 2
"""Characters that are left out at either end of a chunk without looking at its text."""
_HEAD = 16
"""First bytes of a value, among which there is a small letter as a rule."""


def _marked(characters: str) -> Array:
    """Marks the bytes that stand for some characters of ASCII."""
    return np.isin(np.arange(256), [ord(character) for character in characters if character.isascii()])


_IS_EDGE = _marked(EDGES)
_WIDE_BLANKS = [
    int.from_bytes(blank.encode("utf-8"), "big")
    for blank in map(chr, (0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
]
"""The three bytes of each white space that has so many; of two it has U+00A0 alone, since clean text has no U+0085."""
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93], dtype=np.uint64)
"""Odd; the first is the golden ratio, as Knuth has it for multiplicative hashing (TAOCP 3, 6.4)."""
_MIXED = _SHORT + 1
"""What is added to the size of a chunk in mixed case, where it stands behind the bytes."""
_MARKS = np.array([place << 56 if place % _MIXED else 0 for place in range(2 * _MIXED)], dtype=np.uint64)
"""Size and case of a chunk as they stand in its second word; nothing of a long one, whose size is taken for 0."""


class Numbered(NamedTuple):
    """The chunks of some values, one value after the other; but for those that have no word."""

    numbers: Array
    sizes: Array
    """How many each value has."""
    later: Array
    """Marks the values that are not the first of their record."""


class ChunkNumbers:
    """The numbers of chunks that were met."""

    def __init__(self, begin: Callable[[Sequence[Chunk]], int]) -> None:
        """`begin`: is given new chunks, and gives the number of the first; the others have the following ones."""
        self._begin = begin
        self._others: dict[Chunk, int] = {}
        """The chunks that are in no slot."""
        self._words = np.zeros((_SLOTS + _PROBES, 2), dtype=np.uint64)
        """The chunk in each slot; zeros where there is none."""
        self._numbers = np.full(_SLOTS + _PROBES, -1, dtype=np.int32)

    def of(self, data: bytes) -> Numbered:
        """The numbers of the chunks of some records' texts."""
        found = [self._of_block(_cut(block)) for block in _blocks(data)]
        return Numbered(*map(np.concatenate, zip(*found, strict=True)))

    def _of_block(self, block: bytes) -> Numbered:
        data = b"".join((_RECORD_BREAK, block, _RECORD_BREAK, ROOM))
        text = np.frombuffer(data, dtype=np.uint8)[: -len(ROOM)]
        breaks = _breaks(text)
        starts, ends = _spans(text)
        sizes = np.diff(starts.searchsorted(breaks))
        mixed = np.repeat(_are_mixed(text, breaks[:-1] + 1, breaks[1:]), sizes)
        words = _words(data, starts, ends - starts, mixed)
        numbers, missing = self._held(words)
        first, same = _distinct(words[:, missing])
        new = missing[first]
        texts = [
            str(data[start:end], "utf-8") for start, end in zip(starts[new].tolist(), ends[new].tolist(), strict=True)
        ]
        found = self._found(list(zip(texts, mixed[new].tolist(), strict=True)), words[:, new])
        numbers[missing] = found[same]
        return Numbered(numbers, sizes, text[breaks[:-1]] == ord(LIST_BREAK))

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

    def _found(self, chunks: Sequence[Chunk], words: Array) -> Array:
        """The numbers of chunks that are in no slot, in which new ones are put where they can be."""
        new = dict.fromkeys(chunk for chunk in chunks if chunk not in self._others)
        self._others |= zip(new, count(self._begin(list(new))))
        numbers = np.fromiter(map(self._others.__getitem__, chunks), dtype=np.int32, count=len(chunks))
        short = np.flatnonzero(words[1] != 0)
        for place in short[self._keep(words[:, short], numbers[short])].tolist():
            self._others.pop(chunks[place], None)
        return numbers

    def _keep(self, words: Array, numbers: Array) -> Array:
        """Put chunks where nothing is: the first to come is the most frequent, as a rule. Marks those that got in."""
        slots, left = _hashed(words), np.arange(numbers.size)
        for _ in range(_PROBES):
            free = np.flatnonzero(self._words[slots, 1] == 0)
            _, first = np.unique(slots[free], return_index=True)
            chosen = free[first]
            self._words[slots[chosen]] = words[:, left[chosen]].T
            self._numbers[slots[chosen]] = numbers[left[chosen]]
            out = np.flatnonzero(~self._is_there(slots, words[:, left]))
            slots, left = slots[out] + 1, left[out]
        kept = np.ones(numbers.size, dtype=bool)
        kept[left] = False
        return kept

    def _is_there(self, slots: Array, words: Array) -> Array:
        """Whether each chunk is in a slot; long ones are in none, though their zeros are."""
        held = self._words.take(slots, axis=0)
        return np.asarray((held[:, 0] == words[0]) & (held[:, 1] == words[1]) & (words[1] != 0))


def _blocks(data: bytes) -> Iterator[bytes]:
    """The texts of some records at once."""
    first = 0
    while first >= 0:
        end = data.find(_RECORD_BREAK, first + _BLOCK)
        yield data[first:end] if end >= 0 else data[first:]
        first = end + 1 if end >= 0 else -1


def _breaks(text: Array) -> Array:
    return np.flatnonzero((text == ord(RECORD_BREAK)) | (text == ord(LIST_BREAK)))


def _cut(block: bytes) -> bytes:
    """The same with blanks wherever long values are cut (`analysis.chunks`)."""
    edges = np.append(_breaks(np.frombuffer(block, dtype=np.uint8)), len(block))
    if int(np.diff(edges, prepend=0).max()) <= _LONGEST_VALUE:
        return block
    return _LONG_VALUE.sub(lambda value: " ".join(chunks(value[0])), str(block, "utf-8")).encode("utf-8")


def _spans(text: Array) -> tuple[Array, Array]:
    """Where each chunk begins and ends, without edges; the first and the last byte of the text are no chunk's."""
    blank = text <= ord(" ")  # clean text has no other control characters
    wide = np.flatnonzero(text >= 0xC2)
    first, second, third = (text[wide + place].astype(np.uint32) for place in range(3))
    of_two = wide[(first == 0xC2) & (second == 0xA0)]
    of_three = wide[np.isin(first << 16 | second << 8 | third, _WIDE_BLANKS)]
    for place in (of_two, of_two + 1, of_three, of_three + 1, of_three + 2):
        blank[place] = True
    turns = np.flatnonzero(blank[1:] != blank[:-1]) + 1
    starts, ends = turns[::2], turns[1::2]
    for _ in range(_EDGES):
        ends = ends - _IS_EDGE[text[ends - 1]]  # no further than to the blank before
    for _ in range(_EDGES):
        starts = starts + _IS_EDGE[text[starts]]
    there = np.flatnonzero(starts < ends)
    return starts[there], ends[there]


def _are_mixed(text: Array, begins: Array, ends: Array) -> Array:
    """Whether each value is in mixed case (`analysis.is_mixed_case`)."""
    places = begins[:, np.newaxis] + np.arange(_HEAD)
    head = text.take(places, mode="clip")
    small = (head - np.uint8(ord("a")) < 26) & (places < ends[:, np.newaxis])
    found = np.asarray(small.any(axis=1))
    for place in np.flatnonzero(~found).tolist():
        found[place] = is_mixed_case(str(text[begins[place] : ends[place]].tobytes(), "utf-8"))
    return found


def _words(data: bytes, starts: Array, lengths: Array, mixed: Array) -> Array:
    """The two words of each chunk, as two rows; zeros for long ones."""
    sizes = np.where(lengths <= _SHORT, lengths, 0)
    words = heads(data, starts, sizes)
    words[1] |= _MARKS.take(sizes + _MIXED * mixed)
    return words


def _mingled(words: Array) -> Array:
    return np.asarray(words[0] * _MULTIPLIERS[0] + words[1] * _MULTIPLIERS[1])


def _hashed(words: Array) -> Array:
    """The slot of each chunk."""
    return (_mingled(words) >> np.uint64(64 - _BITS)).astype(np.intp)


def _distinct(words: Array) -> tuple[Array, Array]:
    """The first of each of the different chunks, and of every chunk which of them it is. Long ones may be equal."""
    places = np.arange(words.shape[1])
    keys = np.where(words[1] != 0, _mingled(words), places.astype(np.uint64))
    _, first, same = np.unique(keys, return_index=True, return_inverse=True)
    return (first, same) if (words[:, first[same]] == words).all() else (places, places)
