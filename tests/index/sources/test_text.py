"""Scraped text pages: the real one, the shapes seen on mirrors, and the grammar of the list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.sources import read
from index.sources.related_list import is_date, is_topic_line, split_names, split_topics
from index.sources.text import parse_page
from tests.conftest import shared
from tests.index.sources.reading import SETTINGS, names, only, read_bytes

PROSE = "The meeting ended at noon, and nobody had moved. What follows is a summary of the morning."
CAPTION = "A barge at the lock, waiting for its turn. (Jane Doe/The New York Times)"


def entries(document: Document) -> list[Document]:
    """The records of a document's links."""
    return [link.record for link in document.related if link.record is not None]


@pytest.mark.shared
def test_the_real_page() -> None:
    item = only(list(read(shared("data/pages/putin-playbook-ukraine.txt"), SETTINGS)))
    article = item.document
    assert (article.kind, article.title_derived, item.notes) == ("article", True, ())
    assert article.title.startswith("The risk of a new Russian invasion of Ukraine remains high")
    assert article.body.count("A Ukrainian soldier uses a periscope") == 1
    assert article.body.endswith("It is now up to Mr. Putin to determine his response.")
    assert "\n\nWhy Putin’s Behavior Matters\n\nPreventing" in article.body
    first, second, third = entries(article)
    assert [entry.date for entry in (first, second, third)] == ["2024-04-01", "2024-03-27", "2024-03-25"]
    assert [entry.type for entry in (first, second, third)] == ["Podcast", "Question and Answer", "Podcast"]
    assert [entry.topics for entry in (first, second, third)] == [(), ("Global Policy",), ()]
    assert names(first) == ["Asfandyar Mir, Ph.D."]
    assert names(second) == ["Mary Glantz, Ph.D.", "Gavin Helf, Ph.D.", "Asfandyar Mir, Ph.D.", "Andrew Watkins"]
    assert names(third) == ["Angela Stent"]
    assert first.title == "Asfandyar Mir on Why ISIS-K Attacked Moscow"
    assert all(entry.stub and entry.summary for entry in (first, second, third))


def page(*parts: str) -> dict[str, Any]:
    """A page of parts with blank lines between them, read without notes."""
    notes: list[str] = []
    record = parse_page("\n\n".join(parts), "stem", notes)
    assert notes == []
    return record


def listed(*parts: str, heading: str = "Related Publications", ending: str = "View All Publications") -> list[Any]:
    """The entries of a list under a heading, below an article."""
    record = page(PROSE, heading, *parts, ending)
    assert record["body"] == PROSE
    entries: list[Any] = record["related"]
    return entries


def test_no_by_line() -> None:
    assert listed("A Title", "A Title", "Monday, April 1, 2024", "A summary.", "Type: Blog") == [
        {"title": "A Title", "date": "Monday, April 1, 2024", "summary": "A summary.", "type": "Blog"}
    ]


def test_names_are_parted_by_semicolons_only() -> None:
    line = "By: Ambassador William B. Taylor ; Jennifer Staats, Ph.D.;  Bipartisan Senior Study Group for the Sahel"
    (entry,) = listed("A Title", "A Title", "April 1, 2024", line, "A summary.")
    assert entry["authors"] == [
        "Ambassador William B. Taylor",
        "Jennifer Staats, Ph.D.",
        "Bipartisan Senior Study Group for the Sahel",
    ]


@pytest.mark.parametrize(
    ("line", "topics"),
    [
        ("Mediation, Negotiation & DialogueGlobal Policy", ["Mediation, Negotiation & Dialogue", "Global Policy"]),
        ("Peace Processes; Justice, Security & Rule of Law", ["Peace Processes", "Justice, Security & Rule of Law"]),
        ("PeaceMediation", ["Peace", "Mediation"]),
        ("U.S. PolicyNATO", ["U.S. Policy", "NATO"]),
        ("Économie vertePaix", ["Économie verte", "Paix"]),
    ],
)
def test_topics(line: str, topics: list[str]) -> None:
    assert split_topics(line) == topics
    (entry,) = listed("A Title", "A Title", "April 1, 2024", "A summary.", "Type: Peace Brief", line)
    assert (entry["type"], entry["topics"]) == ("Peace Brief", topics)


