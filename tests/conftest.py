"""What all tests share: the way to the shared data set, which lies beside the checkout and not in it."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from tests.randoms import SEED

# The same examples on every machine; no example fails for being slow.
hypothesis.settings.register_profile("dossier", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("dossier")

SHARED = Path(os.environ.get("DOSSIER_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def pytest_report_header() -> str:
    """The seed of the random archives and requests, to replay a run."""
    return f"seed: DOSSIER_TEST_SEED={SEED}"


def shared(path: str) -> Path:
    """A file or folder of the shared data set, named from its root; the test is skipped where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"no shared data: {found} is not there (set DOSSIER_SHARED to the folder that holds data/)")
    return found
