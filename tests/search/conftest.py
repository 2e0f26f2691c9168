"""A small archive behind every complete engine, and the read side's verbs on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.document import from_record
from index.settings import Settings
from search.engine import Engine
from tests.engines import ENGINES, fill, settings_at

LONG = "Nothing to see in this sentence about gardens. " * 30

RECORDS: list[dict[str, Any]] = [
    {
        "id": "moscow",
        "title": "Moscow Concert Hall Attack",
        "summary": "Terrorists attacked the Crocus City Hall outside Moscow.",
        "authors": ["Mary Glantz, Ph.D.", "Asfandyar Mir, Ph.D."],
        "date": "2024-03-27",
        "type": "Question and Answer",
        "topics": ["Global Policy"],
        "related": ["kabul"],
    },
    {
        "id": "kabul",
        "title": "Kabul and the Islamic State",
        "summary": "The terrorist group attacked again; the attack in Kabul was claimed by Khorasan militants.",
        "authors": ["Asfandyar Mir"],
        "date": "2023-05",
        "type": "Report",
        "topics": ["Violent Extremism"],
    },
    {
        "id": "passage",
        "title": "Where the best passage is far down",
        "body": f"{LONG}The <b>militants</b> of Khorasan claimed the attack & fled.\n\n{LONG}",
        "date": "2022",
        "type": "Report",
    },
    {"id": "garden", "title": "Gardens of the Future", "summary": "Roses and gardens.", "topics": ["Global Policy"]},
    {"id": "zurich", "title": "Zürich Talks on Straße and Gardens", "authors": ["Zoë Müller"], "date": "2021"},
]


@pytest.fixture(params=["oracle", "whoosh"])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Engine:
    """Every engine that can do everything, holding `RECORDS`."""
    engine = ENGINES[request.param](settings)
    fill(engine, map(from_record, RECORDS))
    return engine


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh index."""
    return settings_at(tmp_path)
