"""Indexing a file through the command line as its user sees it: the bar on the terminal, the report, the counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.children import Child, Outcome, run

_EVERY_RECORD = {"TQDM_MININTERVAL": "0", "TQDM_MINITERS": "1"}
"""Makes the bar move with every record, so that a process whose terminal is not read on waits there."""

BAR = r"\d+%\|.*\[\d\d:\d\d<\d\d:\d\d, .*rec/s\]"
"""What a progress bar on the terminal looks like: the share, the time so far and the time left, the speed."""


class Archive:
    """One index folder and the one file that is added to it."""

    def __init__(self, file: Path, index: Path, environ: Mapping[str, str] | None = None) -> None:
        self._file = file
        self._index = index
        self._environ = environ

    def add(self) -> Outcome:
        """Add the file, at a terminal; the outcome's output is the JSON report."""
        return run(self._command("add", "--json"), self._environ, terminal=True)

    def add_in_words(self) -> Outcome:
        """Add the file without a terminal; the outcome's output is for people."""
        return run(self._command("add"), self._environ)

    def add_and_kill(self, percent: int) -> Outcome:
        """Add the file, and kill the process as soon as its bar shows this share or more."""
        environ = {**(self._environ or {}), **_EVERY_RECORD}
        child = Child(self._command("add", "--json"), environ, terminal=True)
        shares = "|".join(map(str, range(percent, 100)))
        try:
            assert child.read_until(rf"\b({shares})%\|"), "it ended before it could be killed"
        finally:
            child.kill()
            outcome = child.finish()
        return outcome

    def status(self) -> dict[str, Any]:
        """What `status --json` says of an index that is there."""
        outcome = run(["-m", "index", "status", "--json", "--index", str(self._index)], terminal=True)
        assert outcome.status == 0, outcome.terminal
        return report_of(outcome)

    def _command(self, verb: str, *options: str) -> list[str]:
        return ["-m", "index", verb, str(self._file), "--index", str(self._index), *options]


def report_of(outcome: Outcome) -> dict[str, Any]:
    """The JSON object that a command printed."""
    report: dict[str, Any] = json.loads(outcome.output)
    return report
