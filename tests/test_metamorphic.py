"""Relations that must hold whatever the archive and the request, on the embedded engine.

1. Any split of the same documents into commits gives the same answers.
2. Adding documents that do not match changes no hit set.
3. A value's count is the total when it is the only choice in its facet.
4. Page 1 and page 2 are the top 2n.
5. Deleting documents and putting them again is the identity.
6. A request written as parameters and read again is the same request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.errors import Error
from index.schema import FACETS
from index.settings import Settings
from search.engine import Engine, Snapshot
from search.open_engine import open_engine
from search.parse import parse
from search.plan import Plan, plan
from search.query import Bool
from search.request import RECENCIES, SORTS, SearchRequest, from_query
from search.result import Answer
from tests.engines import fill, settings_at
from tests.queries import LANGUAGES, words
from tests.randoms import (
    DATES,
    SEED,
    WORDS,
    outcome,
    some_box,
    some_document,
    some_filters,
    some_history,
    some_plan,
    some_request,
    some_tree,
)

ARCHIVES = 4


@pytest.fixture(params=range(ARCHIVES))
def rng(request: pytest.FixtureRequest) -> Random:
    """The source of everything random in one test."""
    return Random(f"{SEED}/metamorphic/{request.param}")


@pytest.fixture
def documents(rng: Random) -> list[Document]:
    """The records of one archive."""
    return list(outcome(some_history(rng, commits=2, puts=35)).values())


def opened(folder: Path, *commits: Sequence[Document]) -> Engine:
    """An embedded engine with some commits behind it."""
    engine = open_engine(settings_at(folder))
    for commit in commits:
        fill(engine, commit)
    return engine


def plans(rng: Random, most: int) -> list[Plan]:
    """Random plans, of trees and of texts."""
    trees = [some_plan(rng, some_tree(rng)) for _ in range(most)]
    texts = [some_box(rng) for _ in range(most)]
    return trees + [plan(some_request(rng, text), parse(text, Settings(), languages=LANGUAGES).node) for text in texts]


def shape(answer: Answer) -> object:
    """All that two equal states agree on; scores to nine digits, because sums may be taken in another order."""
    matches = [(match.document, match.score is None or round(match.score, 9)) for match in answer.matches]
    return answer.total, matches, answer.facets


def ids(snapshot: Snapshot, wanted: Plan) -> list[str]:
    """The ids of the hits in order."""
    return [match.document.id for match in snapshot.search(wanted).matches]


def test_any_split_into_commits_gives_the_same(documents: list[Document], rng: Random, tmp_path: Path) -> None:
    """Property 1."""
    shuffled = rng.sample(documents, len(documents))
    cuts = sorted(rng.sample(range(1, len(documents)), 3))
    whole = opened(tmp_path / "whole", documents).snapshot()
    split = opened(
        tmp_path / "split", *(shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(documents)], strict=True))
    ).snapshot()
    assert split.generation.documents == whole.generation.documents == len(documents)
    for wanted in plans(rng, 20):
        assert shape(split.search(wanted)) == shape(whole.search(wanted)), f"seed {SEED}, {wanted}"


def test_other_documents_change_no_hit_set(documents: list[Document], rng: Random, tmp_path: Path) -> None:
    """Property 2: they have no word of the query, which excludes nothing and expands nothing."""
    engine = opened(tmp_path, documents)
    before = engine.snapshot()
    fill(engine, [Document(f"other-{number}", title="Xylophone zither", date="2020") for number in range(20)])
    after = engine.snapshot()
    asked = [Bool(should=tuple(words(rng.choice(WORDS)) for _ in range(3))) for _ in range(20)]
    assert any(ids(before, Plan(query)) for query in asked)
    for query in asked:
        wanted = replace(some_plan(rng, query), facet_size=100)
        assert sorted(ids(after, wanted)) == sorted(ids(before, wanted)), f"seed {SEED}, {wanted}"
        assert after.search(wanted).facets == before.search(wanted).facets


def test_a_count_is_the_total_of_that_choice_alone(documents: list[Document], rng: Random, tmp_path: Path) -> None:
    """Property 3."""
    snapshot = opened(tmp_path, documents).snapshot()
    tried = 0
    for wanted in plans(rng, 8):
        for facet in snapshot.search(replace(wanted, facet_size=100)).facets:
            others = tuple((name, values) for name, values in wanted.filters if name != facet.name)
            for value in facet.values:
                alone = replace(wanted, filters=(*others, (facet.name, (value.value,)))).counting()
                assert snapshot.search(alone).total == value.count, f"seed {SEED}, {alone}"
                tried += value.count > 0
    assert tried > 20


def test_pages_join(documents: list[Document], rng: Random, tmp_path: Path) -> None:
    """Property 4."""
    snapshot = opened(tmp_path, documents).snapshot()
    for wanted in plans(rng, 15):
        size = rng.choice([1, 2, 3, 5])
        first, second = (ids(snapshot, replace(wanted, offset=offset, limit=size)) for offset in (0, size))
        assert first + second == ids(snapshot, replace(wanted, limit=2 * size)), f"seed {SEED}, {wanted}"


def test_deleting_and_putting_again_is_the_identity(documents: list[Document], rng: Random, tmp_path: Path) -> None:
    """Property 5: at first replaced by others, so that nothing of the old can stay unnoticed."""
    engine = opened(tmp_path, documents)
    before = engine.snapshot()
    gone = rng.sample(documents, len(documents) // 2)
    fill(engine, [some_document(rng, document.id) for document in gone[::2]])
    fill(engine, [], deleted=[document.id for document in gone])
    assert engine.snapshot().generation.documents == len(documents) - len(gone)
    fill(engine, gone)
    after = engine.snapshot()
    for wanted in plans(rng, 20):
        assert shape(after.search(wanted)) == shape(before.search(wanted)), f"seed {SEED}, {wanted}"


def test_random_requests_are_read_as_they_were_written() -> None:
    """Property 6."""
    rng = Random(f"{SEED}/requests")
    for _ in range(300):
        request = replace(some_request(rng, some_box(rng)), filters=all_filters(rng), page=rng.randint(1, 100))
        try:
            assert from_query(request.to_query(), Settings()) == (request, ())
        except Error as error:
            assert error.code == "invalid_parameter", request  # noqa: PT017
            assert "lies after to" in error.message, request  # noqa: PT017


def all_filters(rng: Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Filters as a request holds them: every facet, most without a value."""
    chosen = dict(some_filters(rng))
    return tuple((name, chosen.get(name, ())) for name in FACETS)


