"""A scraped text page: an article, and the list of related publications below it.

The page becomes one article with the entries of its lists in `related`, in the order of the page. A page that begins
with its title (twice, or once and alone) gives the article that title and the facts below it; any other page stays
untitled. A page that is nothing but a list is an article without body, titled by the heading of the list and the name
of its file, so that no two are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from index.document import Notes
from index.folding import clean
from index.report import EXCERPT
from index.settings import Settings
from index.sources.found import Place, Stream, accept
from index.sources.related_list import (
    LONGEST_TITLE,
    TextLine,
    entry_starts,
    is_date,
    is_doubled,
    is_ending,
    is_heading,
    is_topic_line,
    is_type,
    join_paragraphs,
    read_facts,
    read_list,
    read_type,
    split_topics,
    squeeze,
    text_lines,
)

SHORTEST_CAPTION = 40
"""Characters from which a line printed twice in a row counts as a doubled caption (or it ends in a credit)."""
_SHORT_TITLE = 150
_SENTENCE_END = re.compile(r"[.,;:…][\"'”’)]*$")
_TYPE_WITHIN = 4
"""Lines below title, date and names among which a "Type:" line still speaks of the article."""


def read_text(text: str, source: str, settings: Settings, notes: Notes) -> Stream:
    """The article of a text page."""
    yield accept(
        parse_page(text, PurePath(source).stem, notes), Place(source, None, text[:EXCERPT]), settings.types, notes
    )


def parse_page(text: str, stem: str, notes: Notes) -> dict[str, Any]:
    """A text page as a record mapping. `stem`: the name of the file, which tells listings apart."""
    lines = text_lines(clean(text))
    prose, related, heading = split_lists(lines, notes)
    if not related and is_listing(lines):
        prose, related, heading = [], read_list(lines, notes), ""
    record: dict[str, Any] = {"kind": "article"}
    if related:
        record["related"] = related
    if not prose and related:
        return record | {"title": f"{heading} ({stem})" if heading else stem}
    at, facts = _header(prose)
    body = join_paragraphs(collapse_captions(prose[at:]))
    return record | facts | ({"body": body} if body else {})


def split_lists(lines: Sequence[TextLine], notes: Notes) -> tuple[list[TextLine], list[dict[str, Any]], str]:
    """The prose of a page, the entries of all its lists, and the heading of the first one.

    A heading counts only when an entry stands below it; a list ends at "View All" or at the next heading.
    """
    prose: list[TextLine] = []
    related: list[dict[str, Any]] = []
    first = ""
    at = 0
    while at < len(lines):
        end = _list_end(lines, at) if is_heading(lines[at].text) else at
        if not entry_starts(lines[at + 1 : end]):
            if end > at:
                notes.append(f'no entry could be read below "{lines[at].text}"; it is left in the body')
            prose.append(lines[at])
            at += 1
            continue
        first = first or " ".join(lines[at].text.split())
        related += read_list(lines[at + 1 : end], notes)
        at = end + (end < len(lines) and is_ending(lines[end].text))
        if at < len(lines) and not is_heading(lines[at].text):
            notes.append(f'text after a list is left in the body: "{lines[at].text[:80]}"')
    return prose, related, first


def _list_end(lines: Sequence[TextLine], at: int) -> int:
    after = range(at + 1, len(lines))
    return next((place for place in after if is_ending(lines[place].text) or is_heading(lines[place].text)), len(lines))


def is_listing(lines: Sequence[TextLine]) -> bool:
    """Whether a page without a heading is a list: it begins with an entry, and has another one with a doubled title
    and a date."""
    starts = entry_starts(lines)
    dated = [at for at in starts if is_doubled(lines, at) and at + 2 < len(lines) and is_date(lines[at + 2].text)]
    return len(dated) > 1 and dated[0] == 0


def _header(lines: Sequence[TextLine]) -> tuple[int, dict[str, Any]]:
    """The article's own title and the facts below it, and the position at which its body begins."""
    if is_doubled(lines, 0) and not _is_caption(lines[0].text):
        at = 2
    elif _is_single_title(lines):
        at = 1
    else:
        return 0, {}
    title = " ".join(lines[0].text.split())
    at, facts = read_facts(lines, at)
    marked = next(
        (place for place in range(at, min(at + _TYPE_WITHIN, len(lines))) if is_type(lines[place].text)), None
    )
    if marked is not None:
        facts |= read_type(lines[marked].text)
        if marked > at:
            facts["summary"] = join_paragraphs(lines[at:marked])
        at = marked + 1
        if at + 1 < len(lines) and lines[at + 1].apart and is_topic_line(lines[at].text):
            facts["topics"] = split_topics(lines[at].text)
            at += 1
    return at, {"title": title} | facts


def _is_single_title(lines: Sequence[TextLine]) -> bool:
    """Whether the first line is a title that is printed once: short, no sentence, and set apart from what follows."""
    if len(lines) < 2 or is_date(lines[0].text) or is_heading(lines[0].text) or len(lines[0].text) > _SHORT_TITLE:
        return False
    if is_date(lines[1].text) or is_type(lines[1].text) or squeeze(lines[1].text).startswith("by:"):
        return True
    sentence = _SENTENCE_END.search(lines[0].text)
    return not sentence and lines[1].apart and len(lines[1].text) > len(lines[0].text)


def _is_caption(line: str) -> bool:
    return len(line) > LONGEST_TITLE or bool(re.search(r"[.)][\"'”’]*$", line))


def collapse_captions(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines without the second print of an image caption."""
    kept: list[TextLine] = []
    for line in lines:
        doubled = bool(kept) and kept[-1].text == line.text
        if not (doubled and (len(line.text) >= SHORTEST_CAPTION or line.text.endswith(")"))):
            kept.append(line)
    return kept