def test_titles_once_and_single_newlines() -> None:
    items = (
        "First One\nMarch 4, 2020\nBy: A. Bee\nSummary one.\nType: Report\nGlobal Policy\n"
        "Second One\nMarch 5, 2020\nSummary two..."
    )
    first, second = listed(items)
    assert first["topics"] == ["Global Policy"]
    assert second == {"title": "Second One", "date": "March 5, 2020", "summary": "Summary two..."}


def test_summaries_that_are_cut_off_or_continued() -> None:
    (entry,) = listed("A Title", "A Title", "April 1, 2024", "(cont'd from Part 1 of this) It went on…", "Type: Blog")
    assert entry["summary"] == "(cont'd from Part 1 of this) It went on…"


def test_a_french_entry_with_a_date_that_cannot_be_read_is_remarked(tmp_path: Path) -> None:
    entry_lines = ("La crue", "La crue", "jeudi 5 octobre 2023", "By: A. Bé", "Un résumé.", "Type: Report")
    text = "\n\n".join((PROSE, "Related Publications", *entry_lines))
    item = only(read_bytes(tmp_path, text.encode()))
    (entry,) = entries(item.document)
    assert (entry.title, entry.date, names(entry), entry.summary) == ("La crue", None, ["A. Bé"], "Un résumé.")
    assert any("octobre" in note for note in item.notes)


@pytest.mark.parametrize(
    ("heading", "ending"), [("Featured   Publications", "View All"), ("Latest Articles & Analysis", "View All")]
)
def test_other_headings_and_a_stray_sort_line(heading: str, ending: str) -> None:
    (entry,) = listed("Sort", "A Title", "A Title", "April 1, 2024", "A summary.", heading=heading, ending=ending)
    assert entry["title"] == "A Title"


def test_current_projects_before_publications() -> None:
    record = page(
        PROSE, "Current Projects", "The Well", "The Well", "We dig.", "The Dam", "The Dam", "We fill.", "View All",
        "Related Publications", "A Title", "A Title", "April 1, 2024", "A summary.", "View All Publications",
    )  # fmt: skip
    assert [entry["title"] for entry in record["related"]] == ["The Well", "The Dam", "A Title"]
    assert record["related"][0] == {"title": "The Well", "summary": "We dig."}


def test_an_event_page_keeps_its_speakers_in_the_body() -> None:
    record = page(PROSE, "Speakers", "Jane Doe\nFellow", "Related Publications", "T", "T", "May 2, 2021", "S.")
    assert record["body"].endswith("Speakers\n\nJane Doe\nFellow")
    assert len(record["related"]) == 1


def test_the_older_form() -> None:
    (entry,) = listed("Mud and Maps\nOctober 1998\nBy\nA. Bee, Ph.D., C. Dee, Jr. and E. Eff\n\nA summary.")
    assert entry == {
        "title": "Mud and Maps",
        "date": "October 1998",
        "authors": ["A. Bee, Ph.D.", "C. Dee, Jr.", "E. Eff"],
        "summary": "A summary.",
    }
    assert split_names("A. Bee; C. Dee and Sons", older=True) == ["A. Bee", "C. Dee and Sons"]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_captions_printed_twice_are_kept_once(between: str) -> None:
    assert page(f"{PROSE}\n\n{CAPTION}{between}{CAPTION}\n\nNo!\nNo!")["body"] == f"{PROSE}\n\n{CAPTION}\n\nNo!\nNo!"
    assert page(f"{CAPTION}\n{CAPTION}\n\n{PROSE}") == {"kind": "article", "body": f"{CAPTION}\n\n{PROSE}"}


def test_a_page_with_its_own_title_and_facts() -> None:
    assert page("Why It Rains", "Why It Rains", "Friday, May 7, 2021", "By: A. Bee; C. Dee", PROSE) == {
        "kind": "article",
        "title": "Why It Rains",
        "date": "Friday, May 7, 2021",
        "authors": ["A. Bee", "C. Dee"],
        "body": PROSE,
    }
    whole = page("Why It Rains", "Why It Rains", "May 7, 2021", "In short, it rains.", "Type: Report", "Water", PROSE)
    assert (whole["summary"], whole["type"], whole["topics"]) == ("In short, it rains.", "Report", ["Water"])
    assert whole["body"] == PROSE
    assert page("Why It Rains", PROSE) == {"kind": "article", "title": "Why It Rains", "body": PROSE}
    assert page("Why It Rains\nMay 2021\nBy\nA. Bee and C. Dee", PROSE)["authors"] == ["A. Bee", "C. Dee"]


