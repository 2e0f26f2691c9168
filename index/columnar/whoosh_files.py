"""Packs in a Whoosh storage: durable files and memory maps where it is a folder, buffers where it is memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage, ReadOnlyError

from index.columnar.pack import Pack
from index.columnar.storage import map_pack, write_file


@dataclass(frozen=True, slots=True)
class UnwrittenPack:
    """The bytes of a pack that no file holds yet: a writer that is cancelled leaves no file behind."""

    storage: Any
    name: str
    data: bytes

    def write(self) -> None:
        """Write it to its file.

        Raises:
            OSError: as `write_pack`.
        """
        write_pack(self.storage, self.name, [self.data])

    def opened(self) -> Pack:
        """It, as it will be read from its file."""
        return Pack(self.data, self.name)


def write_pack(storage: Any, name: str, pieces: Iterable[bytes | memoryview]) -> None:
    """Write the pieces of a pack to a file of a storage.

    Raises:
        OSError: in a folder: the file exists, or the disk is full or fails; the file is removed then.
        ReadOnlyError: the storage was opened to be read only.
    """
    if storage.readonly:
        raise ReadOnlyError
    if isinstance(storage, FileStorage):
        write_file(Path(storage.folder) / name, pieces)
        return
    with storage.create_file(name) as file:
        for piece in pieces:
            file.write(piece)


def open_pack(storage: Any, name: str) -> Pack:
    """A pack of a storage.

    Raises:
        OSError: the file is missing, as it may be when a commit has just replaced it, or may not be read.
        DamagedPackError, PackVersionError: as `Pack`.
    """
    if isinstance(storage, FileStorage) and storage.supports_mmap:
        return map_pack(Path(storage.folder) / name)
    with storage.open_file(name) as file:
        return Pack(file.read(), name)
