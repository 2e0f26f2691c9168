"""What an engine answers (`Answer`) and what a caller gets (`SearchResult`): frozen values.

What an answer has many of are Structs of msgspec, which are made in half the time of data classes. `as_dict` gives the
JSON of `/api/v1/*`; the command line prints the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec

from index.document import Document
from search.request import Note, SearchRequest


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a number came about: a `sum` or `product` of its parts, or a `leaf`. The tree evaluates to `value`."""

    value: float
    what: str
    op: Literal["sum", "product", "leaf"] = "leaf"
    parts: tuple[Explanation, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"value": self.value, "what": self.what, "op": self.op, "parts": [part.as_dict() for part in self.parts]}


class Match(msgspec.Struct, frozen=True):
    """A record found by an engine; `score` is None when nothing was scored. `pinned`: the plan puts it first."""

    document: Document
    score: float | None = None
    explanation: Explanation | None = None
    pinned: bool = False


class FacetValue(msgspec.Struct, frozen=True, gc=False):
    """A value, and how many records choosing it alone in its facet gives under all other filters."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The listed values of one facet; `more` when there are others."""

    name: str
    values: tuple[FacetValue, ...]
    more: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"values": [_value_dict(value) for value in self.values], "more": self.more}


@dataclass(frozen=True, slots=True)
class FacetPage:
    """A page of a facet's values; `total` counts those that fit, `more` says whether others follow, `partial` as of an
    answer."""

    name: str
    values: tuple[FacetValue, ...]
    total: int
    more: bool
    partial: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `/api/v1/facets/<name>`."""
        values = [_value_dict(value) for value in self.values]
        return {"facet": self.name, "values": values, "total": self.total, "more": self.more}


@dataclass(frozen=True, slots=True)
class Answer:
    """An engine's answer to a plan. `total` is exact, unless `partial`: then time ran out, and words that were not
    looked up count as if no record had them. `timings` are milliseconds of `search` and `facets`."""

    total: int
    matches: tuple[Match, ...] = ()
    facets: tuple[Facet, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A record in a list of results. `snippet` is escaped HTML with the matches in `<mark>`; `pinned`: chosen by the
    editors to come first."""

    document: Document
    score: float | None
    snippet: str
    explanation: Explanation | None = None
    pinned: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The JSON of a hit."""
        document = self.document
        values: dict[str, Any] = {
            "id": document.id,
            "kind": document.kind,
            "title": document.title,
            "title_derived": document.title_derived,
            "url": document.url,
            "type": document.type,
            "date": document.date,
            "authors": _author_dicts(document),
            "topics": list(document.topics),
            "score": self.score,
            "snippet": self.snippet,
        }
        values |= {"explanation": self.explanation.as_dict()} if self.explanation else {}
        return values | ({"pinned": True} if self.pinned else {})


@dataclass(frozen=True, slots=True)
class RelatedHit:
    """A related record: the editor's own link, or computed; `reasons` say why, for readers."""

    hit: Hit
    origin: Literal["editor", "computed"]
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON of a related record."""
        return self.hit.as_dict() | {"origin": self.origin, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class Completion:
    """What an engine offers for typed words: a facet value, or the title of a record; not `exact` where typos were
    forgiven."""

    text: str
    exact: bool
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of typed text; `highlight` is escaped HTML with the typed parts in `<mark>`."""

    text: str
    kind: Literal["title", "author", "topic", "query"]
    highlight: str
    id: str | None = None
    url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of a suggestion; `id` and `url` only where there is one."""
        values = {"text": self.text, "kind": self.kind, "highlight": self.highlight}
        return values | {key: value for key, value in (("id", self.id), ("url", self.url)) if value}


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """Another spelling of the query and what it gives; `applied`: the answer is already for it."""

    query: str
    total: int
    applied: bool

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"query": self.query, "total": self.total, "applied": self.applied}


OfferKind = Literal["spelling", "filter", "filters", "word"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A search that finds something, for a reader who found nothing. `text` is what it leaves off; of another spelling,
    what it searches for."""

    kind: OfferKind
    text: str
    request: SearchRequest
    total: int

    def as_dict(self) -> dict[str, Any]:
        """The JSON form; `parameters` are those of the search."""
        parameters = urlencode(self.request.to_query())
        return {"kind": self.kind, "text": self.text, "parameters": parameters, "total": self.total}


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A complete answer, all of it from one generation. `timings` are milliseconds; so is `took_ms`. `partial`: time
    ran out before every word was looked up. `offers`: what would find something, where nothing was found."""

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    did_you_mean: DidYouMean | None
    notes: tuple[Note, ...]
    generation: int
    took_ms: float
    timings: Mapping[str, float]
    partial: bool = False
    offers: tuple[Offer, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `/api/v1/search`."""
        return {
            "query": self.request.q,
            "total": self.total,
            "page": self.request.page,
            "size": self.request.size,
            "took_ms": round(self.took_ms, 3),
            "timings": {name: round(value, 3) for name, value in self.timings.items()},
            "generation": self.generation,
            "hits": [hit.as_dict() for hit in self.hits],
            "facets": {facet.name: facet.as_dict() for facet in self.facets},
            "did_you_mean": self.did_you_mean.as_dict() if self.did_you_mean else None,
            "notes": [note.as_dict() for note in self.notes],
            "offers": [offer.as_dict() for offer in self.offers],
        }


def document_dict(document: Document) -> dict[str, Any]:
    """The JSON of `/api/v1/documents/<id>`: the record with every key, null and [] for what it has not."""
    values: dict[str, Any] = {
        "id": document.id,
        "kind": document.kind,
        "title": document.title,
        "title_derived": document.title_derived,
        "summary": document.summary or None,
        "body": document.body or None,
        "authors": _author_dicts(document),
        "date": document.date,
        "type": document.type,
        "topics": list(document.topics),
        "url": document.url,
        "language": document.language,
        "related": [link.ref if link.record is None else link.record.id for link in document.related],
        "stub": document.stub,
    }
    return values | {key: value for key, value in document.extra.items() if key not in values}


def _author_dicts(document: Document) -> list[dict[str, str]]:
    return [{"name": author.name, "display": author.display} for author in document.authors]


def _value_dict(value: FacetValue) -> dict[str, Any]:
    return {"value": value.value, "count": value.count, "selected": value.selected}
