"""A *pack*: named arrays in one file, read where they lie.

    prefix    32 bytes: magic, format version, lengths of header and file, CRC-32 of the header and of the prefix
    header    JSON: {"meta": {...}, "arrays": [[name, dtype, shape, offset, CRC-32], ...]}
    arrays    raw little-endian values, each begun at a multiple of 64 bytes

Opening a pack looks at its prefix, header and length, and costs the same whatever the size; `verify` reads
everything. Nothing is unpickled.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT_VERSION = 1
"""Raise it with every change to the form of a pack or to what `layout.py` says is in one."""

Array = NDArray[Any]
Arrays = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Segment:
    """The arrays and the meta of the packs of a segment from which its tables follow."""

    terms: dict[str, Array]
    terms_meta: dict[str, Any]
    docs: dict[str, Array]
    docs_meta: dict[str, Any]


_MAGIC = b"DOSSIER\n"
_PREFIX = struct.Struct("<8sIIQII")
_ALIGNMENT = 64


class DamagedPackError(ValueError):
    """The bytes of a pack are not what was written."""


class PackVersionError(ValueError):
    """A pack was written in another format version."""


def pack(arrays: Arrays, meta: Mapping[str, Any]) -> Iterator[bytes | memoryview]:
    """The bytes of a pack, piece by piece, to be written to an empty file.

    Args:
        arrays: one- or two-dimensional arrays of numbers; no objects.
        meta: whatever JSON can say.
    """
    table: list[list[Any]] = []
    contents = {name: np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for name, array in arrays.items()}
    offset = 0
    for name, array in contents.items():
        table.append([name, array.dtype.str, list(array.shape), offset, zlib.crc32(_bytes(array))])
        offset += _padded(array.nbytes)
    header = json.dumps({"meta": meta, "arrays": table}, separators=(",", ":")).encode("utf-8")
    start = _padded(_PREFIX.size + len(header))
    prefix = _PREFIX.pack(_MAGIC, FORMAT_VERSION, len(header), start + offset, zlib.crc32(header), 0)
    yield prefix[:-4] + struct.pack("<I", zlib.crc32(prefix[:-4]))
    yield header
    yield bytes(start - _PREFIX.size - len(header))
    for array in contents.values():
        yield _bytes(array)
        yield bytes(_padded(array.nbytes) - array.nbytes)


class Pack:
    """The arrays of a pack, as read-only views of its bytes (a memory map, or bytes in memory).

    Raises:
        DamagedPackError: prefix, header or length are damaged.
        PackVersionError: another format version.
    """

    def __init__(self, data: Any, name: str = "pack", descriptor: int | None = None) -> None:
        """`descriptor`: of the open file that is mapped, closed with the pack."""
        if descriptor is not None:
            weakref.finalize(self, os.close, descriptor)
        self._descriptor = descriptor
        self.name = name
        self._data = memoryview(data).cast("B")
        header = self._header()
        try:
            self.meta: dict[str, Any] = header["meta"]
            self._table = {row[0]: row[1:] for row in header["arrays"]}
        except (KeyError, IndexError, TypeError) as error:
            raise DamagedPackError(f"{name}: its header is damaged") from error
        self._arrays: dict[str, Array] = {}

    def _header(self) -> dict[str, Any]:
        if len(self._data) < _PREFIX.size:
            raise DamagedPackError(f"{self.name}: cut off at {len(self._data)} bytes")
        magic, version, size, length, header_sum, prefix_sum = _PREFIX.unpack_from(self._data)
        if magic != _MAGIC or zlib.crc32(self._data[: _PREFIX.size - 4]) != prefix_sum:
            raise DamagedPackError(f"{self.name}: its beginning is damaged")
        if version != FORMAT_VERSION:
            raise PackVersionError(f"{self.name}: written in format {version}, this program reads {FORMAT_VERSION}")
        if length != len(self._data):
            raise DamagedPackError(f"{self.name}: {len(self._data)} bytes, where {length} were written")
        header = self._data[_PREFIX.size : _PREFIX.size + size]
        if zlib.crc32(header) != header_sum:
            raise DamagedPackError(f"{self.name}: its header is damaged")
        self._header_end = _PREFIX.size + size
        self._start = _padded(self._header_end)
        found: dict[str, Any] = json.loads(bytes(header))
        return found

    def __getitem__(self, name: str) -> Array:
        """An array by name.

        Raises:
            KeyError: there is none of this name.
        """
        array = self._arrays.get(name)
        if array is None:
            dtype, shape, offset, _ = self._table[name]
            count = int(np.prod(shape, dtype=np.int64))
            array = np.frombuffer(self._data, np.dtype(dtype), count, self._start + offset).reshape(shape)
            array.flags.writeable = False
            self._arrays[name] = array
        return array

    def part(self, name: str, first: int, end: int) -> Array:
        """Some values of an array of one dimension. They are read from the file: in a map each would keep what lies
        around it, up to a megabyte, in the memory of every worker, which in an array that is read here and there adds
        up to most of it."""
        [data] = self.parts(name, [(first, end)])
        return np.frombuffer(data, self._table[name][0])

    def parts(self, name: str, bounds: Iterable[tuple[int, int]]) -> list[bytes]:
        """The same of several parts, as bytes."""
        dtype, [size], offset, _ = self._table[name]
        width, start = np.dtype(dtype).itemsize, self._start + offset
        found = []
        for first, end in bounds:
            if not 0 <= first <= end <= size:  # as a slice does with numbers that are damaged
                first, end, _ = slice(first, end).indices(size)
            length = max(end - first, 0) * width
            at = start + first * width
            if self._descriptor is None:
                found.append(self._data[at : at + length].tobytes())
            else:
                found.append(os.pread(self._descriptor, length, at))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def release(self) -> None:
        """Let go of the pages that were read, where the system can; they come back when they are read again."""
        data = self._data.obj
        if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            data.madvise(mmap.MADV_DONTNEED)

    def is_intact(self, name: str) -> bool:
        """Whether the bytes of an array are what was written."""
        return bool(zlib.crc32(_bytes(self[name])) == self._table[name][-1])

    def verify(self) -> list[str]:
        """The names of the arrays whose bytes are not what was written, "padding" among them."""
        damaged = [name for name in self._table if not self.is_intact(name)]
        end = self._header_end
        for name, (_, _, offset, _) in self._table.items():
            start = self._start + offset
            damaged += ["padding"] if any(self._data[end:start]) else []
            end = start + self[name].nbytes
        return damaged + (["padding"] if any(self._data[end:]) else [])


def _bytes(array: Array) -> memoryview:
    return array.reshape(-1).view(np.uint8).data if array.size else memoryview(b"")


def _padded(length: int) -> int:
    return -(-length // _ALIGNMENT) * _ALIGNMENT
