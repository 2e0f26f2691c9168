"""The engines under test: one filled with the hand-written corpus for all that only read, one empty for each writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engine import Engine, Snapshot
from tests.corpus import CORPUS
from tests.engines import ENGINES, fill, settings_at


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine that holds the corpus, written in three commits. Read only."""
    made = ENGINES[request.param](settings_at(tmp_path_factory.mktemp(request.param)))
    for start in range(3):
        fill(made, CORPUS[start::3])
    return made


@pytest.fixture
def snapshot(engine: Engine) -> Snapshot:
    """The newest state of the corpus."""
    return engine.snapshot()


@pytest.fixture(params=ENGINES)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine of an archive to which nothing was ever written."""
    return ENGINES[request.param](settings_at(tmp_path))
