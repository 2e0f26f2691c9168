"""Runs a plan on the arrays of one generation: match, drill, count, order, explain."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.document import Document
from index.errors import Error
from search.columns import Columns
from search.facets import Drill, facet, facet_page
from search.filters import Filters
from search.id_sets import DocSet, Ids, among, union
from search.latent import LatentSpace
from search.matching import Matcher, leaf_cache
from search.plan import Plan
from search.postings import PostingReader
from search.proximity import NamePlaces
from search.query import Expansion, every_leaf
from search.ranking import Ranking
from search.result import Answer, FacetPage, Match
from search.scoring import Scorer

_NAMES_SHARE, _FILTERS_SHARE = 8, 32
"""One byte in so many of those that are kept is for where words stand in titles and names, and for filters."""


class Executor:
    """Answers plans over one generation. Holds the words that were asked for last, and no state of any one search."""

    def __init__(
        self,
        columns: Columns,
        postings: PostingReader,
        latent: LatentSpace,
        expand: Callable[[Expansion], tuple[str, ...]],
        records: Callable[[Sequence[int]], Sequence[Document]],
        locate: Callable[[str], int | None],
        cache_bytes: int,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._latent = latent
        self._expand = expand
        self._records = records
        self._locate = locate
        names, filters = cache_bytes // _NAMES_SHARE, cache_bytes // _FILTERS_SHARE
        self._cache = leaf_cache(cache_bytes - names - filters)
        self._names = NamePlaces(postings, names)
        self._filters = Filters(columns, filters)

    def search(self, plan: Plan) -> Answer:
        """See `Snapshot.search`."""
        started = time.perf_counter()
        matcher = self._matcher(plan, started + plan.seconds)
        scorer = Scorer(plan.query, self._columns, matcher) if plan.scored else None
        drilled = self._drill(plan, matcher)
        found = time.perf_counter()
        told = (name for name in plan.facets if name != "language" or len(self._columns.languages) > 1)
        facets = tuple(facet(plan, self._columns, drilled, name) for name in told)
        counted = time.perf_counter()
        ranking = Ranking(plan, self._columns, scorer, self._names, self._latent) if scorer else None
        hits = drilled.hits.docs
        matches = self._page(plan, ranking, hits) if plan.limit else ()
        timings = {
            "search": (found - started + time.perf_counter() - counted) * 1000,
            "facets": (counted - found) * 1000,
        }
        return Answer(int(hits.size), matches, facets, timings, matcher.partial)

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """See `Snapshot.facet`."""
        if name not in self._columns.facets:
            raise Error("not_found", f'There is no facet "{name[:40]}".', f"Ask for {', '.join(self._columns.facets)}.")
        deadline = time.perf_counter() + plan.seconds
        matcher = self._matcher(plan, deadline)
        drilled = self._drill(plan, matcher)
        page = facet_page(plan, self._columns, drilled, name, contains, offset, limit)
        return replace(page, partial=matcher.partial)

    def _matcher(self, plan: Plan, deadline: float) -> Matcher:
        matcher = Matcher(self._columns, self._postings, self._expand, self._cache, deadline)
        matcher.prepare(every_leaf(plan.query))
        return matcher

    def _drill(self, plan: Plan, matcher: Matcher) -> Drill:
        found = self._steered(plan, matcher.found(plan.query, self._filters.near(plan.filters)))
        if plan.kind is not None:
            found = found.compress(self._columns.of_kind(plan.kind, found.docs))
        if plan.dates is not None:
            found = found.compress(self._columns.overlapping(*plan.dates, found.docs))
        return Drill(plan.filters, self._columns, self._filters, found)

    def _steered(self, plan: Plan, found: DocSet) -> DocSet:
        """Records with those that the editors chose, and without those that they left out."""
        if plan.pinned:
            found = union([found.docs, np.unique(self._located(plan.pinned))], self._columns.size)
        if plan.excluded:
            excluded = np.unique(self._located(plan.excluded))
            found = found.compress(~among(found.docs, excluded, self._columns.size))
        return found

    def _located(self, ids: Sequence[str]) -> Ids:
        found = (self._locate(name) for name in ids)
        return np.array([doc for doc in found if doc is not None], dtype=np.intp)

    def _page(self, plan: Plan, ranking: Ranking | None, hits: Ids) -> tuple[Match, ...]:
        """The matches of the page, in order."""
        if ranking and plan.sort == "relevance":
            return self._ranked(plan, ranking, hits)
        sort = "newest" if plan.sort == "relevance" else plan.sort
        page = hits[self._columns.first_by(sort, hits, plan.offset + plan.limit)][plan.offset :]
        scores = _scores(ranking, page) if ranking else {}
        return self._matches(plan, ranking, page.tolist(), scores)

    def _ranked(self, plan: Plan, ranking: Ranking, hits: Ids) -> tuple[Match, ...]:
        """The same by relevance: what the editors chose, then the best."""
        pins = self._located(plan.pinned)
        pins = pins[among(pins, hits, self._columns.size)] if pins.size else pins
        others = hits[~among(hits, np.sort(pins), self._columns.size)] if pins.size else hits
        first, best = ranking.first(others)
        scores = _scores(ranking, pins) | dict(zip(first.tolist(), best.tolist(), strict=True))
        pinned = pins.tolist()
        page = [*pinned, *first.tolist()][plan.offset : plan.offset + plan.limit]
        return self._matches(plan, ranking, page, scores, pinned)

    def _matches(
        self,
        plan: Plan,
        ranking: Ranking | None,
        docs: Sequence[int],
        scores: Mapping[int, float],
        pinned: Sequence[int] = (),
    ) -> tuple[Match, ...]:
        explain = ranking.explain if ranking and plan.explain else lambda _: None
        return tuple(
            Match(record, scores.get(doc), explain(doc), doc in pinned)
            for doc, record in zip(docs, self._records(docs), strict=True)
        )


def _scores(ranking: Ranking, docs: Ids) -> dict[int, float]:
    rising = np.sort(docs)
    return dict(zip(rising.tolist(), ranking.scores(rising).tolist(), strict=True)) if docs.size else {}
