"""Packs on the disk: written once, exclusively and durably; read through memory maps.

A map stays readable after the file's name is gone, so a reader never races a commit that removes a segment.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import DOCS_EXTENSION, TABLES_EXTENSION, TERMS_EXTENSION
from index.columnar.pack import Arrays, DamagedPackError, Pack, Segment, pack
from index.tables.tables import tables_pack


def write_pack(folder: Path, name: str, arrays: Arrays, meta: Mapping[str, Any]) -> None:
    """Write a pack, as `write_file` does.

    Raises:
        OSError: as `write_file`.
    """
    write_file(folder / name, pack(arrays, meta))


def write_file(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file that must not exist, and wait until the disk has it.

    Raises:
        OSError: it exists, or the disk is full or fails; the file is removed then.
    """
    with path.open("xb") as file:
        try:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def write_segment(folder: Path, segment_id: str, segment: Segment) -> None:
    """Write the packs of a segment, but for its tables, under the names that Whoosh gives them, and wait until the disk
    has them.

    Raises:
        OSError: as `write_pack`.
    """
    write_pack(folder, segment_id + TERMS_EXTENSION, segment.terms, segment.terms_meta)
    write_pack(folder, segment_id + DOCS_EXTENSION, segment.docs, segment.docs_meta)


def write_tables(folder: Path, segment_id: str) -> None:
    """Write the tables of a segment whose other packs are there.

    Raises:
        OSError: as `write_pack`.
    """
    terms, docs = (map_pack(folder / f"{segment_id}{end}") for end in (TERMS_EXTENSION, DOCS_EXTENSION))
    write_pack(folder, segment_id + TABLES_EXTENSION, *tables_pack(joined(terms, docs)))


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def open_segment(folder: Path, segment_id: str, tabled: bool = True) -> SegmentArrays:
    """All packs of a segment; its tables are made when they are asked for, where it is not `tabled`.

    Raises:
        DamagedPackError: a pack is missing, cut off or damaged at its beginning.
        PackVersionError: it was written in another format version.
        OSError: it may not be read.
    """
    try:
        ends = (TERMS_EXTENSION, DOCS_EXTENSION, *([TABLES_EXTENSION] if tabled else ()))
        packs = [map_pack(folder / f"{segment_id}{end}") for end in ends]
    except FileNotFoundError as error:
        raise DamagedPackError(f"{Path(error.filename).name}: it is missing") from error
    return joined(*packs)


def joined(terms: Pack, docs: Pack, tables: Pack | None = None) -> SegmentArrays:
    """A segment of its packs.

    Raises:
        DamagedPackError: they are not of one segment.
    """
    for other in (docs, tables):
        if other is not None and other.meta.get("documents") != terms.meta.get("documents"):
            raise DamagedPackError(f"{other.name}: it does not belong to its segment")
    return SegmentArrays(terms, docs, tables, make_tables=_made_tables)


def _made_tables(arrays: SegmentArrays) -> Pack:
    return Pack(b"".join(pack(*tables_pack(arrays))), "tables")


def map_pack(path: Path) -> Pack:
    """A pack, mapped into memory.

    Raises:
        DamagedPackError, PackVersionError: as `open_segment`.
        OSError: it is missing or may not be read.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            descriptor = os.dup(file.fileno())
    except ValueError as error:  # an empty file cannot be mapped
        raise DamagedPackError(f"{path.name}: it is empty") from error
    return Pack(data, path.name, descriptor)
