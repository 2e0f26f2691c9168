"""Ranking the best records anew: what it may change, and what not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, from_record
from search.engine import Engine, Snapshot
from search.latent import RecordVectors
from search.open_engine import open_engine
from search.plan import Plan
from search.rerank import Part, Reranked
from search.result import Explanation, Match
from tests.engines import fill, settings_at
from tests.index.latent.test_model import RECORDS, about
from tests.queries import any_of, either, exact, words

SEA = either(words("herring"), words("quota"), words("harbour"))
CONTENT = "similar in content (latent semantic)"
FEEDBACK = "like the best records found"
TITLE = "words of the query in the title"
CLOSE = "words that stand close together in the title or a name"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """120 records about three subjects, in two segments, so that there is a model."""
    opened = open_engine(settings_at(tmp_path_factory.mktemp("archive")))
    fill(opened, RECORDS)
    fill(opened, [about("sea", 40)])
    return opened


@pytest.fixture
def snapshot(engine: Engine) -> Snapshot:
    """Its newest generation."""
    return engine.snapshot()


def found(snapshot: Snapshot, plan: Plan) -> tuple[Match, ...]:
    """All hits, explained."""
    return snapshot.search(replace(plan, facets=(), limit=1_000, explain=True)).matches


def parts(match: Match) -> dict[str, Explanation]:
    """The additions to a score by name."""
    assert match.explanation is not None
    return {part.what: part for part in match.explanation.parts}


def ids(matches: tuple[Match, ...]) -> list[str]:
    """The ids of matches in order."""
    return [match.document.id for match in matches]


def test_every_part_is_named_and_none_is_negative(snapshot: Snapshot) -> None:
    for match in found(snapshot, Plan(SEA)):
        of_match = parts(match)
        assert {CONTENT, FEEDBACK, TITLE, CLOSE} <= set(of_match)
        assert all(part.value >= 0 for part in of_match.values())
        assert match.score == pytest.approx(sum(part.value for part in of_match.values()), abs=1e-6)


def test_hits_and_total_are_those_of_the_words(snapshot: Snapshot) -> None:
    plain = snapshot.search(Plan(SEA, facets=(), limit=1_000, proximity=False))
    ranked = snapshot.search(Plan(SEA, facets=(), limit=1_000))
    assert ranked.total == plain.total > 30
    assert sorted(ids(ranked.matches)) == sorted(ids(plain.matches))
    assert ids(ranked.matches) != ids(plain.matches)


def test_pages_beyond_the_best_join_on(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ids(found(snapshot, Plan(SEA, proximity=False)))
    for size in (1, 5, 20):
        monkeypatch.setattr("search.ranking.RERANKED", size)
        ranked = found(snapshot, Plan(SEA))
        assert sorted(ids(ranked)[:size]) == sorted(plain[:size])
        assert ids(ranked)[size:] == plain[size:]
        scores = [match.score or 0.0 for match in ranked]
        assert scores == sorted(scores, reverse=True)
        pages = [
            match.document.id
            for offset in range(0, len(plain), 7)
            for match in snapshot.search(Plan(SEA, facets=(), offset=offset, limit=7)).matches
        ]
        assert pages == ids(ranked)


def test_hits_are_ranked_anew_under_the_filters(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that passes the filters is among the best of these, however many there are of the others."""
    monkeypatch.setattr("search.ranking.RERANKED", 30)
    query = either(words("herring"), words("missile"), words("wheat"))
    assert found(snapshot, Plan(query, dates=(1, 10**6))) == ()
    filtered = found(snapshot, Plan(query, kind="publication"))
    assert filtered
    assert all(TITLE in parts(match) for match in filtered[:30])
    everything = [match.document.id for match in found(snapshot, Plan(query))]
    plain = {match.document.id: match.score for match in found(snapshot, Plan(query, proximity=False))}
    kept = found(snapshot, Plan(query, kind="publication", proximity=False))
    assert {match.document.id: match.score for match in kept}.items() <= plain.items()
    assert {match.document.id for match in filtered} <= set(everything)


def test_a_word_is_close_by_its_other_names_too(tmp_path: Path) -> None:
    engine = open_engine(settings_at(tmp_path))
    titles = {"beside": "Herring limits", "apart": "Herring, where nobody who was asked could name such limits"}
    fill(engine, [*RECORDS, *(from_record({"id": key, "title": title}) for key, title in titles.items())])
    for query in (
        either(words("herring"), any_of("ceiling", exact("ceiling"), exact("limits"))),
        words("herring limits"),
    ):
        close = {match.document.id: parts(match)[CLOSE].value for match in found(engine.snapshot(), Plan(query))}
        assert close["beside"] > close["apart"] == 0


