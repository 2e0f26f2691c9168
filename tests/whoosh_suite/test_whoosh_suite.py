"""Whoosh's own tests pass with the columnar codec as they do with Whoosh's own, except those of `exceptions.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whoosh_suite.exceptions import MAY_BE_SKIPPED, NOT_WITH_ANY_CODEC, NOT_WITH_THIS_CODEC
from tests.whoosh_suite.outcomes import SEED
from tests.whoosh_suite.run import Outcomes, run
from tests.whoosh_suite.sdist import fetch, unpack

pytestmark = pytest.mark.registry

FEWEST = 875 - len(NOT_WITH_THIS_CODEC)
"""Tests of this release that passed when the tables were made; there are more where more libraries are installed."""


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Whoosh's source distribution, unpacked."""
    archive = fetch()
    if archive is None:
        pytest.skip("the source distribution of Whoosh could not be downloaded")
    print(f"seed {SEED}")
    return unpack(archive, tmp_path_factory.mktemp("whoosh"))


@pytest.fixture(scope="module")
def ours(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What becomes of the tests with the columnar codec."""
    return run(suite, tmp_path_factory.mktemp("ours"), columnar=True)


def not_allowed_to_skip(outcomes: Outcomes) -> set[str]:
    return {name for name in outcomes.skipped if name.partition("::")[0] not in MAY_BE_SKIPPED}


def test_they_pass_with_this_codec(ours: Outcomes) -> None:
    assert ours.codec == "ColumnarCodec"
    excepted = NOT_WITH_ANY_CODEC.keys() | NOT_WITH_THIS_CODEC.keys()
    assert set(ours.failed) - excepted == set(), ours.said[-20_000:]
    assert excepted - set(ours.failed) == set(), "these pass: take them out of the table"
    assert not_allowed_to_skip(ours) == set()
    assert len(ours.passed) >= FEWEST


@pytest.mark.slow
def test_the_tables_are_what_whooshs_own_codec_gives(ours: Outcomes, suite: Path, tmp_path: Path) -> None:
    stock = run(suite, tmp_path, columnar=False)
    assert stock.codec == "W3Codec"
    assert set(stock.failed) == NOT_WITH_ANY_CODEC.keys()
    assert set(stock.passed) - set(ours.passed) == NOT_WITH_THIS_CODEC.keys()
    assert set(ours.passed) <= set(stock.passed)
    assert set(stock.skipped) == set(ours.skipped)
