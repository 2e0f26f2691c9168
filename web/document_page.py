"""The page of one record: its paragraphs, what else the source said, and where it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from index.document import Document
from search import Hit, RelatedHit
from web.presenters import KIND_LABELS, hit_view, related_view
from web.urls import host_of, link, safe_link
from web.views import DocumentPage, Link


def document_page(document: Document, related: Sequence[RelatedHit]) -> DocumentPage:
    """The page of a record and its related ones."""
    external = safe_link(document.url)
    return DocumentPage(
        hit=hit_view(Hit(document, None, "")),
        kind=KIND_LABELS[document.kind].removesuffix("s"),
        summary=paragraphs(document.summary),
        body=paragraphs(document.body),
        source=Link(host_of(external), external) if external else None,
        address=document.url or "",
        title_derived=document.title_derived,
        stub=document.stub,
        extra=tuple((label(key), shown(value)) for key, value in document.extra.items() if value not in (None, "")),
        related=tuple(related_view(item) for item in related),
        api_url=link("api.document_api", key=document.id),
    )


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
