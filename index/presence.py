"""A filter that tells quickly which keys no record has: a Bloom filter of one hash over `build.key_crc`.

Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 1970. With sixteen flags a key or more, at
most one absent key in seventeen is not recognised and is looked for in the dictionaries, where it is not found either.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import key_crc

_FLAGS = 16
_SMALLEST = 1 << 16


class Presence:
    """Keys of fields of whole terms, in all segments that were added."""

    def __init__(self, segments: Iterable[SegmentArrays]) -> None:
        hashes = [segment.terms["key_crc"] for segment in segments]
        size = max(2 * _FLAGS * sum(part.size for part in hashes), _SMALLEST)
        self._mask = (1 << (size - 1).bit_length()) - 1
        self._flags = np.zeros(self._mask + 1, dtype=np.uint8)
        self._keys = 0
        for part in hashes:
            self._mark(part)
        self._view = memoryview(self._flags.data)

    def add(self, segment: SegmentArrays) -> bool:
        """Take a segment's keys in; False when there is no room for them."""
        hashes = segment.terms["key_crc"]
        if _FLAGS * (self._keys + hashes.size) > self._flags.size:
            return False
        self._mark(hashes)
        return True

    def _mark(self, hashes: np.typing.NDArray[np.uint32]) -> None:
        self._flags[hashes & np.uint32(self._mask & 0xFFFFFFFF)] = 1
        self._keys += hashes.size

    def may_have(self, fields: Iterable[str], key: str) -> bool:
        """False where no record has the key in any of the fields."""
        term = key.encode("utf-8")
        return any(self._view[key_crc(field, term) & self._mask] for field in fields)
