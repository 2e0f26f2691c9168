"""Bytes in bounded pieces: opening, un-gzipping and cutting into lines, never holding more than was allowed.

A *chunk* is a piece of a file as it was read; a *line* a piece up to a line feed. Whatever the size of the input, a
chunk has at most `CHUNK` bytes and a line at most the limit its reader was given: the rest of a longer line is read
and dropped, so that a bomb costs time but no memory.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from isal import isal_zlib

from index.errors import translate_os_errors
from index.report import EXCERPT

CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"

Chunks = Iterator[bytes]


class DamagedError(Exception):
    """The input ended or broke in the middle; the message is the reason for a rejection."""


class Line(NamedTuple):
    """A line without its end. `whole` is False when it was longer than the limit: then `data` is only its beginning."""

    number: int
    data: bytes
    whole: bool = True


def chunks_of(stream: BinaryIO, name: str) -> Chunks:
    """The bytes of a stream, un-gzipped when they are gzip.

    Raises:
        Error: the system could not read on (`io_error`).
        DamagedError: in the middle of the chunks, when gzip data breaks off.
    """
    raw = _read(stream, name)
    head = next(raw, b"")
    raw = chain((head,), raw)
    return gunzip(raw) if head.startswith(GZIP_MAGIC) else raw


def _read(stream: BinaryIO, name: str) -> Chunks:
    while True:
        with translate_os_errors(f"read {name}"):
            chunk = stream.read(CHUNK)
        if not chunk:
            return
        yield chunk


def gunzip(chunks: Iterable[bytes]) -> Chunks:
    """Un-gzip one or more members, yielding what came before the damage if there is any."""
    inflater = isal_zlib.decompressobj(wbits=31)
    for chunk in chunks:
        data = chunk
        while data:
            if inflater.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                inflater = isal_zlib.decompressobj(wbits=31)
            try:
                piece = inflater.decompress(data, CHUNK)
            except isal_zlib.error as error:  # type: ignore[misc]  # an exception, whatever its stubs say
                raise DamagedError(f"the gzip data is corrupt ({error}); what came before it was read") from error
            if piece:
                yield piece
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    # What the inflater still holds comes out in pieces too: a bomb may hide in its last bytes.
    while not inflater.eof and (piece := inflater.decompress(b"", CHUNK)):
        yield piece
    if not inflater.eof:
        raise DamagedError("the gzip data is cut off; what came before was read")


def peek(chunks: Chunks, size: int = CHUNK) -> tuple[bytes, Chunks]:
    """The first bytes, and the whole stream again. Damage is kept for whoever reads that far."""
    pieces: list[bytes] = []
    damage: DamagedError | None = None
    try:
        while sum(map(len, pieces)) < size:
            pieces.append(next(chunks))
    except StopIteration:
        pass
    except DamagedError as error:
        damage = error
    rest = chunks if damage is None else _raising(damage)
    return b"".join(pieces), chain(pieces, rest)


def _raising(damage: DamagedError) -> Chunks:
    raise damage
    yield b""


def as_utf8(chunks: Chunks, encoding: str) -> Chunks:
    """Chunks of another encoding (UTF-16, UTF-32) as UTF-8, so that lines can be cut at the byte of a line feed."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def lines_of(chunks: Chunks, limit: int) -> Iterator[Line]:
    """The lines of a stream, numbered from 1."""
    number, size, kept = 1, 0, bytearray()
    for chunk in chunks:
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            size += end - start
            if size == end - start <= limit:  # most lines are in one chunk
                yield Line(number, chunk[start:end].removesuffix(b"\r"))
            else:
                _keep(kept, chunk[start:end], size, limit)
                yield _line(number, kept, size, limit)
                kept = bytearray()
            number, size, start = number + 1, 0, end + 1
        size += len(chunk) - start
        _keep(kept, chunk[start:], size, limit)
    if size:
        yield _line(number, kept, size, limit)


def _keep(kept: bytearray, piece: bytes, size: int, limit: int) -> None:
    if size <= limit:
        kept += piece
    else:
        kept += piece[: max(0, EXCERPT - len(kept))]
        del kept[EXCERPT:]


def _line(number: int, kept: bytearray, size: int, limit: int) -> Line:
    return Line(number, bytes(kept).removesuffix(b"\r"), size <= limit)


def whole(chunks: Chunks, limit: int) -> bytes | None:
    """All bytes of a stream, or None when there are more than `limit`."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > limit:
            return None
    return bytes(data)
