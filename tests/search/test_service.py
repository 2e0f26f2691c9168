"""The verbs of the read side, the same on every engine: searching with snippets and spellings, suggesting, relating."""

from __future__ import annotations

import re
from html import unescape

import pytest

from index.errors import Error
from index.settings import Settings
from search import (
    Engine,
    SearchResult,
    document_dict,
    every_record,
    facet_values,
    from_query,
    get_document,
    marker,
    related,
    related_to_draft,
    search,
    suggest,
)
from tests.search.conftest import LONG


def ask(engine: Engine, settings: Settings, q: str, **parameters: str) -> SearchResult:
    """The answer to a text of the box."""
    request, notes = from_query([("q", q), *parameters.items()], settings)
    return search(engine, request, settings, notes)


def ids(result: SearchResult) -> list[str]:
    return [hit.document.id for hit in result.hits]


def test_more_words_come_first(engine: Engine, settings: Settings) -> None:
    assert ids(ask(engine, settings, "moscow attack"))[0] == "moscow"
    assert set(ids(ask(engine, settings, "moscow attack"))) == {"moscow", "kabul", "passage"}


def test_an_empty_text_is_everything_newest_first(engine: Engine, settings: Settings) -> None:
    result = ask(engine, settings, "")
    assert ids(result) == ["moscow", "kabul", "passage", "zurich", "garden"]
    assert all(hit.score is None for hit in result.hits)


def test_the_best_passage_is_shown_and_escaped(engine: Engine, settings: Settings) -> None:
    hit = next(hit for hit in ask(engine, settings, "khorasan militants").hits if hit.document.id == "passage")
    assert "<mark>militants</mark>" in hit.snippet
    assert "<mark>Khorasan</mark>" in hit.snippet
    assert "&lt;b&gt;" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    plain = unescape(re.sub(r"</?mark>", "", hit.snippet)).strip("…")
    assert plain in re.sub(r"\s+", " ", hit.document.body)
    assert len(plain) <= settings.snippet_characters + 40


def test_without_a_match_in_the_text_the_snippet_is_its_beginning(engine: Engine, settings: Settings) -> None:
    hit = ask(engine, settings, 'title:"best passage"').hits[0]
    assert hit.snippet.startswith(LONG[:40])
    assert "<mark>" not in hit.snippet


def test_a_phrase_is_marked_only_where_it_stands(engine: Engine, settings: Settings) -> None:
    hit = ask(engine, settings, '"attack in Kabul"').hits[0]
    assert "<mark>attack</mark> <mark>in</mark> <mark>Kabul</mark>" in hit.snippet
    assert hit.snippet.count("<mark>") == 3


def test_a_text_that_finds_nothing_is_corrected_and_says_so(engine: Engine, settings: Settings) -> None:
    result = ask(engine, settings, "khorsan")
    assert result.did_you_mean is not None
    assert (result.did_you_mean.query, result.did_you_mean.total, result.did_you_mean.applied) == ("khorasan", 2, True)
    assert set(ids(result)) == {"kabul", "passage"}


def test_correct_0_searches_what_was_typed(engine: Engine, settings: Settings) -> None:
    result = ask(engine, settings, "khorsan", correct="0")
    assert (result.total, result.did_you_mean) == (0, None)


def test_another_spelling_is_offered_where_it_gives_as_many(engine: Engine, settings: Settings) -> None:
    result = ask(engine, settings, "khorasan khorsan")
    assert result.did_you_mean is not None
    assert (result.did_you_mean.total, result.did_you_mean.applied) == (result.total, False)


def test_another_spelling_is_offered_where_it_gives_more(engine: Engine, settings: Settings) -> None:
    result = ask(engine, settings, "Roses gardns")
    assert result.did_you_mean is not None
    assert not result.did_you_mean.applied
    assert result.did_you_mean.query == "Roses gardens"
    assert result.did_you_mean.total > result.total == 1
    assert ask(engine, settings, "roses gardens").did_you_mean is None


def test_notes_tell_what_was_not_understood(engine: Engine, settings: Settings) -> None:
    codes = [note.code for note in ask(engine, settings, "a* moscow", color="red").notes]
    assert codes == ["unknown_parameter", "wildcard_too_short"]


def test_explanations_evaluate_to_the_score(engine: Engine, settings: Settings) -> None:
    for hit in ask(engine, settings, "moscow attack", explain="1").hits:
        assert hit.explanation is not None
        assert hit.explanation.value == pytest.approx(hit.score, abs=1e-6)


