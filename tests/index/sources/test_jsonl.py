"""JSON lines and JSON documents: every line is found or rejected, in bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import clean
from index.report import EXCERPT
from index.settings import Settings
from index.sources import jsonl, read, read_standard_input
from index.sources.chunks import lines_of
from index.sources.encoding import Decoder
from index.sources.jsonl import read_lines
from tests.index.sources.reading import SETTINGS, found, json_lines, names, only, read_bytes, rejected, titles

GOOD = b'{"title": "Good"}'


def test_lines_are_records_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b'{"title": "A"}\r\n\r\n  \n{"title": "B"}', "a.jsonl")
    assert [(item.document.title, item.line) for item in found(items)] == [("A", 1), ("B", 4)]
    assert not rejected(items)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "A" "b"}', "not JSON: Expecting ',' delimiter at column 15"),
        (b"[1, 2]", "must be a JSON object, not a list"),
        (b"17", "must be a JSON object, not a number"),
        (b'{"title": "A", "n": NaN}', "NaN is no JSON value"),
        (b'{"title": "A", "n": [-Infinity]}', "-Infinity is no JSON value"),
        (b'{"title": "A", "n": 1e999}', "too large"),
        (b'{"title": "A", "n": ' + b"7" * 5_000 + b"}", "5,000 digits"),
        (b'{"title": "A", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"date": "2020"}', "no title and no body"),
        (b'{"title": ["A"]}', '"title" must be text, not a list'),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_the_next_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    items = read_bytes(tmp_path, GOOD + b"\n" + line + b"\n" + GOOD, "a.jsonl")
    (rejection,) = rejected(items)
    assert rejection.line == 2
    assert reason in rejection.reason
    assert rejection.excerpt == line.decode()[:EXCERPT]
    assert [item.line for item in found(items)] == [1, 3]


def test_a_rejection_names_the_id(tmp_path: Path) -> None:
    (rejection,) = rejected(read_bytes(tmp_path, b'{"id": "x7", "title": {}}', "a.jsonl"))
    assert rejection.id == "x7"


def test_duplicate_keys_take_the_last_value(tmp_path: Path) -> None:
    assert only(read_bytes(tmp_path, b'{"title": "A", "title": "B"}')).document.title == "B"


def test_one_broken_byte_is_replaced_and_does_not_change_the_encoding(tmp_path: Path) -> None:
    data = json_lines([{"title": "Zürich"}]) + b'{"title": "br\xffoken \xe9"}\n' + json_lines([{"title": "Łódź"}])
    items = read_bytes(tmp_path, data, "a.jsonl")
    assert titles(items) == ["Zürich", "br\ufffdoken \ufffd", "Łódź"]
    assert [bool(item.notes) for item in found(items)] == [False, True, False]


def test_a_broken_byte_far_behind_the_first_chunk_is_replaced(tmp_path: Path) -> None:
    data = json_lines([{"title": f"plain {n}"} for n in range(9_000)]) + b'{"title": "a \xff b"}\n'
    assert titles(read_bytes(tmp_path, data, "a.jsonl"))[-1] == "a \ufffd b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    written = ["Zürich, café", "Señor Müller – naïve" if encoding != "latin-1" else "Señor Müller"]
    data = "".join(json.dumps({"title": title}, ensure_ascii=False) + "\r\n" for title in written).encode(encoding)
    assert titles(read_bytes(tmp_path, data, "a.jsonl")) == written


def test_a_western_line_after_many_plain_ones_is_read_as_western(tmp_path: Path) -> None:
    data = json_lines([{"title": f"plain {n}"} for n in range(9_000)]) + '{"title": "café"}\n'.encode("cp1252")
    item = found(read_bytes(tmp_path, data, "a.jsonl"))[-1]
    assert (item.document.title, item.notes) == ("café", ("read as windows-1252",))


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    assert titles(read_bytes(tmp_path, gzip.compress(GOOD) + gzip.compress(b"\n" + GOOD), "no-name")) == ["Good"] * 2


@pytest.mark.parametrize("cut", [1, 4, 9, 200])
def test_cut_off_gzip_yields_what_came_before(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(json_lines([{"title": f"number {n}"} for n in range(500)]))
    items = read_bytes(tmp_path, whole[:-cut], "a.jsonl.gz")
    assert "gzip data is cut off" in rejected(items)[-1].reason
    assert len(rejected(items)) == 1
    assert len(found(items)) == 500 if cut < 9 else 0 < len(found(items)) <= 500


def test_corrupt_gzip_yields_what_came_before(tmp_path: Path) -> None:
    data = gzip.compress(json_lines([{"title": "A"}])) + b"garbage behind"
    items = read_bytes(tmp_path, data, "a.jsonl.gz")
    assert titles(items) == ["A"]
    assert "corrupt" in rejected(items)[-1].reason


def test_a_line_beyond_the_limit_is_rejected_and_reading_goes_on(tmp_path: Path) -> None:
    data = GOOD + b'\n{"title": "' + b"x" * 2_000 + b'"}\n' + GOOD
    items = read_bytes(tmp_path, data, "a.jsonl", Settings(record_bytes=1_000))
    (rejection,) = rejected(items)
    assert rejection.line == 2
    assert "1,000 bytes" in rejection.reason
    assert "DOSSIER_RECORD_BYTES" in rejection.reason
    assert [item.line for item in found(items)] == [1, 3]


def test_a_huge_line_needs_no_more_memory_than_the_limit() -> None:
    chunk = b"x" * 65_536
    chunks = (piece for piece in (*([chunk] * 1_600), b"\n" + GOOD + b"\n"))
    tracemalloc.start()
    try:
        items = list(read_lines(chunks, "-", Decoder("utf-8"), Settings(record_bytes=1_000_000)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [item.line for item in items] == [1, 2]
    assert peak < 4_000_000


def test_a_gzip_bomb_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b'{"title": "' + b"a" * 50_000_000))
    tracemalloc.start()
    try:
        items = list(read(path, Settings(record_bytes=100_000)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "100,000 bytes" in rejected(items)[0].reason
    assert peak < 4_000_000


def test_standard_input_reads_json_lines_and_gzip() -> None:
    for data in (GOOD + b"\nbroken", gzip.compress(GOOD + b"\nbroken")):
        items = list(read_standard_input(io.BytesIO(data), SETTINGS))
        assert titles(items) == ["Good"]
        assert [(item.source, item.line) for item in rejected(items)] == [("-", 2)]
    assert found(list(read_standard_input(io.BytesIO(GOOD), SETTINGS)))[0].document.source == "-"


def test_json_documents(tmp_path: Path) -> None:
    records = [{"title": "A", "authors": ["B. Bee"]}, {"title": "C"}]
    for name, text in (
        ("list.json", json.dumps(records, indent=2)),
        ("list-in-a-line.json", json.dumps(records)),
        ("unnamed", json.dumps(records, indent=1)),
    ):
        assert titles(read_bytes(tmp_path, text.encode(), name)) == ["A", "C"], name
    one = only(read_bytes(tmp_path, json.dumps(records[0], indent=2).encode(), "one.json"))
    assert (one.document.title, names(one.document)) == ("A", ["B. Bee"])


def test_a_json_document_that_is_broken_or_too_large_is_rejected(tmp_path: Path) -> None:
    (broken,) = rejected(read_bytes(tmp_path, b'[\n {"title": "A"},\n {"title"\n]', "a.json"))
    assert "line 4" in broken.reason
    (large,) = rejected(read_bytes(tmp_path, b'[\n {"title": "A"}\n]', "a.json", Settings(record_bytes=5)))
    assert ".jsonl" in large.reason


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), min_size=1, max_size=30)
WORDS = st.lists(
    st.sampled_from("river Łódź naïve, R&D — дом “so” 2024 e\u0301tude".split()), min_size=1, max_size=4
).map(" ".join)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record as an export writes it."""
    record: dict[str, Any] = {"title": draw(WORDS)}
    for key, values in {
        "summary": WORDS,
        "body": WORDS,
        "type": WORDS,
        "date": st.dates().map(str),
        "authors": st.lists(WORDS, min_size=1, max_size=3, unique=True),
        "topics": st.lists(WORDS, min_size=1, max_size=3, unique=True),
        "shelf": WORDS,
    }.items():
        if draw(st.booleans()):
            record[key] = draw(values)
    return record


