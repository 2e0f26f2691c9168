"""Runs Whoosh's tests in a process of their own, which sees nothing of this project's pytest configuration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tests.children import ROOT
from tests.whoosh_suite import outcomes

_DEFAULT = Path(__file__).with_name("columnar_default")
_INI = "[pytest]\nmarkers =\n    thread_unsafe: of a plugin that Whoosh's tests may be run with\n"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The class of the default codec, and the names of the tests by what became of them."""

    codec: str
    passed: Collection[str]
    failed: Collection[str]
    skipped: Collection[str]
    said: str


def run(suite: Path, folder: Path, columnar: bool) -> Outcomes:
    """Run the tests of an unpacked distribution, with the columnar codec or with Whoosh's own; files go to a folder."""
    ini, found = folder / "whoosh.ini", folder / "outcomes.json"
    ini.write_text(_INI, encoding="utf-8")
    (folder / "tmp").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "DOSSIER"))}
    environ = kept | {
        "PYTHONPATH": os.pathsep.join([*([str(_DEFAULT)] if columnar else []), str(ROOT)]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder / "tmp"),
        outcomes.FILE: str(found),
    }
    command = [sys.executable, "-m", "pytest", "-c", str(ini), "--rootdir", str(suite), "-p", "no:cacheprovider"]
    command += ["-p", outcomes.__name__, "-q", "--tb=short", "tests"]
    child = subprocess.run(command, cwd=suite, env=environ, check=False, capture_output=True, text=True)
    said = child.stdout + child.stderr
    assert found.exists(), said[-5_000:]
    told = json.loads(found.read_text(encoding="utf-8"))
    by_outcome = {
        outcome: {name for name, other in told["outcomes"].items() if other == outcome}
        for outcome in ("passed", "failed", "skipped")
    }
    return Outcomes(told["codec"], **by_outcome, said=said)
