"""The grammar of a "Related Publications" list in a scraped text page.

    list    = heading, ["Sort"], {entry}, ["View All" ["Publications"]]
    entry   = title, [title], [date], ["By:" names | "By", names], {summary}, ["Type:" type, [topics]]

An entry begins at a title that is printed twice, or at the line before a date or a "By:". Blank lines may stand
anywhere and mean nothing, except that they part the paragraphs of a summary. Names are parted by ";" after "By:"; by
"," or "and" in the older form, where "By" is a line of its own. Lines that fit nowhere are reported in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.dates import parse_date
from index.document import Notes, facet_name
from index.folding import fold

HEADINGS = ("related publications", "featured publications", "latest articles & analysis", "current projects")
ENDINGS = ("view all", "view all publications")
LONGEST_TOPIC_LINE = 200
LONGEST_TITLE = 300

_BY = re.compile(r"by:\s*(.*)", re.IGNORECASE)
_TYPE = re.compile(r"type:\s*(.*)", re.IGNORECASE)
_DATE_SHAPE = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?:\d{1,2}(?:er|st|nd|rd|th)?\.?\s+(?:de\s+)?[^\W\d]+\.?|[^\W\d]+\.?\s+\d{1,2}),?\s+\d{4}"
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NAME_SEPARATOR = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank, without the spaces around it; `apart`: a blank line or nothing stands before it."""

    text: str
    apart: bool = True


def text_lines(text: str) -> list[TextLine]:
    """The lines of a text that are not blank."""
    lines: list[TextLine] = []
    apart = True
    for line in text.split("\n"):
        if line.strip():
            lines.append(TextLine(line.strip(), apart))
        apart = not line.strip()
    return lines