def test_facet_values_by_any_word(engine: Engine, settings: Settings) -> None:
    request, _ = from_query([], settings)
    page = facet_values(engine, request, settings, "author", "mir", 0, 10)
    assert [(value.value, value.count) for value in page.values] == [("Asfandyar Mir", 2)]
    with pytest.raises(Error, match="no facet"):
        facet_values(engine, request, settings, "colour", "", 0, 10)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("mir", ("author", "Asfandyar Mir", "Asfandyar <mark>Mir</mark>")),
        ("mir asf", ("author", "Asfandyar Mir", "<mark>Asf</mark>andyar <mark>Mir</mark>")),
        ("pol glo", ("topic", "Global Policy", "<mark>Glo</mark>bal <mark>Pol</mark>icy")),
        ("mosc", ("title", "Moscow Concert Hall Attack", "<mark>Mosc</mark>ow Concert Hall Attack")),
        ("hall con", ("title", "Moscow Concert Hall Attack", "Moscow <mark>Con</mark>cert <mark>Hall</mark> Attack")),
        ("zur", ("title", "Zürich Talks on Straße and Gardens", "<mark>Zür</mark>ich Talks on Straße and Gardens")),
        ("strass", ("title", "Zürich Talks on Straße and Gardens", "Zürich Talks on <mark>Straß</mark>e and Gardens")),
    ],
)
def test_every_typed_word_is_a_prefix(engine: Engine, typed: str, wanted: tuple[str, str, str]) -> None:
    rows = [(row.kind, row.text, row.highlight) for row in suggest(engine, typed, 8)]
    assert wanted in rows


def test_suggestions_are_few_and_never_twice(engine: Engine) -> None:
    assert len(suggest(engine, "g", 2)) <= 2
    rows = [(row.kind, row.text) for row in suggest(engine, "g", 20)]
    assert len(rows) == len(set(rows)) >= 3
    assert suggest(engine, "  !? ", 8) == ()
    assert suggest(engine, "moscow zzz", 8) == ()


def test_a_title_names_its_record(engine: Engine) -> None:
    row = next(row for row in suggest(engine, "kabul", 8) if row.kind == "title")
    assert (row.id, row.as_dict()["id"]) == ("kabul", "kabul")


def test_the_editors_links_come_first_then_computed_ones_with_reasons(engine: Engine, settings: Settings) -> None:
    hits = related(engine, "moscow", 10, settings)
    assert (hits[0].hit.document.id, hits[0].origin) == ("kabul", "editor")
    computed = {hit.hit.document.id: hit for hit in hits[1:]}
    assert all(hit.origin == "computed" and hit.reasons for hit in computed.values())
    assert "Same topic: Global Policy" in computed["garden"].reasons
    assert "moscow" not in computed


def test_a_link_relates_both_ends(engine: Engine, settings: Settings) -> None:
    first = related(engine, "kabul", 10, settings)[0]
    assert (first.hit.document.id, first.origin) == ("moscow", "editor")


def test_a_draft_finds_its_neighbours(engine: Engine, settings: Settings) -> None:
    text = "Khorasan militants attacked a concert hall in Moscow and claimed the attack."
    hits = related_to_draft(engine, "", text, 3, settings)
    assert {hit.hit.document.id for hit in hits} == {"moscow", "kabul", "passage"}
    assert all(hit.origin == "computed" for hit in hits)
    with pytest.raises(Error) as refused:
        related_to_draft(engine, "", " ", 3, settings)
    assert refused.value.code == "invalid_body"


def test_a_document_as_json(engine: Engine) -> None:
    record = document_dict(get_document(engine, "garden"))
    assert (record["summary"], record["body"], record["date"], record["authors"]) == (
        "Roses and gardens.",
        None,
        None,
        [],
    )
    with pytest.raises(Error) as missing:
        get_document(engine, "nobody")
    assert missing.value.code == "not_found"


def test_every_record_is_listed_once_by_date(engine: Engine) -> None:
    count = engine.snapshot().generation.documents
    whole = every_record(engine, 0, count + 5)
    assert len({record.id for record in whole}) == len(whole) == count
    dates = [record.date[:4] if record.date else "9999" for record in whole]
    assert dates == sorted(dates)
    parts = [record for offset in range(0, count, 3) for record in every_record(engine, offset, 3)]
    assert parts == list(whole)
    assert every_record(engine, count, 3) == ()


def test_a_whole_text_is_marked_as_its_field_was_searched(engine: Engine, settings: Settings) -> None:
    mark = marker(engine, 'attacked "concert hall" title:moscow', settings)
    text = "The attacks <on> a concert hall in Moscow; a hall, a concert."
    assert mark(text, "body", None) == (
        "The <mark>attacks</mark> &lt;on&gt; a <mark>concert</mark> <mark>hall</mark> in Moscow; a hall, a concert."
    )
    assert "<mark>Moscow</mark>" in mark(text, "title", None)
    assert unescape(re.sub("</?mark>", "", mark(text, "title", None))) == text
    assert marker(engine, "", settings)(text, "body", None).count("<mark>") == 0
