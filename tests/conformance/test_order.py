"""Order and pages.

1. Relevance: the highest score first; equal scores newest first, undated last, then by id (code point).
2. Newest and oldest go by the first day of a date; undated last in both; then by id.
3. Title goes by the folded title without leading punctuation; then by id.
4. A page is a part of the whole: page 1 and page 2 are the top 2n; beyond the end there is nothing, the total stays.
5. A limit of 0 gives the total alone.
6. The same search gives the same answer.
7. Each sort scores where a score is wanted.
"""

from __future__ import annotations

import pytest

from search.engine import Snapshot
from search.plan import Plan
from search.query import MATCH_ALL, Bool
from search.request import SORTS
from tests.queries import either, found, words

LEDGER = words("ledger")

ORDERS = {
    "newest": ["sort-a", "sort-b", "sort-d", "sort-c", "sort-é", "sort-Z", "sort-e"],
    "oldest": ["sort-é", "sort-c", "sort-a", "sort-b", "sort-d", "sort-Z", "sort-e"],
    "title": ["sort-é", "sort-c", "sort-a", "sort-b", "sort-Z", "sort-e", "sort-d"],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_sorts(snapshot: Snapshot, sort: str) -> None:
    """Properties 2 and 3."""
    assert found(snapshot, LEDGER, sort=sort) == ORDERS[sort]
    assert found(snapshot, LEDGER, sort=sort, scored=False) == ORDERS[sort]


def test_equal_scores_are_newest_first(snapshot: Snapshot) -> None:
    """Property 1: a query that scores nothing."""
    unscored = Bool(must=(MATCH_ALL,), must_not=(Bool(must_not=(LEDGER,)),))
    assert found(snapshot, unscored) == ORDERS["newest"]
    assert {match.score for match in snapshot.search(Plan(unscored, facets=())).matches} == {0.0}


def test_scores_fall_along_the_list(snapshot: Snapshot) -> None:
    """Property 1."""
    query = either(LEDGER, words("emigre"), words("zebra"), words("herring", ("title",)))
    matches = snapshot.search(Plan(query, facets=(), limit=100)).matches
    scores = [match.score for match in matches if match.score is not None]
    assert len(scores) == len(matches) == 15
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 3


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_make_the_whole(snapshot: Snapshot, sort: str, size: int) -> None:
    """Properties 4 and 6."""
    query = either(LEDGER, words("attack"), words("nuclear"))
    whole = found(snapshot, query, sort=sort)
    assert len(whole) == 14
    pages = [found(snapshot, query, sort=sort, offset=offset, limit=size) for offset in range(0, 14, size)]
    assert [one for page in pages for one in page] == whole
    assert found(snapshot, query, sort=sort, limit=2 * size) == whole[: 2 * size]


def test_beyond_the_end_there_is_nothing(snapshot: Snapshot) -> None:
    """Property 4."""
    answer = snapshot.search(Plan(LEDGER, facets=(), offset=9_000, limit=1_000))
    assert (answer.total, answer.matches) == (7, ())


def test_a_limit_of_nothing_counts(snapshot: Snapshot) -> None:
    """Property 5."""
    for plan in (Plan(LEDGER, facets=(), limit=0), Plan(LEDGER, explain=True).counting()):
        answer = snapshot.search(plan)
        assert (answer.total, answer.matches, answer.facets) == (7, (), ())


@pytest.mark.parametrize("sort", SORTS)
def test_scores_come_with_every_sort(snapshot: Snapshot, sort: str) -> None:
    """Property 7."""
    scored = snapshot.search(Plan(LEDGER, facets=(), sort=sort)).matches
    assert all(match.score is not None and match.score > 0 for match in scored)
    if sort != "relevance":
        unscored = snapshot.search(Plan(LEDGER, facets=(), sort=sort, scored=False)).matches
        assert all(match.score is None for match in unscored)
        assert [match.document for match in unscored] == [match.document for match in scored]
