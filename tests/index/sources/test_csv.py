"""CSV: headers, separators, quoted line breaks, and rows that do not fit."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import clean
from index.settings import Settings
from index.sources.csv import looks_like_header, read_csv
from index.sources.encoding import Decoder
from tests.index.sources.reading import SETTINGS, found, names, only, read_bytes, rejected, titles


def test_a_table_with_lists_line_breaks_and_own_columns(tmp_path: Path) -> None:
    data = (
        "\ufeff ID ,Title,authors,Date,topics,body,Shelf Mark\r\n"
        'n-1,"Rivers, Dams","Mary Glantz, Ph.D.;  Gavin Helf",2024-03,Peace; "Water, Rivers",,7\r\n'
        'n-2,Second,,,,"two\r\nlines and ""quotes""",\r\n'
        "n-3,Third,,,,,\r\n"
    ).replace('Peace; "Water, Rivers"', '"Peace; Water, Rivers"')
    items = read_bytes(tmp_path, data.encode(), "a.csv")
    assert not rejected(items)
    assert [(item.document.id, item.line) for item in found(items)] == [("n-1", 2), ("n-2", 3), ("n-3", 5)]
    first, second, _ = (item.document for item in found(items))
    assert first.title == "Rivers, Dams"
    assert names(first) == ["Mary Glantz, Ph.D.", "Gavin Helf"]
    assert first.topics == ("Peace", "Water, Rivers")
    assert (first.date, first.extra) == ("2024-03", {"Shelf Mark": "7"})
    assert second.body == 'two\nlines and "quotes"'
    assert (second.authors, second.date, second.extra) == ((), None, {})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_separators_and_encodings(tmp_path: Path, separator: str, encoding: str) -> None:
    text = f'title{separator}summary{separator}topics\nSéance à l’heure{separator}ü{separator}"a;b"\n'
    document = only(read_bytes(tmp_path, text.encode(encoding))).document
    assert (document.title, document.summary, document.topics) == ("Séance à l’heure", "ü", ("a", "b"))


def test_rows_with_too_many_or_too_few_cells_are_rejected(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"title,date\nA,2020\nB\nC,2021,x\nD,2022\n\n", "a.csv")
    assert titles(items) == ["A", "D"]
    assert [(item.line, item.reason) for item in rejected(items)] == [
        (3, "1 cells under a header of 2 columns"),
        (4, "3 cells under a header of 2 columns"),
    ]
    assert rejected(items)[1].excerpt == "C,2021,x"


@pytest.mark.parametrize(
    ("header", "reason"),
    [("name,when", '"title" or "body"'), ("title,body,Title", '"title" twice'), ("", "empty file")],
)
def test_a_header_that_is_none_says_what_it_must_hold(tmp_path: Path, header: str, reason: str) -> None:
    (rejection,) = read_bytes(tmp_path, f"{header}\n".encode(), "a.csv")
    assert reason in rejected([rejection])[0].reason


def test_a_quotation_mark_never_closed_costs_one_line(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b'title,date\nA,2020\n"B,2021\nC,2022\nD,2023\n', "a.csv")
    assert titles(items) == ["A", "C", "D"]
    assert [item.line for item in found(items)] == [2, 4, 5]
    (rejection,) = rejected(items)
    assert rejection.line == 3
    assert "quotation mark" in rejection.reason


def test_a_record_beyond_the_limit_is_rejected_and_reading_goes_on(tmp_path: Path) -> None:
    data = b"title,body\nA," + b"x" * 500 + b"\nB,ok\n"
    items = read_bytes(tmp_path, data, "a.csv", Settings(record_bytes=200))
    assert titles(items) == ["B"]
    assert "DOSSIER_RECORD_BYTES" in rejected(items)[0].reason
    assert rejected(items)[0].line == 2


def test_a_cell_larger_than_the_usual_limit_of_csv_is_read(tmp_path: Path) -> None:
    assert len(only(read_bytes(tmp_path, b"title,body\nA," + b"x" * 300_000, "a.csv")).document.body) == 300_000


def test_a_column_without_a_name_is_remarked(tmp_path: Path) -> None:
    item = only(read_bytes(tmp_path, b"title,,date\nA,lost,2020\n", "a.csv"))
    assert any("lost" in note for note in item.notes)


def test_prose_is_no_header() -> None:
    assert looks_like_header("Title;Date;Authors")
    assert not looks_like_header("Under this title, a body of experts met.")


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=20).map(
    lambda text: clean(" ".join(text.split()))
)


@given(st.lists(st.tuples(CELL.filter(bool), CELL, CELL), max_size=6), st.sampled_from(",;\t"))
def test_records_survive_the_way_through_csv(rows: list[tuple[str, str, str]], separator: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerows([("title", "summary", "shelf"), *rows])
    items = list(read_csv(iter([buffer.getvalue().encode()]), "-", Decoder("utf-8"), SETTINGS))
    assert not rejected(items)
    read = [(item.document.title, item.document.summary, item.document.extra.get("shelf", "")) for item in found(items)]
    assert read == [(title, summary, shelf) for title, summary, shelf in rows]
