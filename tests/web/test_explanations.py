"""Why a record was found, in a reader's words: the parts of the score, in percent of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

from search.result import Explanation
from web.explanations import why_view


def leaf(value: float, what: str = "x") -> Explanation:
    return Explanation(value, what)


def word(value: float, name: str, field: str) -> Explanation:
    """A word as `search.scoring` explains it."""
    place = Explanation(1.0, f"in {field}", "product", (leaf(1.0, f"times in {field}"),))
    frequency = Explanation(1.0, "weighted frequency", "sum", (place,))
    rarity = leaf(value, "rarity (idf): in 3 of 1,000 records")
    return Explanation(value, f'"{name}"', "product", (rarity, frequency))


def total(*parts: Explanation) -> Explanation:
    return Explanation(sum(part.value for part in parts), "score", "sum", parts)


def test_words_are_told_apart_and_the_weightiest_comes_first() -> None:
    words = Explanation(
        4.0, "sum over the words found", "sum", (word(1.0, "river", "body"), word(3.0, "flood", "title"))
    )
    alike = Explanation(4.0, "like the best records found", "product", (leaf(2.0), leaf(2.0)))
    close = Explanation(0.0, "words that stand close together", "product", (leaf(0.0),))
    view = why_view(total(words, alike, close))
    assert [(row.text, row.share) for row in view.rows] == [
        ("It is like the best results", 50), ('"flood"', 38), ('"river"', 12),
    ]  # fmt: skip
    assert view.rows[1].detail == "found in title; it stands in 3 of 1,000 records"
    assert view.score == "8.0000"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda score: Explanation(score.value * 0.7, "score", "product", (score, leaf(0.7, "age"))),
        lambda score: Explanation(score.value, "score; comes first whatever it is", "sum", (score,)),
    ],
    ids=["age", "pinned"],
)
def test_a_factor_on_the_whole_changes_no_share(wrap: object) -> None:
    score = total(word(1.0, "river", "body"), word(3.0, "flood", "title"))
    assert callable(wrap)
    assert why_view(wrap(score)).rows == why_view(score).rows


def test_other_words_are_counted_in() -> None:
    score = total(word(3.0, "river", "body"), leaf(1.0, "7 other words"))
    assert [(row.text, row.share) for row in why_view(score).rows] == [('"river"', 75), ("7 other words", 25)]


@pytest.mark.parametrize("query", ["river", "river+water", "river+district&recency=strong", '"river+rose"', "riv*"])
def test_real_scores_are_explained_whole(client: FlaskClient, query: str) -> None:
    page = html.fromstring(client.get(f"/search?q={query}&explain=1", follow_redirects=True).get_data(as_text=True))
    hits = page.xpath("//details[@class='explain']")
    assert len(hits) == 10
    for hit in hits:
        shares = [int(text.rstrip("%")) for text in hit.xpath(".//span[@class='share']/text()")]
        assert 94 <= sum(shares) <= 106
        assert hit.xpath(".//rect[2]/@width") == [str(share) for share in shares]
        assert "found in" in hit.text_content()
