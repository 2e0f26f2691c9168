"""A plan: all that an engine needs to know to answer, and no more.

`plan()` turns a request and its parsed query into a frozen value. A plan knows no engine and no generation;
filters are kept apart per facet, so that disjunctive counts can leave one out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from index.dates import date_interval
from index.schema import FACETS
from index.stored import sort_title
from search.query import MATCH_ALL, MatchAll, Node
from search.request import SearchRequest

FIRST_DAY, LAST_DAY = 1, 3_652_059
"""Ordinals of 0001-01-01 and 9999-12-31."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One search.

    `filters` holds the chosen values of each facet that has any: OR inside a facet, AND across. `dates` is an interval
    of day ordinals that a record's date must overlap. `sort` is one of `request.SORTS`; without `scored` no score
    is wanted, without `proximity` the best are not ranked anew. `limit` 0 asks for counts only; `facets`
    names those to count, `facet_size` values each; languages are listed where the archive has two. After `seconds` an
    engine looks up no more words and answers what it knows by then.

    `recency` is one of `request.RECENCIES`; it counts ages from the ordinal `today`, but not of records titled `title`
    (a key of `index.stored.sort_title`). `pinned` ids are hits whatever the query says, if they pass the filters, and
    the first by relevance, in their order; `excluded` ids are none.
    """

    query: Node = MATCH_ALL
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kind: str | None = None
    dates: tuple[int, int] | None = None
    sort: str = "relevance"
    scored: bool = True
    proximity: bool = True
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = FACETS
    facet_size: int = 10
    explain: bool = False
    seconds: float = math.inf
    recency: str = "off"
    today: int = 0
    title: str = ""
    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def counting(self) -> Plan:
        """The same search for its total alone."""
        return replace(self, limit=0, offset=0, facets=(), scored=False, explain=False)


def plan(
    request: SearchRequest,
    query: Node,
    *,
    today: int | None = None,
    pinned: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> Plan:
    """The plan of a request whose text was parsed to `query`, as of today unless another day is given."""
    everything = isinstance(query, MatchAll)
    sort = "newest" if everything and request.sort == "relevance" else request.sort
    return Plan(
        query=query,
        filters=tuple((name, values) for name, values in request.filters if values),
        kind=request.kind,
        dates=_dates(request),
        sort=sort,
        scored=not everything,
        offset=(request.page - 1) * request.size,
        limit=request.size,
        facets=FACETS,
        facet_size=request.facet_size,
        explain=request.explain and not everything,
        recency=request.recency,
        today=(today or date.today().toordinal()) if request.recency != "off" else 0,
        title=sort_title(request.q.strip()) if request.recency != "off" else "",
        pinned=pinned,
        excluded=excluded,
    )


def _dates(request: SearchRequest) -> tuple[int, int] | None:
    if request.date_from is None and request.date_to is None:
        return None
    first = date_interval(request.date_from)[0] if request.date_from else FIRST_DAY
    last = date_interval(request.date_to)[1] if request.date_to else LAST_DAY
    return first, last
