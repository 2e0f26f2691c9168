"""Records: validation, derived titles, authors, links, and writing them back."""

from __future__ import annotations

import json
import pickle
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Author, Document, Link, RecordError, derive_title, facet_name, from_record
from index.identity import title_key, url_key

NAMES = [
    ("Asfandyar Mir, Ph.D.", "Asfandyar Mir"),
    ("Asfandyar Mir", "Asfandyar Mir"),
    ("A. Bee, M.D., Ph.D.", "A. Bee"),
    ("A. Bee , PhD", "A. Bee"),
    ("Jane Doe, J.D.", "Jane Doe"),
    ("John Smith, Jr.", "John Smith, Jr."),
    ("John Smith, Jr., Esq.", "John Smith, Jr."),
    ("Henry II", "Henry II"),
    ("Dr. Ada Byte", "Dr. Ada Byte"),
    ("Ph.D.", "Ph.D."),
    (", PhD", ", PhD"),
    ("Ministry of War, Peace", "Ministry of War, Peace"),
    ("Zoë Ångström, D. Phil.", "Zoë Ångström"),
]


@pytest.mark.parametrize(("display", "name"), NAMES)
def test_degrees_fall_away(display: str, name: str) -> None:
    assert facet_name(display) == name


def test_a_name_counts_once_and_keeps_its_first_display() -> None:
    document = from_record({"title": "T", "authors": ["A. Bee, Ph.D.", "C. Dee", "A. Bee", " C.  Dee "]})
    assert document.authors == (Author("A. Bee", "A. Bee, Ph.D."), Author("C. Dee", "C. Dee"))


TITLES = [
    ("One sentence. And another.", "One sentence."),
    ("Is it? Yes.", "Is it?"),
    ("“Go!” he said. Then", "“Go!”"),
    ("No end here", "No end here"),
    ("\n\n  First line\nsecond line.", "First line"),
    ("Version 2.5 is out. Now", "Version 2.5 is out."),
    ("U.S. troops left. Then", "U.S. troops left."),
    ("Gen. A. Bee and Dr. Dee met. Then", "Gen. A. Bee and Dr. Dee met."),
    ("战争结束了。 和平", "战争结束了。"),
    ("word " * 60, "word " * 23 + "word…"),
    ("x" * 200, "x" * 119 + "…"),
    ("y" * 120, "y" * 120),
    ("and, " * 60, "and, " * 23 + "and…"),
]


@pytest.mark.parametrize(("body", "title"), TITLES)
def test_a_derived_title_is_the_first_sentence(body: str, title: str) -> None:
    assert derive_title(body) == title
    document = from_record({"body": body})
    assert (document.title, document.title_derived) == (title, True)
    assert document.keys == (document.id,)


@given(st.text(min_size=1, max_size=300))
def test_a_derived_title_is_short_and_whole(body: str) -> None:
    title = derive_title(body)
    assert len(title) <= 120
    assert "\n" not in title
    assert bool(title) == bool(body.strip())


REJECTED: list[tuple[Any, str]] = [
    ({}, "no title and no body"),
    ({"title": "  ", "body": " \n "}, "no title and no body"),
    ({"title": "\x00"}, "no title and no body"),
    ({"title": ["T"]}, '"title" must be text, not a list'),
    ({"title": True}, '"title" must be text, not true or false'),
    ({"title": "T", "body": {}}, '"body" must be text, not an object'),
    ({"title": "T", "authors": 7}, '"authors" must be a list of texts, not a number'),
    ({"title": "T", "topics": ["a", None]}, '"topics" must hold texts only'),
    ({"title": "T", "related": 7}, '"related" must be a list, not a number'),
    ({"title": "T", "id": "x" * 513}, '"id" must be at most 512'),
    ({"title": "T", "id": "a\nb"}, '"id" must be at most 512 printable'),
    ({"title": "T", "id": "a\u2028b"}, '"id" must be at most 512 printable'),
    ([], "must be a JSON object, not a list"),
    ("T", "must be a JSON object, not text"),
    (None, "must be a JSON object, not null"),
]


