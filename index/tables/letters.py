"""The words of a segment by their letters: what tells, without measuring, that two words are many edits apart.

Every word has a *bag*: 64 bits that tell which of 32 classes of characters it has once, and which twice. One
insertion, deletion or substitution takes at most one bit away and adds at most one, a swap changes none, so words
whose bags differ by more cannot be near. Its *ends* are 64 bits that tell which classes its first three characters
have, and which its last three: an edit changes one of both at most, where they do not touch. Words lie by their length,
since only those of nearly the same length come into question.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from index.columnar.ordering import numbered, sizes_of
from index.columnar.pack import Array
from index.schema import DEFAULT_FIELDS
from index.words import LONGEST_TERM

Bits = NDArray[np.uint64]
Numbers = NDArray[np.intp]

MOST_EDITS = 3
END = 3
"""Characters of a beginning and an ending; words shorter than both and one more are not told apart by them."""

_BLOCK = 1 << 14
"""Words whose bags are made at once: 4 MB of counts."""
_CLASS = np.array(
    [byte & 31 if chr(byte).isalpha() and byte < 128 else 27 + byte % 5 for byte in range(256)], dtype=np.intp
)
"""The class of a character by its first byte in UTF-8: each letter of a to z has its own."""
_LETTER = np.array([byte >= 128 or chr(byte).isalpha() for byte in range(256)])


class Letters(NamedTuple):
    """Some words: their lengths in characters, bags and ends."""

    lengths: Numbers
    bags: Bits
    ends: Bits


def letters_of(words: list[bytes]) -> Letters:
    """What is kept of some words, of one at least."""
    parts = [_letters_of(words[first : first + _BLOCK]) for first in range(0, len(words), _BLOCK)]
    return Letters(*map(np.concatenate, zip(*parts, strict=True)))


def near_arrays(arrays: SegmentArrays) -> dict[str, Array]:
    """The arrays of all different words of the fields that plain words are looked for in, as `layout.py` tells them;
    words with other ASCII characters than letters are left out."""
    entries = np.concatenate([_entries_of_letters(arrays, name) for name in arrays.fields_of(*DEFAULT_FIELDS)])
    words, owners = numbered(arrays.terms_of(entries))
    found = letters_of(words) if words else Letters(*(np.empty(0, dtype) for dtype in ("i8", "u8", "u8")))
    order = np.argsort(found.lengths, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    owners = place[owners]
    first = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=order.size))])
    return {
        "near_bags": found.bags[order],
        "near_ends": found.ends[order],
        "near_starts": found.lengths[order].searchsorted(np.arange(LONGEST_TERM + MOST_EDITS + 2)).astype(np.uint32),
        "near_first": first.astype(np.uint32),
        "near_entries": entries[np.argsort(owners, kind="stable")],
    }


def _entries_of_letters(arrays: SegmentArrays, field: str) -> NDArray[np.uint32]:
    """The entries of a field whose terms have no ASCII characters but letters."""
    first, end = arrays.entries(field)
    offsets = arrays.terms["term_offsets"][first : end + 1].astype(np.intp)
    data = arrays.terms["term_bytes"][offsets[0] : offsets[-1]]
    others = np.concatenate([[0], np.cumsum(~_LETTER[data])])[offsets - offsets[0]]
    return (np.flatnonzero(others[1:] == others[:-1]) + first).astype(np.uint32)


def _letters_of(words: list[bytes]) -> Letters:
    count = len(words)
    data = np.frombuffer(b"".join(words), dtype=np.uint8)
    owners = np.repeat(np.arange(count), sizes_of(words))
    heads = np.flatnonzero((data & 0xC0) != 0x80)
    owners, classes = owners[heads], _CLASS[data[heads]]
    lengths = np.bincount(owners, minlength=count)
    place = np.arange(heads.size) - (np.cumsum(lengths) - lengths)[owners]
    counts = np.bincount(owners * 32 + classes, minlength=count * 32).reshape(count, 32)
    ends = np.zeros((count, 64), dtype=bool)
    front, back = place < END, lengths[owners] - place <= END
    ends[owners[front], classes[front]] = True
    ends[owners[back], classes[back] + 32] = True
    return Letters(lengths, _packed(np.concatenate([counts > 0, counts > 1], axis=1)), _packed(ends))


def _packed(bits: NDArray[np.bool_]) -> Bits:
    """Rows of 64 bits, each as one number."""
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").ravel()
