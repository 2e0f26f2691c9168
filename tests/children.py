"""Child processes as a user would start them, with or without a terminal, and what they took.

A *terminal* here is a pseudo-terminal on the child's standard error: what a person would see there, progress bar
included, is read from its other end. The peak memory is `ru_maxrss` of `wait4`; Linux counts into it what the
parent itself held at the fork, so a measured child should be started by a small parent.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout, from which every child is started."""

_KIBIBYTES = 1 if sys.platform == "darwin" else 1024
"""The unit of `ru_maxrss` in bytes."""
_OVERLAP = 1_024
"""Bytes that are looked at again with what comes after them."""
_WINDOW = (24, 100)
"""Lines and columns of a terminal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended. `status` is its exit status, or the negative number of the signal that ended it."""

    status: int
    output: str
    terminal: str
    seconds: float
    peak: int
    """The most memory it held, in bytes."""

    processor: float
    """Seconds of processor time, which other processes do not lengthen as they do `seconds`."""


class Child:
    """A running `python ARGUMENTS`; its standard error is a terminal of its own, or that of this process."""

    def __init__(
        self, arguments: Sequence[str], environ: Mapping[str, str] | None = None, terminal: bool = False
    ) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `finish`
        self._terminal: int | None = None
        self._seen = bytearray()
        error: int | None = None
        if terminal:
            self._terminal, error = os.openpty()
            termios.tcsetwinsize(error, _WINDOW)
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=dict(os.environ) | dict(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=error,
        )
        if error is not None:
            os.close(error)

    def read_until(self, pattern: str) -> bool:
        """Read what the terminal shows until the pattern, which is shorter than `_OVERLAP`, is there; False when the
        child ended before."""
        looked_at = 0
        while not re.search(pattern, self._seen[looked_at:].decode(errors="replace")):
            looked_at = max(len(self._seen) - _OVERLAP, 0)  # a bar writes megabytes
            if not self._read():
                return False
        return True

    def _read(self) -> bool:
        """Read a piece from the terminal; False at its end, which Linux reports as an error."""
        try:
            piece = os.read(self._terminal, 65_536) if self._terminal is not None else b""
        except OSError:
            piece = b""
        self._seen += piece
        return bool(piece)

    def kill(self) -> None:
        """End the child at once; it gets no chance to tidy up."""
        os.kill(self._process.pid, signal.SIGKILL)  # not by Popen, which would wait for a child that has ended

    def finish(self) -> Outcome:
        """Wait for the child's end."""
        while self._read():
            pass
        _, status, usage = os.wait4(self._process.pid, 0)
        seconds = time.perf_counter() - self._started
        self._process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for it again
        if self._terminal is not None:
            os.close(self._terminal)
        with self._output:
            self._output.seek(0)
            output = self._output.read().decode()
        terminal = self._seen.decode(errors="replace")
        processor = usage.ru_utime + usage.ru_stime
        return Outcome(self._process.returncode, output, terminal, seconds, usage.ru_maxrss * _KIBIBYTES, processor)


def run(arguments: Sequence[str], environ: Mapping[str, str] | None = None, terminal: bool = False) -> Outcome:
    """Run `python ARGUMENTS` to its end."""
    return Child(arguments, environ, terminal).finish()
