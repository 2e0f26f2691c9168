"""The table of forms says what is true: each form parses to what it says, and its examples come from the archive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.settings import Settings
from search import Engine, SearchRequest, parse, search
from search.forms import FORMS, Form, Words, words_of
from search.query import Bool, Expansion, Node
from tests import queries
from tests.queries import dates, either, every, expansion, quoted, words


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> dict[str, Node]:
    """What each form means in an archive in one language."""
    monkeypatch.setattr(queries, "LANGUAGES", ())
    war = words("war")
    return {
        "{word} {other}": either(words("ukraine"), war),
        '"{word} {other}"': quoted("ukraine war"),
        '"{word} {other}"~5': quoted("ukraine war", slop=5),
        "{word} -{type}": Bool(should=(words("ukraine"),), must_not=(words("podcast"),)),
        "{word} NOT {type}": Bool(should=(words("ukraine"),), must_not=(words("podcast"),)),
        "{word} AND {other}": every(words("ukraine"), war),
        "{word} OR {other}": either(words("ukraine"), war),
        "({other} OR {topic}) AND {word}": every(either(war, words("policy")), words("ukraine")),
        "author:{author}": every(words("mir", ("authors",))),
        "title:{word}": every(words("ukraine", ("title",))),
        'title:"{word} {other}"': every(quoted("ukraine war", ("title",))),
        "type:{type}": every(words("podcast", ("type",))),
        "topic:{topic}": every(words("policy", ("topics",))),
        "year:{year}": dates("2024", "2024"),
        "date:{year_before}-05..{year}": dates("2023-05", "2024"),
        "{beginning}*": expansion("prefix", "ukr"),
        "{holed}": expansion("wildcard", "uk*ne"),
        "{misspelt}~": expansion("fuzzy", "ukarine", 2),
    }


def _bare(node: Node) -> Node:
    """Without the text that an expansion was typed as."""
    return replace(node, text=node.pattern) if isinstance(node, Expansion) else node


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.written)
def test_a_form_parses_to_what_it_says(form: Form, expected: dict[str, Node]) -> None:
    parsed = parse(form.example(Words()), Settings())
    assert _bare(parsed.node) == expected[form.written]
    assert parsed.notes == ()


def test_every_form_is_expected(expected: dict[str, Node]) -> None:
    assert {form.written for form in FORMS} == expected.keys()
    assert all("`" not in form.written and form.finds for form in FORMS)


def test_the_words_of_the_examples_come_from_the_archive(engine: Engine, settings: Settings) -> None:
    found = words_of(search(engine, SearchRequest(size=20), settings))
    assert found == Words("moscow", "concert", "asfandyar", "policy", "report", "2024")
    for form in FORMS:
        result = search(engine, SearchRequest(q=form.example(found), correct=False), settings)
        assert not result.notes
        assert result.total > 0, form


def test_an_empty_archive_has_examples(engine: Engine, settings: Settings) -> None:
    assert words_of(search(engine, SearchRequest(q="zzzz", correct=False), settings)) == Words()
