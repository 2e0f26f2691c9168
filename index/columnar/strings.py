"""Byte strings, many at once: numbered in their order by arrays, with no Python object for each.

They lie one after the other in one run of bytes. The first 16 bytes of a string, as two whole numbers, are in the order
of the strings; what is longer, as few words are, is numbered among its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.ordering import gather, numbered_in_order, sizes_of
from index.columnar.pack import Array

_HEAD = 16
"""Bytes of a string that are looked at as numbers."""
ROOM = bytes(_HEAD)
"""What stands behind strings, to read the head of the last."""
_FIRST = np.array([(1 << 8 * min(size, 8)) - 1 for size in range(_HEAD + 1)], dtype=np.uint64)
_SECOND = np.array([(1 << 8 * max(size - 8, 0)) - 1 for size in range(_HEAD + 1)], dtype=np.uint64)
"""The bits of the first and of the second number of a head that a string of each size takes up."""
_NO_BYTES: Array = np.empty(0, dtype=np.uint8)
_NO_SIZES: Array = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings where they lie: string i has `sizes[i]` bytes from `starts[i]` on."""

    data: bytes
    starts: Array
    sizes: Array

    @classmethod
    def of(cls, pieces: Iterable[bytes | bytearray | memoryview], sizes: Array) -> Strings:
        """Strings that lie one after the other in some pieces, given their sizes."""
        return cls(b"".join([*pieces, ROOM]), np.cumsum(sizes) - sizes, sizes)

    @classmethod
    def listed(cls, values: Sequence[bytes]) -> Strings:
        """The strings of a list."""
        return cls.of(values, sizes_of(values))

    @classmethod
    def joined(cls, blobs: Iterable[tuple[Array, Array]]) -> Strings:
        """The strings of some blobs, each of them its bytes, and where each string begins and the last ends."""
        pieces: list[bytes | memoryview] = []
        sizes = [_NO_SIZES]
        for data, offsets in blobs:
            pieces.append(data[int(offsets[0]) : int(offsets[-1])].data)
            sizes.append(np.diff(offsets.astype(np.int64)))
        return cls.of(pieces, np.concatenate(sizes))

    def __len__(self) -> int:
        return int(self.sizes.size)

    def take(self, rows: Array) -> Strings:
        """Some of them."""
        return Strings(self.data, self.starts[rows], self.sizes[rows])

    def as_list(self) -> list[bytes]:
        """Each by itself."""
        bounds = zip(self.starts.tolist(), (self.starts + self.sizes).tolist(), strict=True)
        return [self.data[start:end] for start, end in bounds]

    def numbered(self) -> tuple[Array, Array]:
        """Where each of the different ones stands first, in their order, and the number of every string among them."""
        keys = self._keys()
        order = np.lexsort(keys)
        new = np.zeros(order.size, dtype=bool)
        new[:1] = True
        for key in keys:
            column = key[order]
            new[1:] |= column[1:] != column[:-1]
        numbers = np.empty(order.size, dtype=np.int64)
        numbers[order] = np.cumsum(new) - 1
        return order[new], numbers

    def _keys(self) -> tuple[Array, Array, Array]:
        """What they are sorted by, the last key first: the head, then the size, or the number of a longer one."""
        last = np.minimum(self.sizes, _HEAD)
        first, second = heads(self.data, self.starts, last).byteswap()
        long = np.flatnonzero(self.sizes > _HEAD)
        _, of_long = numbered_in_order(self.take(long).as_list())
        last[long] += 1 + of_long
        return last, second, first


def heads(data: bytes, starts: Array, sizes: Array) -> Array:
    """The heads of strings of at most 16 bytes as two numbers, a row each, the first byte in the lowest bits; zeros
    follow. Behind the strings stands `ROOM`."""
    there = np.ndarray((len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))
    found = np.empty((2, starts.size), dtype=np.uint64)
    np.bitwise_and(there[starts], _FIRST.take(sizes), out=found[0])
    np.bitwise_and(there[starts + 8], _SECOND.take(sizes), out=found[1])
    return found


def packed(name: str, groups: Iterable[Strings]) -> dict[str, Array]:
    """Groups of strings, one after the other, as the arrays `NAME_bytes` and `NAME_offsets`."""
    groups = list(groups)
    data = [gather(np.frombuffer(group.data, dtype=np.uint8), group.starts, group.sizes) for group in groups]
    sizes = [group.sizes for group in groups]
    return _packed(name, np.concatenate([_NO_BYTES, *data]), np.concatenate([_NO_SIZES, *sizes]))


def texts(name: str, values: Sequence[bytes]) -> dict[str, Array]:
    """The same of a list."""
    return _packed(name, np.frombuffer(b"".join(values), dtype=np.uint8), sizes_of(values))


def _packed(name: str, data: Array, sizes: Array) -> dict[str, Array]:
    offsets = np.append(0, np.cumsum(sizes))
    return {f"{name}_bytes": data, f"{name}_offsets": offsets.astype(np.uint64 if offsets[-1] >> 32 else np.uint32)}
