"""A pytest plugin for the process that runs Whoosh's tests: tells a file what became of each.

The file named in the environment gets a JSON object: `codec`, the class of Whoosh's default codec in that process, and
`outcomes`, of each test "passed", "failed" (or in error) or "skipped".
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
import whoosh.codec

FILE = "DOSSIER_WHOOSH_OUTCOMES"
SEED = 20_261_127
_outcomes: dict[str, str] = {}


def pytest_runtest_setup() -> None:
    """Begin each test with the same random numbers; several draw some without a seed."""
    random.seed(SEED)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the worst of a test's parts."""
    if report.when == "call" or not report.passed:
        _outcomes[report.nodeid] = "failed" if report.failed else _outcomes.get(report.nodeid, report.outcome)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be read fails as a whole."""
    if not report.passed:
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish() -> None:
    """Write the file."""
    codec = type(whoosh.codec.default_codec()).__name__
    Path(os.environ[FILE]).write_text(json.dumps({"codec": codec, "outcomes": _outcomes}), encoding="utf-8")
