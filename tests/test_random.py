"""1,500 random requests over random archives: the embedded engine answers as the oracle does.

Compared are hit sets, totals, every facet with its counts, the order of all sorts but relevance (two scores never agree
on decimals), expansions, pages of facets and links. The seed stands in the header of the run.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from index.acronyms import name_letters
from index.schema import DEFAULT_FIELDS, FACETS
from search.engine import Engine, Snapshot
from search.open_engine import open_engine
from search.parse import parse
from search.plan import Plan, plan
from search.query import Bool, Expansion, Node
from tests.engines import fill, settings_at
from tests.oracle import OracleEngine
from tests.randoms import (
    IDS,
    PIECES,
    SEED,
    WORDS,
    some_box,
    some_history,
    some_plan,
    some_request,
    some_tree,
)

CORPORA = 25
TREES = TEXTS = 30  # of each corpus: 25 x (30 + 30) = 1,500 requests
EXPANSION_TERMS = 3  # so few that most expansions are cut


@pytest.fixture(params=range(CORPORA))
def rng(request: pytest.FixtureRequest) -> Random:
    """The source of everything random in one corpus and its requests."""
    return Random(f"{SEED}/{request.param}")


@pytest.fixture
def engines(rng: Random, tmp_path: Path) -> tuple[Engine, Engine]:
    """The oracle and the embedded engine with the same history behind them."""
    settings = replace(settings_at(tmp_path), expansion_terms=EXPANSION_TERMS)
    oracle, embedded = OracleEngine(settings), open_engine(settings)
    for change in some_history(rng, commits=rng.randint(1, 4), puts=25):
        for engine in (oracle, embedded):
            fill(engine, change.puts, change.deletes)
    return oracle, embedded


def test_the_embedded_engine_answers_as_the_oracle(engines: tuple[Engine, Engine], rng: Random) -> None:
    oracle, embedded = (engine.snapshot() for engine in engines)
    assert embedded.languages == oracle.languages
    assert embedded.generation.documents == oracle.generation.documents > 0
    settings = settings_at(Path())
    totals = [compare(oracle, embedded, some_plan(rng, some_tree(rng))) for _ in range(TREES)]
    for _ in range(TEXTS):
        text = some_box(rng)
        wanted = plan(some_request(rng, text), parse(text, settings, languages=oracle.languages).node)
        totals.append(compare(oracle, embedded, wanted, text))
    assert len(totals) == TREES + TEXTS
    assert sum(total > 0 for total in totals) >= 10
    compare_look_ups(oracle, embedded, rng)


def compare(oracle: Snapshot, embedded: Snapshot, wanted: Plan, text: str = "") -> int:
    """Hold one answer against the other; the total."""
    about = f"seed {SEED}, text {text!r}, {wanted}"
    expected, actual = oracle.search(wanted), embedded.search(wanted)
    expected_ids = [match.document.id for match in expected.matches]
    actual_ids = [match.document.id for match in actual.matches]
    assert sorted(actual_ids) == sorted(expected_ids), about
    assert actual.total == expected.total == len(expected_ids), about
    assert actual.facets == expected.facets, about
    if wanted.sort != "relevance":
        assert actual_ids == expected_ids, about
    if wanted.sort == "relevance" and wanted.scored:
        first = [found for found in wanted.pinned if found in expected_ids]
        assert actual_ids[: len(first)] == expected_ids[: len(first)] == first, about
    assert [match.pinned for match in actual.matches] == [match.pinned for match in expected.matches], about
    assert [match.score is None for match in actual.matches] == [not wanted.scored] * actual.total, about
    for node in expansions(wanted.query):
        assert embedded.expand(node) == oracle.expand(node), about
    return expected.total


def expansions(node: Node) -> list[Expansion]:
    """The expansions of a tree."""
    if isinstance(node, Bool):
        return [found for child in (*node.must, *node.should, *node.must_not) for found in expansions(child)]
    return [node] if isinstance(node, Expansion) else []


def compare_look_ups(oracle: Snapshot, embedded: Snapshot, rng: Random) -> None:
    """Everything else that a snapshot answers."""
    assert embedded.acronyms().all == oracle.acronyms().all
    for acronym in oracle.acronyms().used:
        for name in (acronym.short, acronym.long):
            assert acronym in embedded.acronyms().named(name_letters(name))
    for doc_id in IDS:
        assert embedded.find([doc_id]) == oracle.find([doc_id])
        assert embedded.linkers([doc_id]) == oracle.linkers([doc_id])
    for word in WORDS:
        term = word.lower()
        assert embedded.document_frequency(term, DEFAULT_FIELDS) == oracle.document_frequency(term, DEFAULT_FIELDS)
    for name in FACETS:
        wanted = some_plan(rng, some_tree(rng, 1))
        page = (
            name,
            rng.choice(["", "", *PIECES, "mi asf", "2", "ang", "no"]),
            rng.choice([0, 0, 1, 5]),
            rng.choice([0, 1, 3, 100]),
        )
        assert embedded.facet(wanted, *page) == oracle.facet(wanted, *page), f"seed {SEED}, {page}, {wanted}"
