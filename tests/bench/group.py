"""A command and all processes that it starts, measured from outside: time, processor seconds, peak memory.

The command gets a session of its own, by which its processes are found in `/proc`. Memory is the sum of their
proportional set sizes (PSS): a page that several of them share counts once, and pages of mapped files count too.
It is looked at twice a second; `wait4` adds what the first process held at most between two looks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.options import BenchError
from tests.children import ROOT

_INTERVAL = 0.5
_KIBIBYTE = 1024
_SESSION = 3
"""Place of the session in `/proc/PID/stat`, counted behind the name of the process."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it and its children took: bytes at most, seconds of the clock and of processors."""

    status: int
    output: str
    seconds: float
    processor: float
    peak: int


def run_group(arguments: Sequence[str]) -> Outcome:
    """Run `python ARGUMENTS` to its end."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,
        )
        peak, ended, status = 0, 0, 0
        while not ended:
            peak = max(peak, sum(map(proportional_bytes, _members(process.pid))))
            time.sleep(_INTERVAL)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for it again
        output.seek(0)
        return Outcome(
            status=process.returncode,
            output=output.read().decode(),
            seconds=seconds,
            processor=usage.ru_utime + usage.ru_stime,
            peak=max(peak, usage.ru_maxrss * _KIBIBYTE),
        )


def require_proc() -> None:
    """Make sure that the system tells what its processes hold.

    Raises:
        BenchError: when it does not.
    """
    if not Path("/proc/self/smaps_rollup").is_file():
        raise BenchError("The benchmark needs Linux 4.14 or newer: memory is read from /proc/PID/smaps_rollup.")


def proportional_bytes(pid: int) -> int:
    """The proportional set size of a process; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * _KIBIBYTE for line in lines if line.startswith("Pss:")), 0)


def _members(session: int) -> Iterator[int]:
    """The processes of a session."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _session(folder) == session:
            yield int(folder.name)


def _session(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[_SESSION])
    except OSError:
        return None
