"""Whoosh's table of contents, written durably and verified before anything in it is unpickled.

A table is the file Whoosh writes, with a trailer behind what Whoosh reads: magic, length and CRC-32 of all before. A
commit is acknowledged when the packs, then the table under another name, then its own name are on the disk; only then
are older tables and the files of segments that it does not name removed.
"""

from __future__ import annotations

import os
import re
import secrets
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import RamStorage

from index.columnar.layout import LATENT_EXTENSION, MODEL_EXTENSION, TABLES_EXTENSION, latent_name, model_name
from index.columnar.storage import sync_folder

INDEX_NAME = "MAIN"
_NAME = re.compile(r"_MAIN_(\d+)\.toc")
_SEGMENT = re.compile(r"(MAIN_[^.]+)\..+")
_TRAILER = struct.Struct("<8sQI")
_MAGIC = b"DOSSTOC\n"


class DamagedTocError(ValueError):
    """No table of contents that is whole."""


@dataclass(frozen=True, slots=True)
class Toc:
    """One generation: its number, the Whoosh schema, and the segments with what is deleted of each."""

    generation: int
    schema: Any
    segments: Sequence[Any]

    @property
    def is_complete(self) -> bool:
        """Whether every segment has its tables. Where one has not, a run of many batches goes on, or was broken off."""
        return all(segment.tabled for segment in self.segments)


def read_toc(store: Path) -> Toc:
    """The newest whole table of contents.

    Raises:
        DamagedTocError: there is none.
        OSError: the folder or a table may not be read.
    """
    damage = f"{store.name}: it has no table of contents"
    tables = sorted(_tables(store), reverse=True)
    while tables:
        generation, path = tables.pop(0)
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # a commit has replaced it by a newer one
            newer = [table for table in _tables(store) if table[0] > generation]
            tables = sorted(newer, reverse=True) or tables
            continue
        trailer = data[-_TRAILER.size :]
        if len(trailer) == _TRAILER.size:
            magic, length, checksum = _TRAILER.unpack(trailer)
            body = data[: -_TRAILER.size]
            if magic == _MAGIC and length == len(body) and checksum == zlib.crc32(body):
                return _unpickled(path.name, generation, body)
        damage = f"{path.name}: it is damaged"
    raise DamagedTocError(damage)


def _unpickled(name: str, generation: int, body: bytes) -> Toc:
    storage = RamStorage()
    storage.files[name] = body
    table = whoosh_index.TOC.read(storage, INDEX_NAME, gen=generation)
    return Toc(generation, table.schema, table.segments)


def write_toc(store: Path, toc: Toc, coming: Iterable[str] = ()) -> None:
    """Publish a generation whose packs are on the disk, durably, then remove what no longer belongs to it.

    Args:
        store: the folder.
        toc: the generation.
        coming: ids of segments that are being made for a later one.

    Raises:
        OSError: the disk is full or fails; the former generation stays.
    """
    sync_folder(store)
    name = f"_{INDEX_NAME}_{toc.generation}.toc"
    body = _pickled(toc)
    aside = store / f"{name}.{secrets.token_hex(8)}"
    try:
        with aside.open("xb") as file:
            file.write(body)
            file.write(_TRAILER.pack(_MAGIC, len(body), zlib.crc32(body)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, store / name)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(store)
    sweep(store, toc, coming)


def _pickled(toc: Toc) -> bytes:
    storage = RamStorage()
    whoosh_index.TOC(toc.schema, list(toc.segments), toc.generation).write(storage, INDEX_NAME)
    [data] = storage.files.values()
    return bytes(data)


def sweep(store: Path, toc: Toc, coming: Iterable[str] = ()) -> None:
    """Remove older tables, tables that were never finished, the files of segments that are in no generation, those
    that are coming left out, and models, vectors and tables of segments that no segment says it has.

    Only for the holder of the write lock. What cannot be removed stays until the next time.
    """
    kept = {f"_{INDEX_NAME}_{toc.generation}.toc"}
    segments = {*coming, *(segment.segment_id() for segment in toc.segments)}
    models = {segment.model for segment in toc.segments if segment.model}
    latent = {latent_name(segment.segment_id(), segment.model) for segment in toc.segments if segment.model}
    latent |= {model_name(model) for model in models}
    lacking = {segment.segment_id() for segment in toc.segments if not segment.tabled}.difference(coming)
    for path in store.iterdir():
        segment = _SEGMENT.fullmatch(path.name)
        unused = path.name.startswith(f"_{INDEX_NAME}_") and path.name not in kept
        unused |= segment is not None and segment[1] not in segments
        unused |= segment is not None and path.name.endswith(TABLES_EXTENSION) and segment[1] in lacking
        unused |= path.name.endswith((LATENT_EXTENSION, MODEL_EXTENSION)) and path.name not in latent
        if unused:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                continue


def latest_generation(store: Path) -> int:
    """The newest generation number in a store, from the names of its tables alone; -1 without one."""
    return max((generation for generation, _ in _tables(store)), default=-1)


def _tables(store: Path) -> list[tuple[int, Path]]:
    names = ((_NAME.fullmatch(name), name) for name in os.listdir(store))
    return [(int(match[1]), store / name) for match, name in names if match]
