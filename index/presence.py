"""A filter that tells quickly which keys no record has: a Bloom filter of one hash over `build.key_crc`.

Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 1970. With sixteen flags a key, about one
absent key in seventeen is not recognised and is looked for in the dictionaries, where it is not found either.
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
        size = max(_FLAGS * sum(part.size for part in hashes), _SMALLEST)
        self._mask = (1 << (size - 1).bit_length()) - 1
        self._flags = np.zeros(self._mask + 1, dtype=np.uint8)
        for part in hashes:
            self._flags[part & np.uint32(self._mask & 0xFFFFFFFF)] = 1
        self._view = memoryview(self._flags.data)

    def may_have(self, field: str, key: str) -> bool:
        """False where no record has the key in the field."""
        return bool(self._view[key_crc(field, key.encode("utf-8")) & self._mask])
