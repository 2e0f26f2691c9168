"""The shapes of what the API takes and gives, as JSON Schema (2020-12), by the names `/openapi.json` has them under."""

from __future__ import annotations

from typing import Any

from index.schema import FACETS
from search import SORTS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DATE: Schema = {"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
KIND: Schema = {"type": "string", "enum": ["article", "publication"]}


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def items(schema: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": schema}


def shape(properties: dict[str, Schema], *optional: str, closed: bool = True) -> Schema:
    """An object: every property is there but the optional ones; `closed`: and no other."""
    required = [name for name in properties if name not in optional]
    schema: Schema = {"type": "object", "properties": properties, "required": required}
    return schema | ({"additionalProperties": False} if closed else {})


_HIT: dict[str, Schema] = {
    "id": TEXT,
    "kind": KIND,
    "title": TEXT,
    "title_derived": {**FLAG, "description": "the title is the beginning of the body"},
    "url": OPTIONAL_TEXT,
    "type": OPTIONAL_TEXT,
    "date": DATE,
    "authors": items(ref("Author")),
    "topics": items(TEXT),
    "score": {"type": ["number", "null"]},
    "snippet": {**TEXT, "description": "escaped HTML, matches in <mark>"},
    "explanation": ref("Explanation"),
    "pinned": {**FLAG, "description": "chosen by the editors to come first; only where it is so"},
}
_RELATED = {
    "origin": {"type": "string", "enum": ["editor", "computed"]},
    "reasons": items(TEXT),
}
_NOTES = items(ref("Note"))

SCHEMAS: dict[str, Schema] = {
    "Author": shape(
        {"name": {**TEXT, "description": "the facet value"}, "display": {**TEXT, "description": "as the source has it"}}
    ),
    "Note": shape({"code": TEXT, "message": TEXT}),
    "Error": shape({"error": shape({"code": TEXT, "message": TEXT, "hint": TEXT})}),
    "Explanation": shape(
        {
            "value": {"type": "number"},
            "what": TEXT,
            "op": {"type": "string", "enum": ["sum", "product", "leaf"]},
            "parts": items(ref("Explanation")),
        }
    ),
    "Hit": shape(_HIT, "explanation", "pinned"),
    "RelatedHit": shape(_HIT | _RELATED, "explanation", "pinned"),
    "FacetValue": shape({"value": TEXT, "count": COUNT, "selected": FLAG}),
    "Facet": shape({"values": items(ref("FacetValue")), "more": FLAG}),
    "FacetPage": shape(
        {
            "facet": {"type": "string", "enum": list(FACETS)},
            "values": items(ref("FacetValue")),
            "total": COUNT,
            "more": FLAG,
            "notes": _NOTES,
        }
    ),
    "SearchResult": shape(
        {
            "query": TEXT,
            "total": {**COUNT, "description": "always exact"},
            "page": {"type": "integer", "minimum": 1},
            "size": COUNT,
            "took_ms": NUMBER,
            "timings": {"type": "object", "additionalProperties": NUMBER},
            "generation": COUNT,
            "hits": items(ref("Hit")),
            "facets": shape({name: ref("Facet") for name in FACETS}, "language"),
            "did_you_mean": {
                "oneOf": [{"type": "null"}, shape({"query": TEXT, "total": COUNT, "applied": FLAG})],
            },
            "notes": _NOTES,
            "offers": {**items(ref("Offer")), "description": "what would give hits, where there are none"},
        }
    ),
    "Offer": shape(
        {
            "kind": {"type": "string", "enum": ["spelling", "filter", "filters", "word"]},
            "text": {**TEXT, "description": "what is left off; of another spelling, the text of the box"},
            "parameters": {**TEXT, "description": "the query string of the search"},
            "total": {"type": "integer", "minimum": 1},
        }
    ),
    "Suggestion": shape(
        {
            "text": TEXT,
            "kind": {"type": "string", "enum": ["title", "author", "topic", "query"]},
            "highlight": {**TEXT, "description": "escaped HTML, typed parts in <mark>"},
            "id": TEXT,
            "url": TEXT,
        },
        "id",
        "url",
    ),
    "Suggestions": shape({"query": TEXT, "suggestions": items(ref("Suggestion")), "notes": _NOTES}),
    "Document": shape(
        {
            "id": TEXT,
            "kind": KIND,
            "title": TEXT,
            "title_derived": FLAG,
            "summary": OPTIONAL_TEXT,
            "body": OPTIONAL_TEXT,
            "authors": items(ref("Author")),
            "date": DATE,
            "type": OPTIONAL_TEXT,
            "topics": items(TEXT),
            "url": OPTIONAL_TEXT,
            "language": OPTIONAL_TEXT,
            "related": items({**TEXT, "description": "an id or a URL"}),
            "stub": {**FLAG, "description": "known only from the lists of others"},
        },
        closed=False,
    ),
    "Related": shape({"related": items(ref("RelatedHit")), "notes": _NOTES}),
    "Draft": shape({"title": OPTIONAL_TEXT, "text": TEXT}, "title", closed=False),
    "Health": shape({"status": TEXT}),
    "Readiness": shape(
        {
            "status": TEXT,
            "generation": COUNT,
            "documents": COUNT,
            "problems": {**items(TEXT), "description": "lines of editorial files that cannot be read"},
        }
    ),
}


def parameter_schemas(window: int, page_size: int, facet_size: int) -> dict[str, Schema]:
    """The schema of every search parameter, under the limits of the settings."""
    flag: Schema = {"type": "string", "enum": ["0", "1"]}
    date: Schema = {"type": "string", "pattern": r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"}
    return {
        "q": TEXT,
        **{name: items(TEXT) for name in FACETS},
        "year": items({"type": "string", "pattern": r"^\d{4}$"}),
        "kind": KIND,
        "from": date,
        "to": date,
        "sort": {"type": "string", "enum": list(SORTS), "default": "relevance"},
        "page": {"type": "integer", "minimum": 1, "maximum": window, "default": 1},
        "size": {"type": "integer", "minimum": 0, "maximum": page_size, "default": 10},
        "facet_size": {"type": "integer", "minimum": 0, "maximum": facet_size, "default": 10},
        "correct": flag,
        "synonyms": flag,
        "recency": {"type": "string", "enum": ["off", "gentle", "strong"], "default": "off"},
        "explain": flag,
    }
