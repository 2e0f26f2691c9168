"""What the index takes of one record: the truth that columns, which are made of many at once, are measured by."""

from __future__ import annotations

from index.document import Document
from index.schema import FACET_VALUES, TEXTS


def texts(document: Document) -> dict[str, str]:
    """The text of each field of a record."""
    return {name: text(document) for name, text in TEXTS.items()}


def facet_values(document: Document) -> dict[str, tuple[str, ...]]:
    """The values of a record in each facet."""
    return {name: tuple(values(document)) for name, values in FACET_VALUES.items()}


def explaining(document: Document) -> list[str]:
    """The texts of a record that may explain an acronym."""
    return [text for text in (document.title, document.summary, document.body) if "(" in text]
