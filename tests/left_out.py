"""A pytest plugin that never lets a skipped kind of test pass in silence.

What was left out for want of a browser, of the package registry or of the shared data set is named in the last lines
of the run. Where `DOSSIER_REQUIRE` names a kind (as `.ci/run` does: "browser,java,registry,shared"), leaving one of its
tests out fails the run, and so does a run in which none of them ran.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

KINDS = {
    "browser": "a browser (Debian: apt install chromium; or name one in DOSSIER_CHROMIUM)",
    "java": "Java, for the validator of HTML (Debian: apt install default-jre-headless)",
    "registry": "the package registry, for Whoosh's own tests (pip must reach it; once fetched they are kept in .venv)",
    "shared": "the shared data set (name its folder in DOSSIER_SHARED)",
}
_ran: Counter[str] = Counter()
_skipped: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Count the tests of each kind that ran and that were skipped."""
    outcome = yield
    report = outcome.get_result()
    for kind in KINDS:
        if item.get_closest_marker(kind) is None:
            continue
        if report.skipped and not hasattr(report, "wasxfail"):
            _skipped[kind][item.nodeid] = None
        elif report.when == "call":
            _ran[kind] += 1


def _required() -> list[str]:
    return [kind for kind in os.environ.get("DOSSIER_REQUIRE", "").split(",") if kind in KINDS]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that left out what it must not."""
    whole = session.config.args == session.config.getini("testpaths")
    wanting = [kind for kind in _required() if _skipped[kind] or (whole and not _ran[kind])]
    if wanting and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what did not run."""
    for kind, need in KINDS.items():
        if _skipped[kind]:
            terminalreporter.section(f"NOT RUN: {len(_skipped[kind])} tests", sep="!", red=True, bold=True)
            terminalreporter.line(f"They need {need}:")
            for nodeid in _skipped[kind]:
                terminalreporter.line(f"  {nodeid}")
    for kind in _required():
        terminalreporter.line(f"required: {kind}: {_ran[kind]} ran, {len(_skipped[kind])} left out")
