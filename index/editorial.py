"""Small files that editors keep beside an index: read anew when they change, never a reason not to answer."""

from __future__ import annotations

import os
from pathlib import Path

LARGEST = 1_000_000
"""Bytes of a file that are read."""

Stamp = tuple[int, int, int]
"""What changes when a file is written: its moment, size and number."""


def stamp(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def text_of(path: Path) -> tuple[str, str | None]:
    """The text of a file and what is wrong with it; a file that is not there is empty."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return "", None
    except (OSError, ValueError) as error:
        return "", f"{path.name}: cannot be read ({error})"
    problem = f"{path.name}: only the first {LARGEST:,} bytes were read" if len(data) > LARGEST else None
    try:
        return data[:LARGEST].decode("utf-8-sig"), problem
    except UnicodeDecodeError as error:
        return data[:LARGEST].decode("utf-8-sig", "replace"), f"{path.name}: is not UTF-8 (byte {error.start:,})"
