"""Every citation is read back by a library that knows its format, hostile texts included."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, from_record
from tests.web.conftest import HOSTILE, RECORDS
from web.citations import FORMATS, Source, bibtex, csl_json, plain, ris

PAGE = "https://archive.example/document/x"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


def source(**record: Any) -> Source:
    """What is cited of a record."""
    return Source(from_record({"title": "A title", **record}), PAGE)


def read_bibtex(text: str) -> dict[str, str]:
    """The fields of the one entry of a file, with LaTeX decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library about itself
        library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return {field.key: field.value for field in entry.fields} | {"key": entry.key}


def one_line(text: str) -> str:
    return " ".join(text.split())


REPORT = source(
    title="R&D 100% {of} the_river #1",
    authors=["Asfandyar Mir, Ph.D.", "Smith and Sons", "John Smith, Jr."],
    date="2024-03-05",
    type="Report",
    topics=["Water", "Energy"],
    summary="In short.\nTwo lines.",
    url="https://www.institute.example/a{b}",
    language="en",
)


def test_bibtex() -> None:
    fields = read_bibtex(bibtex(REPORT))
    assert fields["title"].replace("{", "").replace("}", "") == "R&D 100% of the_river #1"
    assert fields["author"] == "Asfandyar Mir and Smith and Sons and John Smith, Jr."
    assert "{{Asfandyar Mir} and {Smith and Sons} and {John Smith, Jr.}}" in bibtex(REPORT)
    assert (fields["year"], fields["month"], fields["day"]) == ("2024", "3", "5")
    assert "url = {https://www.institute.example/a%7Bb%7D}" in bibtex(REPORT)  # an address is no LaTeX
    assert fields["key"] == "mir2024river"


def test_ris() -> None:
    (entry,) = rispy.loads(ris(REPORT))
    assert entry["title"] == "R&D 100% {of} the_river #1"
    assert entry["authors"] == ["Asfandyar Mir", "Smith and Sons", "John Smith, Jr."]
    assert (entry["year"], entry["date"]) == ("2024", "2024/03/05/")
    assert entry["abstract"] == "In short. Two lines."
    assert entry["keywords"] == ["Water", "Energy"]
    assert entry["urls"] == ["https://www.institute.example/a{b}"]


def test_csl_json() -> None:
    items = json.loads(csl_json(REPORT))
    read = CiteProcJSON(items)[REPORT.document.id.lower()]
    assert str(read["title"]) == "R&D 100% {of} the_river #1"
    assert (read["issued"].year, read["issued"].month, read["issued"].day) == (2024, 3, 5)
    assert items[0]["author"][1] == {"literal": "Smith and Sons"}


def test_plain() -> None:
    assert plain(REPORT) == (
        "Asfandyar Mir, Smith and Sons, John Smith, Jr.. “R&D 100% {of} the_river #1.” "
        "Report, institute.example, 5 March 2024. https://www.institute.example/a{b}\n"
    )
    assert plain(source(title="Who opens the gates?", body="x")) == (
        "“Who opens the gates?” archive.example. https://archive.example/document/x\n"
    )


@pytest.mark.parametrize(("date", "parts"), [("2024", 1), ("2024-03", 2), ("2024-03-05", 3), (None, 0)])
def test_a_date_keeps_its_precision(date: str | None, parts: int) -> None:
    cited = source(date=date)
    fields = read_bibtex(bibtex(cited))
    assert len(fields.keys() & {"year", "month", "day"}) == parts
    (item,) = json.loads(csl_json(cited))
    assert len(item.get("issued", {"date-parts": [[]]})["date-parts"][0]) == parts


@given(TEXT.filter(str.strip), st.lists(TEXT.filter(str.strip), max_size=3), TEXT)
def test_any_text_is_read_back(title: str, authors: list[str], summary: str) -> None:
    cited = source(title=title, authors=authors, summary=summary)
    document: Document = cited.document
    fields = read_bibtex(bibtex(cited))
    assert set(fields) <= {"title", "author", "url", "key"}
    (entry,) = rispy.loads(ris(cited))
    assert entry["title"] == one_line(document.title)
    assert entry.get("authors", []) == cited.authors
    (item,) = json.loads(csl_json(cited))
    assert item["title"] == one_line(document.title)
    assert plain(cited).count("\n") == 1


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("record", [str(record["id"]) for record in RECORDS if record["id"].isalnum()])
def test_a_file_for_every_record(client: FlaskClient, style: str, record: str) -> None:
    response = client.get(f"/cite/{style}/{record}")
    assert response.status_code == 200
    assert response.content_type == f"{FORMATS[style].media}; charset=utf-8"
    disposition = response.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="[a-z0-9]+\.{FORMATS[style].extension}"', disposition)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    text = response.get_data(as_text=True)
    if style == "bibtex":
        assert read_bibtex(text)["title"]
    if style == "ris":
        assert len(rispy.loads(text)) == 1
    if style == "csl":
        assert len(CiteProcJSON(json.loads(text))) == 1


def test_a_hostile_record_stays_one_entry(client: FlaskClient) -> None:
    fields = read_bibtex(client.get("/cite/bibtex/hostile").get_data(as_text=True))
    assert "javascript" not in fields["url"]
    assert fields["title"].startswith('Title "><svg onload=alert(1)>')
    (entry,) = rispy.loads(client.get("/cite/ris/hostile").get_data(as_text=True))
    assert entry["title"] == f"Title {HOSTILE}"


@pytest.mark.parametrize("url", ["/cite/none/report-1", "/cite/bibtex/none", "/cite/bibtex/"])
def test_what_there_is_not(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404