def squeeze(text: str) -> str:
    """Text folded and with single spaces, to compare lines."""
    return " ".join(fold(text).split())


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a list."""
    return len(line) < 60 and squeeze(line) in HEADINGS


def is_ending(line: str) -> bool:
    """Whether a line ends a list."""
    return len(line) < 60 and squeeze(line) in ENDINGS


def is_date(line: str) -> bool:
    """Whether a line is a written date, readable or only of the shape of one; a bare year is none."""
    return len(line) <= 50 and not line.isdigit() and bool(parse_date(line) or _DATE_SHAPE.fullmatch(line))


def is_doubled(lines: Sequence[TextLine], at: int) -> bool:
    """Whether the line is printed again in the next one, as a title is."""
    return (
        at + 1 < len(lines)
        and len(lines[at].text) <= LONGEST_TITLE
        and squeeze(lines[at].text) == squeeze(lines[at + 1].text)
    )


def entry_starts(lines: Sequence[TextLine]) -> list[int]:
    """The positions of the lines at which entries begin."""
    starts: list[int] = []
    at = 0
    while at < len(lines):
        if is_doubled(lines, at) and not _is_mark(lines[at].text):
            starts.append(at)
            at += 2
            at += at < len(lines) and is_date(lines[at].text)
            at += at < len(lines) and _is_by(lines[at].text)
        elif at + 1 < len(lines) and not _is_mark(lines[at].text) and _is_anchor(lines, at + 1):
            starts.append(at)
            at += 2
            at += at < len(lines) and _is_by(lines[at].text)
        else:
            at += 1
    return starts


def _is_anchor(lines: Sequence[TextLine], at: int) -> bool:
    return is_date(lines[at].text) or _is_by(lines[at].text)


def _is_by(line: str) -> bool:
    return bool(_BY.fullmatch(line)) or line.lower() == "by"


def _is_mark(line: str) -> bool:
    """A line that says what it is and therefore is no title."""
    return is_date(line) or _is_by(line) or bool(_TYPE.fullmatch(line)) or line.lower() == "sort"


def read_list(lines: Sequence[TextLine], notes: Notes) -> list[dict[str, Any]]:
    """The entries of a list as record mappings, in their order. `lines`: without heading and ending."""
    starts = entry_starts(lines)
    for line in lines[: starts[0] if starts else len(lines)]:
        if line.text.lower() != "sort":
            notes.append(f'not read, before the first entry of a list: "{line.text[:80]}"')
    ends = [*starts[1:], len(lines)]
    return [read_entry(lines[start:end], notes) for start, end in zip(starts, ends, strict=True)]


def read_entry(lines: Sequence[TextLine], notes: Notes) -> dict[str, Any]:
    """One entry as a record mapping: only the keys that it has."""
    entry: dict[str, Any] = {"title": " ".join(lines[0].text.split())}
    at, facts = read_facts(lines, 2 if is_doubled(lines, 0) else 1)
    entry |= facts
    rest = lines[at:]
    marked = next((place for place, line in enumerate(rest) if _TYPE.fullmatch(line.text)), None)
    summary = rest[:marked]
    if summary:
        entry["summary"] = join_paragraphs(summary)
    if marked is not None:
        entry |= read_type(rest[marked].text)
        entry |= _topics(rest[marked + 1 :], entry["title"], notes)
    elif len(summary) > 1 and is_topic_line(summary[-1].text):
        notes.append(f'"{summary[-1].text[:80]}" of "{entry["title"][:60]}" may be a topic; left in the summary')
    return entry


def read_facts(lines: Sequence[TextLine], at: int) -> tuple[int, dict[str, Any]]:
    """The date and authors that stand below a title, and the position after them."""
    facts: dict[str, Any] = {}
    if at < len(lines) and (is_date(lines[at].text) or parse_date(lines[at].text)):
        facts["date"] = lines[at].text
        at += 1
    if at < len(lines) and _is_by(lines[at].text):
        match = _BY.fullmatch(lines[at].text)
        names = match[1] if match else ""
        at += 1
        if not names and at < len(lines):
            names, at = lines[at].text, at + 1
        facts["authors"] = split_names(names, older=match is None)
    return at, {key: value for key, value in facts.items() if value}


def read_type(line: str) -> dict[str, Any]:
    """The type that a "Type:" line states, if it does."""
    match = _TYPE.fullmatch(line)
    return {"type": match[1]} if match and match[1] else {}


def is_type(line: str) -> bool:
    """Whether a line is a "Type:" line."""
    return bool(_TYPE.fullmatch(line))


def is_topic_line(line: str) -> bool:
    """Whether a line after "Type:" can be a line of topics: short, and no sentence."""
    return len(line) <= LONGEST_TOPIC_LINE and not re.search(r"[.!?…:][\"'”’)]*$", line)


def _topics(lines: Sequence[TextLine], title: str, notes: Notes) -> dict[str, Any]:
    topics = split_topics(lines[0].text) if lines and is_topic_line(lines[0].text) else []
    notes.extend(f'not read, in the entry "{title[:60]}": "{line.text[:80]}"' for line in lines[bool(topics) :])
    return {"topics": topics} if topics else {}


def split_topics(line: str) -> list[str]:
    """The topics of a line: parted by ";", or by nothing but a change from lower to upper case.

    >>> split_topics("PeaceMediation, Negotiation & Dialogue; Global Policy")
    ['Peace', 'Mediation, Negotiation & Dialogue', 'Global Policy']
    """
    parts: list[str] = [""]
    for char in line:
        if char == ";":
            parts.append("")
            continue
        if parts[-1] and parts[-1][-1].islower() and char.isupper():
            parts.append("")
        parts[-1] += char
    return [" ".join(part.split()) for part in parts if part.strip()]


def split_names(text: str, older: bool = False) -> list[str]:
    """The names of a "By" line. A comma parts names only in the older form, where a degree stays with its name.

    >>> split_names("Mary Glantz, Ph.D.;  Gavin Helf ; "), split_names("A. Bee, Ph.D., C. Dee and E. Eff", older=True)
    (['Mary Glantz, Ph.D.', 'Gavin Helf'], ['A. Bee, Ph.D.', 'C. Dee', 'E. Eff'])
    """
    if not older or ";" in text:
        return [" ".join(part.split()) for part in text.split(";") if part.strip()]
    names: list[str] = []
    for part in (" ".join(part.split()) for part in _NAME_SEPARATOR.split(text)):
        if names and (
            part.rstrip(".").lower() in _SUFFIXES or facet_name(f"{names[-1]}, {part}") == facet_name(names[-1])
        ):
            names[-1] += f", {part}"
        elif part:
            names.append(part)
    return names


def join_paragraphs(lines: Sequence[TextLine]) -> str:
    """Lines as one text: those a blank line parted become paragraphs."""
    text = "".join(("\n\n" if line.apart else "\n") + line.text for line in lines)
    return text.strip("\n")