@given(st.lists(records(), max_size=5))
def test_records_survive_the_way_through_json_lines(written: list[dict[str, Any]]) -> None:
    items = list(read_standard_input(io.BytesIO(json_lines(written)), SETTINGS))
    assert [item.document.title for item in found(items)] == [clean(record["title"]) for record in written]
    assert [item.document.extra.get("shelf", "") for item in found(items)] == [
        clean(record.get("shelf", "")) for record in written
    ]
    again = json_lines([item.document.to_record() for item in found(items)])
    assert [item.document for item in found(list(read_standard_input(io.BytesIO(again), SETTINGS)))] == [
        item.document for item in found(items)
    ]


LINES = st.one_of(
    st.binary(max_size=40).map(lambda data: b"x" + data.replace(b"\n", b" ")),
    TEXT.map(lambda text: json.dumps({"title": text}).encode()),
    st.sampled_from([b"", b"  ", b"{}", b"[]", b'{"title": 1}', b'{"id": "\\ud800", "body": "\\udfff"}']),
)


@given(st.lists(LINES, max_size=8))
def test_every_line_is_found_or_rejected(lines: list[bytes]) -> None:
    data = b"\n".join([GOOD, *lines])
    items = list(read_lines(iter([data]), "-", Decoder("utf-8"), SETTINGS))
    assert [item.line for item in items] == [1, *(number for number, line in enumerate(lines, 2) if line.strip())]


@given(st.lists(st.binary(max_size=30), max_size=10), st.integers(1, 40))
def test_lines_do_not_depend_on_where_chunks_end(pieces: list[bytes], limit: int) -> None:
    cut = list(lines_of(iter(pieces), limit))
    whole = list(lines_of(iter([b"".join(pieces)]), limit))
    assert [(line.number, line.whole) for line in cut] == [(line.number, line.whole) for line in whole]
    assert [line.data for line in cut if line.whole] == [line.data for line in whole if line.whole]
    assert all(len(line.data) <= limit for line in cut if line.whole)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def _outcome(read: Callable[[str], Any], text: str) -> str:
    try:
        return repr(read(text))
    except ValueError as error:
        return str(error)


@given(
    _VALUES,
    st.booleans(),
    st.integers(min_value=0),
    st.sampled_from(["", "x", "\\", "\x01", "\ud800", "9", "e99", "}"]),
)
def test_json_is_read_as_by_the_standard_library(value: Any, plain: bool, place: int, more: str) -> None:
    text = json.dumps(value, ensure_ascii=plain)
    at = place % (len(text) + 1)
    for spelled in (text, text[:at] + more + text[at:], text[:at]):
        assert _outcome(jsonl.parse, spelled) == _outcome(jsonl._parse, spelled)
