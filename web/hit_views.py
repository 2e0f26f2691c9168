"""Records in lists as readers see them: every label and address of a hit, its marked passage, and why it was found."""

from __future__ import annotations

import calendar
import html
import re
from dataclasses import replace

from markupsafe import Markup, escape

from index.document import Document
from search import Hit, RelatedHit, SearchRequest
from web.explanations import why_view
from web.urls import host_of, link, safe_link
from web.views import DateView, HitView, Link

CHOSEN = "Chosen by the editors"
FIRST_AUTHORS, MOST_AUTHORS = 10, 15
"""Authors that are shown at once where there are more than the most."""

_MARKS = ("<mark>", "</mark>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ku ps sd syr ug ur yi".split())


def hit_view(hit: Hit, query: str = "") -> HitView:
    """One hit of a list; `query` is what its page marks."""
    document = hit.document
    lang = language_of(document)
    external = safe_link(document.url)
    authors = tuple(filter_link("author", author.name, author.display) for author in document.authors)
    shown = FIRST_AUTHORS if len(authors) > MOST_AUTHORS else MOST_AUTHORS
    return HitView(
        title=document.title,
        url=link("pages.document_page", key=document.id, query=query),
        lang=lang,
        dir=direction_of(lang),
        type=filter_link("type", document.type) if document.type else None,
        date=DateView(document.date, date_text(document.date)) if document.date else None,
        authors=authors[:shown],
        more_authors=authors[shown:],
        topics=tuple(filter_link("topic", topic) for topic in document.topics),
        snippet=marked(hit.snippet),
        host=host_of(external) if external else "",
        source=external or "",
        why=why_view(hit.explanation) if hit.explanation else None,
        origin=CHOSEN if hit.pinned else "",
    )


def related_view(related: RelatedHit) -> HitView:
    """A related record with who says so and why."""
    origin = CHOSEN if related.origin == "editor" else "Found by comparison"
    reasons = tuple(reason for reason in related.reasons if reason.casefold() != origin.casefold())
    return replace(hit_view(related.hit), origin=origin, reasons=reasons)


def filter_link(facet: str, value: str, text: str = "") -> Link:
    """A value as a link to all its records."""
    return Link(text or value, link("pages.search_results", SearchRequest().with_value(facet, value)))


def language_of(document: Document) -> str:
    """The language tag of a record where it is one, else ""."""
    language = (document.language or "").replace("_", "-")
    return language if _LANGUAGE.fullmatch(language) else ""


def direction_of(lang: str) -> str:
    """How the text of a language runs; "auto" lets the browser look at the text."""
    if not lang:
        return "auto"
    return "rtl" if lang.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def date_text(date: str) -> str:
    """A date as readers write it.

    >>> date_text("2024-04-01"), date_text("2024-04"), date_text("2024")
    ('1 April 2024', 'April 2024', '2024')
    """
    parts = date.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[int(parts[1])])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def marked(snippet: str) -> Markup:
    """A snippet in which nothing but `<mark>` is a tag, whatever an engine handed over."""
    parts = re.split(r"(</?mark>)", snippet)
    return Markup("").join(Markup(part) if part in _MARKS else escape(html.unescape(part)) for part in parts)  # noqa: S704
