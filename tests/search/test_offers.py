"""Who finds nothing is told what would be found: every way has hits, its count is exact, and there are few of them."""

from __future__ import annotations

from typing import Any

import pytest

from index.settings import Settings
from search import Engine, Offer, SearchRequest, from_query, search
from search.inquiry import inquire
from search.offers import MOST_FILTERS, MOST_WORDS, ways, without_words


def offered(engine: Engine, settings: Settings, q: str, **parameters: Any) -> list[tuple[str, str, int]]:
    """What the offers of a search say, each held against the search that it leads to."""
    request, _ = from_query([("q", q), *parameters.items()], settings)
    offers: tuple[Offer, ...] = search(engine, request, settings).offers
    for offer in offers:
        assert search(engine, offer.request, settings).total == offer.total > 0
        assert from_query(offer.request.to_query(), settings)[0] == offer.request
    return [(offer.kind, offer.text, offer.total) for offer in offers]


def test_hits_need_no_offers(engine: Engine, settings: Settings) -> None:
    assert offered(engine, settings, "moscow") == []


def test_each_filter_that_hides_hits_is_left_off(engine: Engine, settings: Settings) -> None:
    dated = {"from": "1999", "to": "2000"}
    assert offered(engine, settings, "gardens", **dated) == [("filter", "the dates", 3)]
    assert offered(engine, settings, "moscow", type="Report", author="Mary Glantz") == [
        ("filter", "Report", 1),
        ("filters", "all filters", 1),
    ]


def test_each_word_that_hides_hits_is_left_off(engine: Engine, settings: Settings) -> None:
    assert offered(engine, settings, "moscow AND roses") == [("word", "moscow", 1), ("word", "roses", 1)]
    assert offered(engine, settings, "kabul AND (roses OR zzzz)")[0] == ("word", "kabul", 1)
    assert offered(engine, settings, 'moscow "no such words"') == [("word", '"no such words"', 1)]


def test_the_other_spelling_is_offered_where_it_is_not_applied(engine: Engine, settings: Settings) -> None:
    assert offered(engine, settings, "khorsan", correct="0") == [("spelling", "khorasan", 2)]


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("river", []),
        ("river dam", [("river", "dam"), ("dam", "river")]),
        ("river AND dam", [("river", "dam"), ("dam", "river")]),
        ("river -dam", [("river", "-dam"), ("-dam", "river")]),
        ("river AND NOT dam", [("river", "NOT dam"), ("dam", "river")]),
        (
            "(river OR dam) AND lake",
            [("river", "( dam) AND lake"), ("dam", "(river ) AND lake"), ("lake", "(river OR dam)")],
        ),
        ("river AND (dam)", [("river", "(dam)"), ("dam", "river AND")]),
    ],
)
def test_a_word_goes_with_its_operator(text: str, shorter: list[tuple[str, str]]) -> None:
    assert list(without_words(text)) == shorter


def test_few_searches_are_tried_whatever_was_asked_for(engine: Engine, settings: Settings) -> None:
    request = SearchRequest(q=" ".join(f"word{number}" for number in range(300)))
    for number in range(50):
        request = request.with_value("topic", f"Topic {number}")
    tried = list(ways(inquire(engine.snapshot(), settings), request))
    assert len(tried) <= 2 + MOST_FILTERS + MOST_WORDS