@pytest.mark.parametrize(("record", "reason"), REJECTED, ids=lambda value: str(value)[:40])
def test_a_wrong_record_says_why(record: Any, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        from_record(record)


NOTED = [
    ({"date": "2023-02-30"}, "date", None, 'date "2023-02-30" is not a date of the calendar'),
    ({"kind": "Essay"}, "kind", "publication", 'kind "Essay" is neither'),
    ({"type": "Podkast"}, "type", None, 'type "Podkast" is not in'),
    ({"related": ["a", None]}, "related", (Link(ref="a"),), "a related entry was left out: it is null"),
    ({"related": [{"date": "2020"}]}, "related", (), "a related entry was left out: no title"),
]


@pytest.mark.parametrize(("record", "field", "value", "note"), NOTED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_read_is_noted_and_left_out(
    record: dict[str, Any], field: str, value: object, note: str
) -> None:
    notes: list[str] = []
    document = from_record({"title": "T"} | record, types=("Podcast",), notes=notes)
    assert getattr(document, field) == value
    assert len(notes) == 1
    assert note in notes[0]


def test_a_listed_type_is_found_in_any_case() -> None:
    assert from_record({"title": "T", "type": "PODCAST"}, types=("Podcast",)).type == "Podcast"
    assert from_record({"title": "T", "type": " Question  and Answer "}).type == "Question and Answer"


def test_lists_may_be_texts() -> None:
    document = from_record({"title": "T", "authors": "A; B ;;A", "topics": "x; y", "related": "one; https://e.org/2 "})
    assert [author.name for author in document.authors] == ["A", "B"]
    assert document.topics == ("x", "y")
    assert [link.ref for link in document.related] == ["one", "https://e.org/2"]


def test_numbers_are_read_as_text() -> None:
    document = from_record({"title": 1984, "id": 7, "date": 2024, "topics": [5]})
    assert (document.title, document.id, document.date, document.topics) == ("1984", "7", "2024", ("5",))


def test_links_answer_to_id_and_url() -> None:
    record = {"title": "Target", "url": "https://example.org/t", "date": "2020", "related": ["deeper"]}
    document = from_record({"title": "T", "related": ["abc", "http://example.org/t/", record, "abc"]})
    first, second, third = document.related
    assert first.keys == ("abc",)
    assert second.keys == ("http://example.org/t/", url_key("https://example.org/t"))
    assert third.record is not None
    assert (third.record.stub, third.record.related) == (True, ())
    assert third.keys == (url_key("https://example.org/t"), title_key("Target", "2020"))


def test_text_is_clean_and_unknown_keys_are_kept() -> None:
    document = from_record({"title": " Cafe\u0301 \n x\x00", "summary": " s ", "desk": {"e\u0301": ["a\x00", 1, None]}})
    assert (document.title, document.summary) == ("Café x", "s")
    assert document.extra == {"desk": {"é": ["a", 1, None]}}


FULL: dict[str, Any] = {
    "id": "full-1",
    "kind": "article",
    "title": "A title",
    "summary": "A summary.",
    "body": "A body.\n\nOf two paragraphs.",
    "authors": ["A. Bee, Ph.D.", "C. Dee"],
    "date": "2024-03",
    "type": "Report",
    "topics": ["x", "y"],
    "url": "https://example.org/full",
    "language": "en",
    "related": ["one", {"title": "Listed", "date": "2020", "kind": "publication"}],
    "desk": "north",
}


def test_a_record_is_written_back_as_it_was() -> None:
    assert from_record(FULL).to_record() == FULL


def test_a_link_may_be_written_as_a_record_of_an_id_or_url_alone() -> None:
    notes: list[str] = []
    related = [{"id": "x"}, {"url": "https://example.org/a", "date": "2024"}, {"summary": "No more."}, True]
    document = from_record({"title": "T", "related": related}, notes=notes)
    assert [link.ref for link in document.related] == ["x", "https://example.org/a"]
    assert len(notes) == 2


def test_links_of_a_listed_record_are_remarked() -> None:
    notes: list[str] = []
    from_record({"title": "T", "related": [{"title": "Listed", "related": ["x"]}]}, notes=notes)
    assert notes == ['the links of a related entry are not kept: "Listed"']


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=2) | st.dictionaries(st.text(max_size=3), children, max_size=2),
    max_leaves=4,
)
texts = st.text(max_size=20)
records = st.fixed_dictionaries(
    {},
    optional={
        "id": texts,
        "kind": st.sampled_from(["article", "publication", "essay", ""]),
        "title": texts,
        "summary": texts,
        "body": texts,
        "authors": st.lists(texts, max_size=3) | texts,
        "date": st.sampled_from(["2024", "2024-02", "2024-02-30", "Monday", ""]) | texts,
        "type": texts,
        "topics": st.lists(texts, max_size=3),
        "url": st.sampled_from(["https://example.org/a?b", "x", ""]) | texts,
        "language": texts,
        "related": st.lists(texts | st.fixed_dictionaries({"title": texts}), max_size=3),
        "desk": json_values,
    },
)


@given(records)
def test_any_record_is_rejected_or_read_for_good(record: dict[str, Any]) -> None:
    """What was read is written back and read again as the same record, under the same identity."""
    try:
        document = from_record(record)
    except RecordError:
        return
    again = from_record(json.loads(json.dumps(document.to_record())))
    assert again == document
    assert again.content_hash == document.content_hash
    assert document.id
    assert document.keys[0] == document.id
    assert document.title


@given(st.dictionaries(st.sampled_from(list(FULL)), json_values, max_size=6))
def test_values_of_any_shape_raise_nothing_else(record: dict[str, Any]) -> None:
    try:
        assert isinstance(from_record(record), Document)
    except RecordError:
        return


def test_the_content_hash_sees_every_key_and_no_order() -> None:
    document = from_record(FULL)
    assert from_record(dict(reversed(FULL.items()))).content_hash == document.content_hash
    assert msgspec.structs.replace(document, source="elsewhere").content_hash == document.content_hash
    changed = [from_record({key: value for key, value in FULL.items() if key != left_out}) for left_out in FULL]
    assert len({one.content_hash for one in changed} | {document.content_hash}) == len(FULL) + 1


def test_a_pickled_record_is_the_same() -> None:
    entry = {"title": "Listed", "date": "2024", "authors": ["Ann Lee, PhD"]}
    document = from_record({"id": "a", "title": "A", "authors": ["B"], "related": ["x", entry], "more": [1]})
    copied = pickle.loads(pickle.dumps(document))  # noqa: S301 - made here
    assert (copied, copied.keys, copied.content_hash) == (document, document.keys, document.content_hash)


class _Text(str):
    """What lxml gives for text."""


def test_lists_may_hold_texts_of_other_types() -> None:
    document = from_record({"title": "T", "authors": [_Text("Ana  Li")], "topics": (1, 2.5, _Text(" a "))})
    assert [author.display for author in document.authors] == ["Ana Li"]
    assert document.topics == ("1", "2.5", "a")
