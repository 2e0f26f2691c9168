"""What a record is to the index: one table of text fields, one of facets.

Text fields index surface terms; a plain word finds those of its stem, together (`index.columnar.layout`, groups). The
texts of a record in another language than the default one are indexed in fields of their own, `title_fr` beside
`title`, since their words have other stems; whoever asks for a text field means all of these.
Engines derive their own schema from these tables; the box reads its `field:` names here, and ranking its boosts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index.analysis import ANALYZER_VERSION, LIST_BREAK
from index.dates import date_interval
from index.document import Document
from index.languages import DEFAULT, OTHERS, language_of, stemmed_as

SCHEMA_VERSION = 8
"""Raise it with every change to what is written; an index of another version says what to do."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field that is searched. `boost` and `b` are the weight and length normalisation of BM25F."""

    name: str
    boost: float
    b: float
    stemmed: bool = True
    spoken: bool = False
    """Whether it is in the language of the record, and stemmed so; what is stemmed else, is as in the default one."""
    default: bool = True
    """Whether plain words are looked for here; the other fields answer only to their own name."""

    @property
    def exact(self) -> str:
        """The name under which a query tree means the surface terms of this field."""
        return f"{self.name}_exact" if self.stemmed else self.name

    @property
    def stems(self) -> str:
        """The name under which it means the stems; where nothing is stemmed, the surface terms."""
        return self.name


TEXT_FIELDS = (
    TextField("title", boost=3.0, b=0.5, spoken=True),
    TextField("summary", boost=1.0, b=0.75, spoken=True),
    TextField("body", boost=1.0, b=0.75, spoken=True),
    TextField("authors", boost=2.0, b=0.3, stemmed=False),
    TextField("topics", boost=1.5, b=0.3),
    TextField("type", boost=1.0, b=0.0, stemmed=False, default=False),
)
FIELD = {field.name: field for field in TEXT_FIELDS}
DEFAULT_FIELDS = tuple(field.name for field in TEXT_FIELDS if field.default)
SPOKEN = tuple(field.name for field in TEXT_FIELDS if field.spoken)

LANGUAGE_FIELDS = {f"{name}_{language}": (name, language) for language in OTHERS for name in SPOKEN}
"""The index fields of other languages, and of each the text field and the language."""


def text_field_of(field: str) -> str:
    """The text field of which an index field has the texts in a language, or all."""
    return LANGUAGE_FIELDS[field][0] if field in LANGUAGE_FIELDS else field


BOX_FIELDS = {
    "title": "title",
    "summary": "summary",
    "body": "body",
    "author": "authors",
    "authors": "authors",
    "by": "authors",
    "topic": "topics",
    "topics": "topics",
    "type": "type",
}
"""The names a reader may write before a colon, and the text field each means."""


TEXTS: dict[str, Callable[[Document], str]] = {
    "title": lambda document: "" if document.title_derived else document.title,
    "summary": attrgetter("summary"),
    "body": attrgetter("body"),
    "authors": lambda document: LIST_BREAK.join([author.name for author in document.authors]),
    "topics": lambda document: LIST_BREAK.join(document.topics),
    "type": lambda document: document.type or "",
}
"""The text that each field of a record is analysed from. A derived title is not a title."""

FACET_VALUES: dict[str, Callable[[Document], Sequence[str]]] = {
    "author": lambda document: tuple([author.name for author in document.authors]),
    "type": lambda document: (document.type,) if document.type else (),
    "topic": attrgetter("topics"),
    "year": lambda document: (document.date[:4],) if document.date else (),
    "language": lambda document: (code,) if (code := language_of(document.language)) else (),
}
"""The values of a record in each facet; no date, no year; no type, no type. A language has no region."""

FACETS = tuple(FACET_VALUES)


def indexed_texts(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Of each index field the text that it has of each record: all text fields, then the fields of other languages of
    which there are any."""
    found = {name: list(map(TEXTS[name], documents)) for name in FIELD}
    languages = [stemmed_as(document.language) for document in documents]
    for language in sorted(set(languages) - {DEFAULT}):
        numbers = [number for number, own in enumerate(languages) if own == language]
        for name in SPOKEN:
            moved = found[f"{name}_{language}"] = [""] * len(documents)
            for number in numbers:
                moved[number], found[name][number] = found[name][number], ""
    return found


def interval(document: Document) -> tuple[int, int]:
    """First and last day (ordinals) of a record's date; (0, 0) without one."""
    return date_interval(document.date) if document.date else (0, 0)


def version() -> str:
    """What an index must have been written with to be read."""
    return f"{SCHEMA_VERSION}.{ANALYZER_VERSION}"
