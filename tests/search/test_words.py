"""Words of the box as readers type them, looked for in the hand-written corpus; and words that nobody should type."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.words import LONGEST_TERM
from search.engine import Snapshot
from search.parse import parse
from search.query import MATCH_NONE
from tests.corpus import CORPUS
from tests.engines import fill, settings_at
from tests.oracle import OracleEngine
from tests.queries import found, of_group

SETTINGS = settings_at(Path())


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The corpus, in the oracle."""
    engine = OracleEngine(SETTINGS)
    fill(engine, CORPUS)
    return engine.snapshot()


TYPED = [
    ("US", ["u.s.", "us", "us-capitals", "us-pronoun"]),
    ("the US", ["u.s.", "us"]),
    ("U.S.", ["u.s.", "us"]),
    ("the WHO", ["who"]),
    ("AIDS in Africa", ["aids"]),
    ("aid", ["aid"]),
    ("aids", ["aid", "aids"]),
    *[(text, ["idp", "idps"]) for text in ("IDP", "idp", "the IDP", "IDPs", "idps")],
    *[(text, ["ngo", "ngos"]) for text in ("NGO", "ngo", "the NGO")],
    ("NGOs", ["ngo", "ngos", "ngos-small"]),
    ("ngos", ["ngos", "ngos-small"]),
    ("the SAR", ["sar", "sars-plural"]),
    ("sar", ["sar", "sars-plural"]),
    ("SARs", ["sar", "sars-plural"]),
    ("the SARS", ["sars", "sars-plural"]),
    ('"the SAR"', []),
    ('the "SAR"', ["sar"]),
    ('the "SARs"', ["sars", "sars-plural"]),
    ("isis", ["isis", "isis-k"]),
    ("ISIS", ["isis", "isis-k"]),
    ("the ISIS", ["isis", "isis-k"]),
    ("ISIS-K", ["isis-k"]),
    ("isis-k", ["isis-k"]),
    ("UN", ["un"]),
    ("U.N.", ["un"]),
    ("O'Brien", ["obrien"]),
    ("O’Brien's", ["obrien"]),
    ("obrien", ["obrien", "obrien-plain"]),
    ("COVID-19", ["covid", "covid-joined"]),
    ("covid19", ["covid", "covid-joined"]),
    ("F-16", ["f16", "f16-joined"]),
    ("F16", ["f16", "f16-joined"]),
    ("AT&T", ["att"]),
    ("R&D", ["rd"]),
    ("putin", ["putin"]),
    ("twenty-first-century", ["century"]),
    ('"first century"', ["century"]),
    ("1,000", ["number"]),
    ("1000", ["number"]),
]


@pytest.mark.parametrize(("text", "expected"), TYPED, ids=[row[0] for row in TYPED])
def test_the_words_of_the_trade_are_found_as_they_are_typed(snapshot: Snapshot, text: str, expected: list[str]) -> None:
    assert of_group(found(snapshot, parse(text, SETTINGS).node), "trade") == expected


LONG = "a" * (LONGEST_TERM + 20)


@pytest.mark.parametrize("text", ["ـ", "ʼ", "x-ـ", "ﾞ&0", f"{LONG}-b", f"{LONG}-{LONG}-c", f'"{LONG}-b"', f"{LONG}*"])
def test_words_that_fold_to_nothing_or_are_cut_are_words(snapshot: Snapshot, text: str) -> None:
    parsed = parse(text, SETTINGS)
    assert parsed.node != MATCH_NONE
    assert found(snapshot, parsed.node) == []