pairs = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["author", "type", "topic", "language"]), st.text(max_size=8)),
        st.tuples(st.just("year"), st.sampled_from(["2020", "1999", ""])),
        st.tuples(st.just("unknown"), st.text(max_size=3)),
    ),
    max_size=5,
)
scalars = st.fixed_dictionaries(
    {},
    optional={
        "q": st.text(max_size=20),
        "kind": st.sampled_from(["article", "publication", ""]),
        "from": st.sampled_from([*DATES[:3], ""]),
        "to": st.sampled_from([*DATES[3:8], ""]),
        "sort": st.sampled_from(SORTS),
        "page": st.integers(1, 100).map(str),
        "size": st.integers(0, 100).map(str),
        "facet_size": st.integers(0, 100).map(str),
        "correct": st.sampled_from(["0", "1"]),
        "synonyms": st.sampled_from(["0", "1"]),
        "recency": st.sampled_from(RECENCIES),
        "explain": st.sampled_from(["0", "1"]),
    },
)


@given(pairs, scalars)
def test_a_request_is_read_as_it_was_written(given_pairs: list[tuple[str, str]], given_scalars: dict[str, str]) -> None:
    """Property 6: also its parameters are in one order, without defaults and without what was not understood."""
    request, _ = from_query([*given_pairs, *given_scalars.items()], Settings())
    written = request.to_query()
    assert from_query(written, Settings()) == (request, ())
    assert from_query(sorted(written, key=lambda pair: pair[0]), Settings()) == (request, ())


def test_defaults_are_not_written() -> None:
    """Property 6."""
    assert SearchRequest().to_query() == []
