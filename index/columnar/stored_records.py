"""Stored records in a docs pack, each compressed by itself, since a page shows few of many.

One record repeats little of itself; what it has in common with the others, from the names of its fields to the phrases
of the archive, is in a *dictionary* that they are compressed with (zstd, RFC 8878, section 5). It is trained of records
of the archive and lies in the pack; segments that are made later take it over. Without one, as in an archive of few
records, zstd compresses as zlib does.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import zstandard
from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError

from index.columnar.pack import Array, DamagedPackError, Pack
from index.columnar.strings import texts

_LEVEL = 3
"""Higher levels make 3 % less in four times the time."""
_SIZE = 32 << 10
"""Bytes of a dictionary; twice as many make 3 % less."""
_SEGMENT, _SHINGLE = 1_024, 8
"""Bytes of the pieces that a dictionary is made of, and of what they are chosen by (`k` and `d` of zstd's trainer)."""
_FEWEST, _MOST = 64, 1_000
"""Records that a dictionary is trained of."""
_SAMPLE = 2_048
"""Bytes of each of them that are looked at, from its beginning."""


class Dictionary(NamedTuple):
    """What records are compressed with, and of how many it was trained."""

    data: bytes = b""
    records: int = 0


NO_DICTIONARY = Dictionary()


def dictionary_for(records: Sequence[bytes], known: Dictionary) -> Dictionary:
    """The dictionary for some records: the one that is known, or one trained of them, where they are at least twice as
    many as that was trained of."""
    count = min(len(records), _MOST)
    if count < max(_FEWEST, 2 * known.records):
        return known
    chosen = records[:: len(records) // count][:count]
    samples: list[bytes | bytearray | memoryview] = [record[:_SAMPLE] for record in chosen]
    try:
        data = zstandard.train_dictionary(_SIZE, samples, k=_SEGMENT, d=_SHINGLE).as_bytes()
    except ZstdError:  # there is next to nothing in the records
        return known
    return Dictionary(data, count)


def best_of(dictionaries: Iterable[Dictionary]) -> Dictionary:
    """The one that was trained of most records."""
    return max(dictionaries, key=attrgetter("records"), default=NO_DICTIONARY)


class Compression(threading.local):
    """Compresses records with a dictionary; every thread has its own contexts of zstd, which are not to be shared."""

    def __init__(self, data: bytes) -> None:
        """`data`: of the dictionary, nothing for none."""
        dictionary = ZstdCompressionDict(data) if data else None
        self.compress = ZstdCompressor(level=_LEVEL, dict_data=dictionary, write_dict_id=False).compress
        self.decompress = ZstdDecompressor(dict_data=dictionary).decompress


compression = lru_cache(maxsize=8)(Compression)
"""The compression with the bytes of a dictionary: segments of one archive have the same."""


def compressed(records: Iterable[bytes], dictionary: Dictionary) -> list[bytes]:
    """Records as they are stored."""
    return list(map(compression(dictionary.data).compress, records))


def stored_arrays(stored: Sequence[bytes]) -> dict[str, Array]:
    """Stored bytes, where each begins, and the CRC-32 of each."""
    arrays = texts("stored", stored)
    return {
        "stored_bytes": arrays["stored_bytes"],
        "stored_offsets": arrays["stored_offsets"].astype(np.uint64),
        "stored_crc": np.fromiter(map(zlib.crc32, stored), dtype=np.uint32, count=len(stored)),
    }


def dictionary_array(dictionary: Dictionary) -> Array:
    """A dictionary as it lies in a pack."""
    return np.frombuffer(dictionary.data, dtype=np.uint8)


class StoredRecords:
    """The stored records of a docs pack."""

    def __init__(self, docs: Pack) -> None:
        self._docs = docs

    @cached_property
    def dictionary(self) -> Dictionary:
        """What they are compressed with.

        Raises:
            DamagedPackError: it is not what was written: every record would be another one.
        """
        if not self._docs.is_intact("stored_dictionary"):
            raise DamagedPackError(f"{self._docs.name}: the dictionary of its records is damaged")
        return Dictionary(self._docs["stored_dictionary"].tobytes(), self._docs.meta["dictionary_records"])

    def read(self, numbers: Sequence[int]) -> list[bytes]:
        """Some records.

        Raises:
            DamagedPackError: they are not what was written.
        """
        stored = self._stored(numbers)
        if "stored_dictionary" not in self._docs:
            return stored
        decompress = self._compression.decompress
        try:
            return [decompress(data) for data in stored]
        except ZstdError as error:
            raise DamagedPackError(f"{self._docs.name}: a record is damaged") from error

    @cached_property
    def _compression(self) -> Compression:
        return compression(self.dictionary.data)

    def _stored(self, numbers: Sequence[int]) -> list[bytes]:
        docs, rows = self._docs, np.array(numbers, dtype=np.intp)
        first, end = (docs["stored_offsets"].take(at).tolist() for at in (rows, rows + 1))
        found = docs.parts("stored_bytes", zip(first, end, strict=True))
        for number, data, checksum in zip(numbers, found, docs["stored_crc"].take(rows).tolist(), strict=True):
            if zlib.crc32(data) != checksum:
                raise DamagedPackError(f"{docs.name}: record {number} is damaged")
        return found
