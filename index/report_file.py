"""The report file of one run: every rejected record and every remark, as JSON lines, kept beside the index.

The file is made with the first line, so a run without rejections or remarks leaves none.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from index.errors import translate_os_errors
from index.report import EXCERPT, Rejection, Remark


class ReportFile:
    """A context manager; lines are on the disk, flushed, before the run goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stream: TextIO | None = None
        self.written: str | None = None
        """The file's path once there is something in it."""

    def __enter__(self) -> ReportFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def rejection(self, rejection: Rejection) -> Rejection:
        """Keep a rejected record; returns it without its excerpt, which only the file needs."""
        kept = replace(rejection, excerpt=rejection.excerpt[:EXCERPT])
        self._write({"rejected": True} | asdict(kept))
        return replace(rejection, excerpt="")

    def remark(self, remark: Remark) -> Remark:
        """Keep a remark."""
        self._write({"rejected": False} | asdict(remark))
        return remark

    def _write(self, row: dict[str, object]) -> None:
        with translate_os_errors(f"write the report in {self._folder}"):
            if self._stream is None:
                self._stream = self._open()
            self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._stream.flush()

    def _open(self) -> TextIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.jsonl"
        self.written = str(path)
        return path.open("x", encoding="utf-8", errors="replace")
