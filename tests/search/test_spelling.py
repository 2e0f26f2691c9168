"""Did you mean: unknown words beside their neighbours, spaces left out or put in, and what must stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import from_record
from search import parse
from search.engine import Engine
from search.spelling import correct
from tests.engines import ENGINES, fill, settings_at

TEXTS = (
    *["The war in Ukraine began"] * 6,
    *["An urbane man of letters"] * 12,
    *["At the end of an online lecture"] * 4,
    *["Forest policy and the price of timber"] * 3,
    *["Neural networks learn"] * 110,
    *["Quiet rivers flow"] * 250,
    "A nueral idea",
    "Neurel, Ann writes of letters",
)


@pytest.fixture(scope="module", params=["oracle", "whoosh"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = ENGINES[request.param](settings_at(tmp_path_factory.mktemp("spelling")))
    records = [{"id": f"r{number}", "title": f"{text} {number}", "body": text} for number, text in enumerate(TEXTS)]
    fill(engine, [from_record(record | {"authors": ["Ann Neurel"]}) for record in records])
    return engine


def other(engine: Engine, text: str) -> str | None:
    settings = settings_at(Path("unused"))
    return correct(text, parse(text, settings).node, engine.snapshot())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("war in ukrane", "war in ukraine"),
        ("ukrian", "ukraine"),
        ("theend", "the end"),
        ("on line lecture", "online lecture"),
        ("yorest policy", "forest policy"),
        ("nueral networks", "neural networks"),
    ],
)
def test_what_was_meant(archive: Engine, typed: str, meant: str) -> None:
    assert other(archive, typed) == meant


@pytest.mark.parametrize(
    "right",
    [
        "ukraine",
        "urbane war",
        "nueral",
        "neurel networks",
        '"on line" lecture',
        "xqzzyvv",
        "war AND ukraine",
        "",
        "the",
    ],
)
def test_what_stays(archive: Engine, right: str) -> None:
    assert other(archive, right) is None


def test_fewer_words_of_a_long_text_are_corrected(archive: Engine) -> None:
    for words, corrected in ((10, 8), (20, 3)):
        expected = ["ukraine"] * corrected + ["ukrian"] * (words - corrected)
        assert other(archive, " ".join(["ukrian"] * words)) == " ".join(expected)
