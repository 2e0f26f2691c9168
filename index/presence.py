"""A filter that tells quickly which keys no record has: a Bloom filter of one hash, `build.key_seed`.

Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 1970. With 64 bits a key or more, at most
one absent key in 64 is not recognised and is looked for in the dictionaries, where it is not found either.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import key_seed

_BITS = 64
_SMALLEST = 1 << 16


class Presence:
    """Keys of fields of whole terms, in all segments that were added."""

    def __init__(self, segments: Iterable[SegmentArrays]) -> None:
        segments = list(segments)
        size = max(2 * _BITS * sum(segment.terms["key_crc"].size for segment in segments), _SMALLEST)
        self._mask = (1 << (size - 1).bit_length()) - 1
        self._flags = np.zeros((self._mask + 1) // 8, dtype=np.uint8)
        self._fields: set[str] = set()
        self._keys = 0
        for segment in segments:
            self._mark(segment)
        self._view = memoryview(self._flags.data)

    def add(self, segment: SegmentArrays) -> bool:
        """Take a segment's keys in; False when there is no room for them."""
        if _BITS * (self._keys + segment.terms["key_crc"].size) > self._mask:
            return False
        self._mark(segment)
        return True

    def _mark(self, segment: SegmentArrays) -> None:
        self._fields |= segment.fields().keys()
        hashes = segment.terms["key_crc"]
        places = hashes & np.uint32(self._mask & 0xFFFFFFFF)
        np.bitwise_or.at(self._flags, places >> 3, np.left_shift(1, places & 7, dtype=np.uint32).astype(np.uint8))
        self._keys += hashes.size

    def among(self, fields: Sequence[str], keys: Iterable[str]) -> list[str]:
        """The keys without those that no record has in any of the fields."""
        seeds, flags, mask = [key_seed(field) for field in fields if field in self._fields], self._view, self._mask
        found = []
        for key in keys:
            term = key.encode("utf-8")
            for seed in seeds:
                place = zlib.crc32(term, seed) & mask
                if flags[place >> 3] >> (place & 7) & 1:
                    found.append(key)
                    break
        return found
