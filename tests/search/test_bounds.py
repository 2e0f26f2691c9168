"""What a query may cost is bounded before it runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import from_record
from index.settings import Settings
from search import SearchRequest, open_engine, search
from search.dictionary import fitting
from search.highlight import Highlighter, _level
from search.parse import parse
from search.query import AnyOf, Expansion, Phrase, Term, scoring_leaves
from search.spelling import correct
from search.thesaurus import Thesaurus


def test_partial_words_beyond_eight_are_words() -> None:
    parsed = parse(" ".join(f"word{number}*" for number in range(20)), Settings())
    kinds = [isinstance(leaf, Expansion) for leaf in scoring_leaves(parsed.node)]
    assert kinds == [True] * 8 + [False] * 12
    assert [note.code for note in parsed.notes] == ["expansions_cut"]


def test_many_words_near_each_other_are_cut() -> None:
    many = " ".join(f"word{number}" for number in range(40))
    near, exact = (parse(f'"{many}"{suffix}', Settings()) for suffix in ("~5", ""))
    lengths = [
        len(leaf.words) for leaf in scoring_leaves(near.node) + scoring_leaves(exact.node) if isinstance(leaf, Phrase)
    ]
    assert lengths == [16, 40]
    assert [note.code for note in near.notes + exact.notes] == ["near_cut"]


def test_phrases_beyond_the_limit_are_words() -> None:
    for text in ('"road map"', "road-map"):
        parsed = parse(" ".join([text] * 40), Settings())
        leaves = scoring_leaves(parsed.node)
        assert sum(isinstance(leaf, Phrase) for leaf in leaves) == 16
        assert sum(isinstance(leaf, Term) for leaf in leaves) == 48
        assert [note.code for note in parsed.notes] == ["phrases_cut"]


def test_names_of_several_words_are_looked_for_in_the_first_words_only() -> None:
    asked: list[tuple[str, ...]] = []

    class Known(Thesaurus):
        """Knows two words as a name."""

        def of(self, key: tuple[str, ...]) -> tuple[str, ...]:
            asked.append(key)
            return ("nato",) if key == ("north", "treaty") else ()

    thesaurus = Known({("north", "treaty"): {}})
    for before, found in ((63, True), (64, False)):
        parsed = parse("word " * before + "north treaty", Settings(), thesaurus)
        assert any(isinstance(leaf, AnyOf) for leaf in scoring_leaves(parsed.node)) == found
        assert ("names_cut" in [note.code for note in parsed.notes]) != found
    assert max(map(len, asked)) == 2


def test_what_is_beyond_the_last_word_is_not_read() -> None:
    settings = replace(Settings(), query_words=3)
    for text in (
        "one two three four",
        "one two three -four",
        'one (two three "four" OR five)',
        "one two (three) AND four",
    ):
        parsed = parse(text, settings)
        assert [leaf.text for leaf in scoring_leaves(parsed.node)] == ["one", "two", "three"]
        assert [note.code for note in parsed.notes] == ["words_cut"]
    for text in ("one two three", "(one two three)", "one two three )) - "):
        assert parse(text, settings).notes == ()


@pytest.mark.parametrize(
    ("text", "same"),
    [("- - a", "a"), ("a & b", "a b"), ("a - b ... c", "a b c"), ("a OR — b", "a OR b"), ("$ % - _", "?")],
)
def test_signs_by_themselves_are_no_words(text: str, same: str) -> None:
    assert parse(text, Settings()).node == parse(same, Settings()).node


@pytest.mark.parametrize(
    ("pattern", "fits", "not_fits"),
    [
        ("a*b", ["ab", "aab", "axb", "abab"], ["a", "aba", "bab"]),
        ("a*b*b", ["abb", "axbxb", "abbb"], ["ab", "aab"]),
        ("*b*", ["b", "abc"], ["", "ac"]),
        ("*a*aa*a", ["aaaa", "xaaaa"], ["aaa"]),
        ("a.*", ["a.", "a.b"], ["ab"]),
    ],
)
def test_a_wildcard_is_its_pieces_in_order(pattern: str, fits: list[str], not_fits: list[str]) -> None:
    head = pattern.partition("*")[0]
    strings = [text for text in (*fits, *not_fits) if text.startswith(head)]
    assert [strings[place] for place in _fitting(strings, pattern)] == fits


@given(st.lists(st.text("ab-é", max_size=8), min_size=1, max_size=20), st.text("ab*é", max_size=7))
def test_a_wildcard_fits_what_its_regular_expression_does(strings: list[str], rest: str) -> None:
    pattern = re.compile(".*".join(map(re.escape, f"*{rest}".split("*"))))
    expected = [place for place, text in enumerate(strings) if pattern.fullmatch(text)]
    assert _fitting(strings, f"*{rest}") == expected


def test_a_wildcard_takes_linear_time() -> None:
    assert not _fitting(["a" * 100_000], "a*" * 2_000 + "b")


def _fitting(strings: Sequence[str], pattern: str) -> list[int]:
    encoded = [text.encode() for text in strings]
    data = np.frombuffer(b"before" + b"".join(encoded) + b"behind", dtype=np.uint8)
    offsets = np.array([*accumulate(map(len, encoded), initial=6)], dtype=np.uint32)
    found: list[int] = fitting(data, offsets, [piece.encode() for piece in pattern.split("*")]).tolist()
    return found


def test_an_explanation_tells_the_first_words_and_sums_the_others_up(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    text = " ".join(f"word{number}" for number in range(50))
    engine = open_engine(settings)
    with engine.writer() as writer:
        writer.put(from_record({"id": "1", "title": "x", "body": text}))
        writer.commit()
    [hit] = search(engine, SearchRequest(q=text, explain=True), settings).hits
    assert hit.explanation is not None
    words = hit.explanation
    while not words.what.startswith("sum over"):
        words = words.parts[0]
    assert [part.what for part in words.parts[31:]] == ['"word31"', "18 other words"]
    assert words.parts[-1].value == pytest.approx(18 * words.parts[0].value)
    assert hit.score == pytest.approx(hit.explanation.value)


class Known:
    """A snapshot that knows every word, and counts how often it is asked."""

    asked = 0

    def document_frequency(self, term: str, fields: Any) -> int:
        """One record has the word."""
        self.asked += 1
        return 1


def test_another_spelling_is_looked_for_in_the_first_words_only() -> None:
    text = " ".join(
        f"word{'abcdefgh'[number % 8]}{'abcdefgh'[number // 8 % 8]}x{number // 64 * 'y'}" for number in range(200)
    )
    snapshot: Any = Known()
    assert correct(text, parse(text, Settings()).node, snapshot) is None
    assert 0 < snapshot.asked <= 64


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 200))
def test_what_is_cut_to_the_level_fits_and_could_be_no_longer(lengths: list[int], room: int) -> None:
    level = _level(lengths, room)
    assert sum(min(length, level) for length in lengths) <= room
    if sum(lengths) > room:
        assert sum(min(length, level + 1) for length in lengths) > room


@pytest.mark.parametrize(("records", "found"), [(10, True), (100, False)])
def test_long_texts_of_a_large_page_are_read_less_far(records: int, found: bool) -> None:
    text = "Opening words. " + "filler " * 1_200 + "needle " + "filler " * 1_200
    page = [from_record({"id": str(number), "body": text}) for number in range(records)]
    snippets = Highlighter(parse("needle", Settings()).node, Known(), 240).snippets(page)  # type: ignore[arg-type]
    assert {"<mark>needle</mark>" in snippet for snippet in snippets} == {found}


def test_many_terms_are_looked_for_in_less_text() -> None:
    text = "filler " * 1_300 + "needle " + "filler " * 700
    page = [from_record({"id": str(number), "body": text}) for number in range(10)]
    for others, found in ((100, True), (250, False)):
        query = " ".join(["needle", *(f"other{number}" for number in range(others))])
        snippets = Highlighter(parse(query, Settings()).node, Known(), 240).snippets(page)  # type: ignore[arg-type]
        assert {"<mark>needle</mark>" in snippet for snippet in snippets} == {found}


def test_a_passage_is_one_of_the_first_where_words_are_everywhere() -> None:
    highlighter = Highlighter(parse("filler needle", Settings()).node, Known(), 240)  # type: ignore[arg-type]
    for before, found in ((150, True), (250, False)):
        document = from_record({"id": "1", "body": "Filler. " * before + "needle " + "filler " * 50})
        assert ("<mark>needle</mark>" in highlighter.snippet(document)) is found
        assert "<mark>needle</mark>" in highlighter.mark(document.body, "body")


def test_words_and_phrases_that_begin_alike_are_all_marked() -> None:
    parsed = parse('road "road map" roads "map of"', Settings())
    document = from_record({"id": "1", "title": "x", "body": "The roads. A road map of the road; a map, of roads."})
    [snippet] = Highlighter(parsed.node, Known(), 240).snippets([document])  # type: ignore[arg-type]
    marked = "The <mark>roads</mark>. A <mark>road</mark> <mark>map</mark> <mark>of</mark> the <mark>road</mark>; "
    assert snippet == marked + "a <mark>map</mark>, <mark>of</mark> <mark>roads</mark>."
