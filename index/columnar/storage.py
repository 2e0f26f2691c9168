"""Packs on the disk: written once, exclusively and durably; read through memory maps.

A map stays readable after the file's name is gone, so a reader never races a commit that removes a segment.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import DOCS_EXTENSION, TERMS_EXTENSION
from index.columnar.pack import Arrays, DamagedPackError, Pack, pack


def write_pack(folder: Path, name: str, arrays: Arrays, meta: Mapping[str, Any]) -> None:
    """Write a pack to a file that must not exist, and wait until the disk has it.

    Raises:
        OSError: it exists, or the disk is full or fails; the file is removed then.
    """
    path = folder / name
    with path.open("xb") as file:
        try:
            file.writelines(pack(arrays, meta))
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def open_segment(folder: Path, segment_id: str) -> SegmentArrays:
    """Both packs of a segment.

    Raises:
        DamagedPackError: a pack is missing, cut off or damaged at its beginning.
        PackVersionError: it was written in another format version.
        OSError: it may not be read.
    """
    terms, docs = (_open_pack(folder / f"{segment_id}{end}") for end in (TERMS_EXTENSION, DOCS_EXTENSION))
    if terms.meta.get("documents") != docs.meta.get("documents"):
        raise DamagedPackError(f"{terms.name}: its two files do not belong together")
    return SegmentArrays(terms, docs)


def _open_pack(path: Path) -> Pack:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise DamagedPackError(f"{path.name}: it is missing") from error
    except ValueError as error:  # an empty file cannot be mapped
        raise DamagedPackError(f"{path.name}: it is empty") from error
    return Pack(data, path.name)
