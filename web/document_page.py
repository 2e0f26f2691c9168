"""The page of one record: its paragraphs, what else the source said, and where it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from markupsafe import Markup

from index.document import Document
from index.language_names import language_name
from index.languages import language_of
from search import Hit, RelatedHit
from web.citations import FORMATS, Source
from web.facet_views import KIND_LABELS
from web.hit_views import hit_view, marked, related_view
from web.page_views import CiteView, DocumentPage
from web.urls import host_of, link, safe_link
from web.views import Link

Mark = Callable[[str, str, str | None], str]
"""A text, the name of its field and the language of its record in, HTML with the words of a query in `<mark>` out."""

_DESCRIPTION = 200
"""Characters of what other sites show of a record."""


def document_page(document: Document, related: Sequence[RelatedHit], query: str, mark: Mark) -> DocumentPage:
    """The page of a record and its related ones; `mark` marks the words of the query that led to it."""
    external = safe_link(document.url)
    canonical = link("pages.document_page", absolute=True, key=document.id)
    source = Source(document, canonical)
    numbers = count(1)
    title, summary, body = (
        tuple(_numbered(mark(text, field, document.language), numbers) for text in texts)
        for texts, field in (
            ((document.title,), "title"),
            (paragraphs(document.summary), "summary"),
            (paragraphs(document.body), "body"),
        )
    )
    return DocumentPage(
        hit=hit_view(Hit(document, None, "")),
        title=title[0],
        query=query,
        matches=next(numbers) - 1,
        kind=KIND_LABELS[document.kind].removesuffix("s"),
        language=_language(document),
        summary=summary,
        body=body,
        source=Link(host_of(external), external) if external else None,
        address=document.url or "",
        title_derived=document.title_derived,
        stub=document.stub,
        extra=tuple((label(key), shown(value)) for key, value in document.extra.items() if value not in (None, "")),
        related=tuple(related_view(item) for item in related),
        api_url=link("api.document_api", key=document.id),
        canonical=canonical,
        description=_description(document),
        linked_data=linked_data(document, canonical),
        citations=tuple(
            CiteView(style.label, style.write(source), link("cite.citation", key=document.id, style=name))
            for name, style in FORMATS.items()
        ),
    )


def _language(document: Document) -> str:
    """The language of a record in words, and whether nobody gave it; "" without one."""
    name = language_name(language_of(document.language))
    return f"{name}, as its text tells" if document.language_detected else name


def linked_data(document: Document, canonical: str) -> dict[str, Any]:
    """The record in the terms of schema.org."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Article" if document.kind == "article" else "CreativeWork",
        "@id": canonical,
        "url": canonical,
        "name": document.title,
        "headline": document.title,
        "author": [{"name": author.display} for author in document.authors],
        "datePublished": document.date,
        "genre": document.type,
        "keywords": list(document.topics),
        "inLanguage": document.language,
        "description": _description(document),
        "sameAs": safe_link(document.url),
    }
    return {name: value for name, value in facts.items() if value}


def _numbered(markup: str, numbers: count[int]) -> Markup:
    """Text of which nothing but `<mark>` is a tag, each with an id of its own to go to."""
    return Markup(re.sub("<mark>", lambda _: f'<mark id="match-{next(numbers)}">', str(marked(markup))))  # noqa: S704


def _description(document: Document) -> str:
    text = " ".join((document.summary or document.body).split())
    return text if len(text) <= _DESCRIPTION else text[:_DESCRIPTION].rsplit(" ", 1)[0] + "…"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: blank lines part them, or every line where there are none."""
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    return tuple(part.strip() for part in parts if part.strip())


def label(key: str) -> str:
    """A key of a record as a reader's word: `word_count` -> `Word count`."""
    words = " ".join(key.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] if words else key


def shown(value: Any) -> str:
    """A value of an unknown key as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value):
        return ", ".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False)