def test_a_title_that_is_the_query_rises(tmp_path: Path) -> None:
    engine = open_engine(settings_at(tmp_path))
    long = from_record({"id": "long", "title": "Notes", "body": "quota herring. " * 30})
    named = from_record({"id": "named", "title": "Herring quota", "body": "A short text."})
    fill(engine, [*RECORDS, long, named])
    matches = found(engine.snapshot(), Plan(either(words("herring"), words("quota"))))
    plain = ids(found(engine.snapshot(), Plan(either(words("herring"), words("quota")), proximity=False)))
    assert ids(matches).index("named") < plain.index("named")
    by_id = {match.document.id: parts(match)[TITLE] for match in matches}
    assert by_id["named"].parts[2].value == 1
    assert by_id["named"].value == max(part.value for part in by_id.values())
    assert by_id["long"].value == 0


def test_a_word_of_another_field_is_no_word_of_a_title(snapshot: Snapshot) -> None:
    in_body = replace(exact("herring"), fields=("body",))
    assert all(parts(match)[TITLE].value == 0 for match in found(snapshot, Plan(in_body)))


@pytest.mark.parametrize("field", ["title", "authors"])
def test_closer_words_come_first_where_all_else_is_equal(tmp_path: Path, field: str) -> None:
    engine = open_engine(settings_at(tmp_path))
    near, far = "old then amber lantern here was seen", "amber then old here was seen lantern"
    fill(engine, [from_record({"id": "a-far", "title": "Untold", field: far})])
    fill(engine, [from_record({"id": "z-near", "title": "Untold", field: near})])
    assert ids(found(engine.snapshot(), Plan(either(words("amber"), words("lantern"))))) == ["z-near", "a-far"]


def test_small_archives_are_ranked_without_a_model(tmp_path: Path) -> None:
    engine = open_engine(settings_at(tmp_path))
    fill(engine, RECORDS[:20])
    matches = found(engine.snapshot(), Plan(SEA))
    assert matches
    assert not any(CONTENT in parts(match) for match in matches)


def test_records_without_vectors_have_no_latent_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(settings_at(tmp_path))
    fill(engine, RECORDS)
    monkeypatch.setattr("index.published.Published._fold_in", lambda *_: None)
    monkeypatch.setattr("index.published.Published.merge_small", lambda _: None)
    fill(engine, [about("sea", 41)])
    matches = found(engine.snapshot(), Plan(SEA))
    assert [parts(match)[CONTENT].value for match in matches if match.document.id == "sea-41"] == [0]
    assert sum(parts(match)[CONTENT].value > 0 for match in matches) > 20


def test_damaged_numbers_spoil_no_order() -> None:
    rows = np.array([[1.0, 0.0], [np.nan, 0.0], [np.inf, 1.0], [-1.0, 0.0], [1.5, 1.5]], dtype=np.float32)
    vectors = RecordVectors(rows, np.array([1, 1, 1, 1, 3], dtype=np.float32))
    other = np.array([1.0, 0.0], dtype=np.float32)
    assert vectors.cosines(other).tolist() == [1, 0, 0, 0, 0.5]
    assert vectors.cosines(other * np.nan).tolist() == [0] * 5


def commits(documents: list[Document], rng: Random) -> Iterator[list[Document]]:
    """The documents in another order, in four commits, the first of which is large enough for a model."""
    shuffled = rng.sample(documents, len(documents))
    cuts = [0, 80, 95, 110, len(documents)]
    yield from (shuffled[first:end] for first, end in pairwise(cuts))


def test_how_records_came_changes_no_hit_set_and_scores_little(engine: Engine, tmp_path: Path) -> None:
    other = open_engine(settings_at(tmp_path))
    for commit in commits([*RECORDS, about("sea", 40)], Random(5)):
        fill(other, commit)
    one, two = (
        {match.document.id: match.score or 0.0 for match in found(each.snapshot(), Plan(SEA))}
        for each in (engine, other)
    )
    assert one.keys() == two.keys()
    assert np.corrcoef([one[key] for key in one], [two[key] for key in one])[0, 1] > 0.95


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(0, 2**32 - 1))
def test_no_record_falls_below_its_words(given_scores: list[float], seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = np.sort(np.array(given_scores))[::-1]
    ranked = Reranked(np.arange(scores.size), float(scores[0]), scores)
    for weight in (0.5, 0.35):
        ranked = ranked.having(Part(str(weight), weight, "share", draw.random(scores.size)))
    assert (ranked.scores >= scores).all()
    for doc, score in enumerate(ranked.scores.tolist()):
        told = ranked.explain(doc, Explanation(float(scores[doc]), "words")).value
        assert told == pytest.approx(score, rel=1e-9, abs=1e-9)
