"""The folder of an index, and what is in it.

    DOSSIER_INDEX/
      current -> store-1f3a...   the index being served: one symbolic link, swapped by `rebuild`
      store-1f3a.../             a Whoosh index, and `dossier.json` with the version it was written with
      synonyms.txt               what else a word is called, written by editors (`index.synonyms`)
      steering.json              what editors decided for a query (`search.steering`)
      queries.sqlite             what readers searched for (`search.query_log`)
      lock                       held by the one process that writes
      reports/                   what each run rejected

A *store* is one Whoosh index. Commits are generations inside a store; `rebuild` makes a new store beside the old one,
starting at the next generation, and swaps the link when it is complete.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from index.columnar.pack import DamagedPackError, PackVersionError
from index.columnar.toc import DamagedTocError, Toc, read_toc, write_toc
from index.errors import Error, translate_os_errors
from index.schema import version
from index.stored import DamagedRecordError
from index.whoosh_schema import whoosh_schema

REBUILD_HINT = (
    "Run `python -m index rebuild PATH...` with the files of the archive: the old index stays until it is done."
)
_VERSION_FILE = "dossier.json"
_DAMAGE = (DamagedPackError, DamagedTocError, DamagedRecordError, PackVersionError)
"""What reading raises where the bytes of an open store are not what was written."""


class IndexFolder:
    """A folder by its path; holds no open file and no state."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.link = path / "current"
        self.reports = path / "reports"

    def store(self) -> Path:
        """The store being served.

        Raises:
            Error: `index_missing` when there is none yet; `no_permission`, `io_error` or `index_damaged`.
        """
        try:
            name = os.readlink(self.link)
        except FileNotFoundError:
            raise Error(
                "index_missing",
                f"There is no index in {self.path} yet.",
                "Make one with `python -m index add PATH...`, or name another folder with --index DIR (DOSSIER_INDEX).",
            ) from None
        except OSError as error:
            raise unreadable(self.path, error) from error
        return self.path / name

    def exists(self) -> bool:
        """Whether there is an index."""
        return self.link.is_symlink()

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Hold the write lock; the system frees it when the process ends, however it ends.

        Raises:
            Error: `index_locked` after `wait` seconds; `no_permission`, `disk_full` or `io_error`.
        """
        with translate_os_errors(f"prepare the index folder {self.path}"):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.path / "lock")
            try:
                lock.acquire(timeout=wait)
            except filelock.Timeout:
                raise Error(
                    "index_locked",
                    f"Another process is writing to {self.path}; waited {wait:g} s.",
                    "Wait for it to end and run the command again, or wait longer with --wait SECONDS.",
                ) from None
        try:
            yield
        finally:
            lock.release()

    def create_store(self, generation: int = 0) -> Path:
        """A new, empty store that is not served yet; its first commit will be `generation` + 1."""
        with translate_os_errors(f"create an index in {self.path}"):
            store = self.path / f"store-{secrets.token_hex(8)}"
            store.mkdir(parents=True)
            write_toc(store, Toc(generation, whoosh_schema(), ()))
            (store / _VERSION_FILE).write_text(_version_text(), encoding="utf-8")
        return store

    def publish(self, store: Path) -> None:
        """Serve a store: swap the link in one step."""
        with translate_os_errors(f"publish {store}"):
            aside = self.path / f"next-{secrets.token_hex(8)}"
            aside.symlink_to(store.name)
            os.replace(aside, self.link)

    def sweep(self) -> None:
        """Remove stores and links that no process serves or builds. Only for the holder of the lock."""
        kept = os.readlink(self.link) if self.exists() else None
        for entry in self.path.glob("store-*"):
            if entry.name != kept:
                shutil.rmtree(entry, ignore_errors=True)
        for entry in self.path.glob("next-*"):
            entry.unlink(missing_ok=True)


def _version_text() -> str:
    return json.dumps({"version": version()}) + "\n"


def open_store(store: Path) -> Toc:
    """The newest generation of a store, after its version was checked.

    Raises:
        Error: `index_version` or `index_damaged`; `no_permission` or `io_error`.
    """
    try:
        text = (store / _VERSION_FILE).read_text(encoding="utf-8")
        written = json.loads(text)["version"]
        if written == version() and text != _version_text():
            raise ValueError("it is not what was written")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreadable(store / _VERSION_FILE, error) from error
    if written != version():
        raise Error(
            "index_version",
            f"The index was written in version {written}; this program reads version {version()}.",
            REBUILD_HINT,
        )
    try:
        return read_toc(store)
    except (OSError, DamagedTocError) as error:
        raise unreadable(store, error) from error


def unreadable(store: Path, error: Exception) -> Error:
    """The error for a store whose files cannot be read: they may not be, the system fails, or they are damaged."""
    if isinstance(error, PermissionError):
        return Error(
            "no_permission", f"{error.filename or store} may not be read.", "Run as its owner, or mend its mode."
        )
    if isinstance(error, OSError) and error.errno in (errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        return Error("io_error", f"The index in {store} cannot be read: {error}.", "Mend that, then try again.")
    if isinstance(error, PackVersionError):
        return Error("index_version", f"The index cannot be read: {error}.", REBUILD_HINT)
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Error("index_damaged", f"The index in {store} is damaged ({detail}).", REBUILD_HINT)


@contextmanager
def opening(store: Path) -> Iterator[None]:
    """Raise `Error` in the place of what opening the segments of a store raises.

    Raises:
        Error: `index_damaged`, `index_version`, `no_permission` or `io_error`.
    """
    try:
        yield
    except (*_DAMAGE, OSError) as error:
        raise unreadable(store, error) from error


@contextmanager
def reading(store: Path) -> Iterator[None]:
    """Raise `Error` in the place of what an open store raises where its bytes are damaged.

    Raises:
        Error: `index_damaged`.
    """
    try:
        yield
    except _DAMAGE as error:
        raise unreadable(store, error) from error