def test_a_page_without_title_or_list_is_an_article() -> None:
    assert page(PROSE) == {"kind": "article", "body": PROSE}
    assert page("A first sentence that is no title.", PROSE)["body"].startswith("A first sentence")


def test_a_listing_has_the_heading_or_the_file_as_title() -> None:
    item = ("A Title", "A Title", "April 1, 2024", "A summary.")
    listing = page("Latest Articles & Analysis", "Sort", *item, "B", "B", "April 2, 2024", "Another.", "View All")
    assert (listing["title"], [entry["title"] for entry in listing["related"]]) == (
        "Latest Articles & Analysis (stem)",
        ["A Title", "B"],
    )
    assert "body" not in listing
    bare = page(*item, "B", "B", "April 2, 2024", "Another.")
    assert (bare["title"], len(bare["related"])) == ("stem", 2)


def test_what_was_not_read_is_remarked() -> None:
    notes: list[str] = []
    record = parse_page(f"{PROSE}\n\nRelated Publications\n\n{PROSE}", "stem", notes)
    assert record["body"].count(PROSE) == 2
    assert "Related Publications" in notes[0]
    notes = []
    lines = ("T", "T", "May 2, 2021", "S.", "Type: Blog", "Water", "Stray", "View All", "Footer")
    text = "\n\n".join((PROSE, "Related Publications", *lines))
    record = parse_page(text, "stem", notes)
    assert record["related"][0]["topics"] == ["Water"]
    assert record["body"].endswith("Footer")
    assert any("Stray" in note for note in notes)
    assert any("Footer" in note for note in notes)


WORD = st.sampled_from("river Dam peace “accord” U.S. ISIS-K naïve Øresund law, court & 2019 — said".split())
PHRASE = st.lists(WORD, min_size=2, max_size=8).map(lambda words: "On " + " ".join(words))
TITLE = PHRASE.map(lambda text: text + " Today").filter(lambda text: not is_date(text))
NAME = st.sampled_from(
    ["Mary Glantz, Ph.D.", "Ambassador William B. Taylor", "Study Group for the Sahel", "Łukasz Żak, Jr."]
)
TOPIC = st.sampled_from(["Global policy", "Mediation, negotiation & dialogue", "Économie", "Justice & law"])
DAY = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@st.composite
def written_entries(draw: st.DrawFn) -> dict[str, Any]:
    """An entry of a list as a record mapping, with some facts missing as they are on real pages."""
    day = draw(DAY)
    entry: dict[str, Any] = {"title": draw(TITLE), "date": f"{day:%A, %B} {day.day}, {day.year}"}
    if draw(st.booleans()):
        entry["authors"] = draw(st.lists(NAME, min_size=1, max_size=3, unique=True))
    entry["summary"] = draw(PHRASE) + draw(st.sampled_from([".", "...", "…”"]))
    if draw(st.booleans()):
        entry["type"] = draw(st.sampled_from(["Podcast", "Question and Answer", "In the Field"]))
        if draw(st.booleans()):
            entry["topics"] = draw(st.lists(TOPIC, min_size=1, max_size=3, unique=True))
    return entry


def rendered(entry: dict[str, Any], doubled: bool, blank: str, glue: str) -> str:
    """An entry in the form of the page."""
    lines = [entry["title"]] * (2 if doubled else 1) + [entry["date"]]
    lines += ["By: " + ";  ".join(entry["authors"])] if "authors" in entry else []
    lines += [entry["summary"]]
    lines += ["Type: " + entry["type"]] if "type" in entry else []
    lines += [glue.join(entry["topics"])] if "topics" in entry else []
    return blank.join(lines)


@given(
    st.lists(written_entries(), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["\n", "\n\n", "\r\n\r\n", "\n \n"]),
    st.sampled_from(["", "; "]),
)
def test_entries_survive_the_way_through_a_page(
    written: list[dict[str, Any]], doubled: bool, blank: str, glue: str
) -> None:
    body = blank.join(rendered(entry, doubled, blank, glue) for entry in written)
    record = page(PROSE, f"Related Publications{blank}{body}{blank}View All Publications")
    assert record["related"] == written


def test_a_sentence_is_no_topic_line() -> None:
    assert is_topic_line("Mediation, Negotiation & Dialogue")
    assert not is_topic_line("He said: “It rains.”")
