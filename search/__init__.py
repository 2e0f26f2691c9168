"""The read side: a request in, a result out.

request = from_query(pairs)      ->  SearchRequest
parse(text) + plan(request)      ->  Plan: analysed, engine-neutral
engine.snapshot().search(plan)   ->  Answer: from one generation
search(engine, request)          ->  SearchResult: with snippets, notes and other spellings
"""

from __future__ import annotations

from search.engine import Capability, Engine, Generation, Snapshot
from search.open_engine import open_engine
from search.parse import ParsedQuery, parse
from search.past_queries import PastQueries, open_past_queries
from search.plan import Plan, plan
from search.query import MATCH_ALL, MATCH_NONE
from search.request import PARAMETERS, SORTS, Note, SearchRequest, from_query
from search.result import (
    DidYouMean,
    Facet,
    FacetPage,
    FacetValue,
    Hit,
    Offer,
    RelatedHit,
    SearchResult,
    Suggestion,
    document_dict,
)
from search.service import (
    DEADLINE,
    every_record,
    facet_values,
    get_document,
    marker,
    related,
    related_to_draft,
    search,
    suggest,
)

__all__ = [
    "DEADLINE",
    "MATCH_ALL",
    "MATCH_NONE",
    "PARAMETERS",
    "SORTS",
    "Capability",
    "DidYouMean",
    "Engine",
    "Facet",
    "FacetPage",
    "FacetValue",
    "Generation",
    "Hit",
    "Note",
    "Offer",
    "ParsedQuery",
    "PastQueries",
    "Plan",
    "RelatedHit",
    "SearchRequest",
    "SearchResult",
    "Snapshot",
    "Suggestion",
    "document_dict",
    "every_record",
    "facet_values",
    "from_query",
    "get_document",
    "marker",
    "open_engine",
    "open_past_queries",
    "parse",
    "plan",
    "related",
    "related_to_draft",
    "search",
    "suggest",
]
