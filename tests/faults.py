"""A disk that fails at a chosen operation: the n-th creation, write, sync, rename or removal of a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from index.columnar.worker import serve

T = TypeVar("T")


class Faults:
    """Counts the operations under one folder, and makes one of them fail. `failed` tells which it was."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, error: int) -> None:
        self.failed: str | None = None
        self._at = at
        self._error = error
        self._count = 0
        opened = Path.open

        def open_file(path: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
            if "x" not in mode:
                return opened(path, mode, *args, **options)
            self._operation(f"create {path.name}")
            file = opened(path, mode, *args, **options)
            return _File(file, self._guarded(f"write {path.name}", file.write), self._written(path.name, file))

        patch.setattr(Path, "open", open_file)
        for name in ("fsync", "replace"):
            patch.setattr(os, name, self._guarded(name, getattr(os, name)))

    def _operation(self, what: str) -> None:
        self._count += 1
        if self._count == self._at:
            self.failed = what
            raise OSError(self._error, os.strerror(self._error), what)

    def _written(self, name: str, file: Any) -> Callable[[Iterable[Any]], None]:
        def writelines(pieces: Iterable[Any]) -> None:
            pieces = list(pieces)
            file.writelines(pieces[: len(pieces) // 2])
            self._operation(f"write half of {name}")
            file.writelines(pieces[len(pieces) // 2 :])

        return writelines

    def _guarded(self, what: str, function: Callable[..., T]) -> Callable[..., T]:
        def guarded(*args: Any, **options: Any) -> T:
            self._operation(what)
            return function(*args, **options)

        return guarded


class _File:
    """A file whose writes may fail."""

    def __init__(self, file: Any, write: Callable[..., Any], writelines: Callable[..., Any]) -> None:
        self._file = file
        self.write = write
        self.writelines = writelines

    def __enter__(self) -> _File:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._file.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def serve_with_faults(at: int, error: int) -> None:
    """Be a worker on such a disk."""
    with pytest.MonkeyPatch.context() as patch:
        Faults(patch, at, error)
        serve()
