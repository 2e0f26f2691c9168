"""Runs a plan on the arrays of one generation: match, drill, count, order, explain."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from index.document import Document
from index.errors import Error
from search.columns import Columns, Floats, Ids
from search.facets import Drill, drill, facet, facet_page
from search.latent import LatentSpace
from search.matching import Matcher, leaf_cache
from search.plan import Plan
from search.postings import PostingReader
from search.query import Expansion
from search.rerank import RERANKED, Reranked, rerank
from search.result import Answer, Explanation, FacetPage, Match
from search.scoring import Scorer


class Executor:
    """Answers plans over one generation. Holds the words that were asked for last, and no state of any one search."""

    def __init__(
        self,
        columns: Columns,
        postings: PostingReader,
        latent: LatentSpace,
        expand: Callable[[Expansion], tuple[str, ...]],
        document: Callable[[int], Document],
        cache_bytes: int,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._latent = latent
        self._expand = expand
        self._document = document
        self._cache = leaf_cache(cache_bytes)

    def search(self, plan: Plan) -> Answer:
        """See `Snapshot.search`."""
        started = time.perf_counter()
        matcher = Matcher(self._columns, self._postings, self._expand, self._cache)
        drilled = self._drill(plan, matcher)
        found = time.perf_counter()
        facets = tuple(facet(plan, self._columns, drilled, name) for name in plan.facets)
        counted = time.perf_counter()
        matches = self._page(plan, matcher, drilled.hits) if plan.limit else ()
        timings = {
            "search": (found - started + time.perf_counter() - counted) * 1000,
            "facets": (counted - found) * 1000,
        }
        return Answer(int(drilled.hits.size), matches, facets, timings)

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """See `Snapshot.facet`."""
        if name not in self._columns.facets:
            raise Error("not_found", f'There is no facet "{name[:40]}".', f"Ask for {', '.join(self._columns.facets)}.")
        matcher = Matcher(self._columns, self._postings, self._expand, self._cache)
        return facet_page(plan, self._columns, self._drill(plan, matcher), name, contains, offset, limit)

    def _drill(self, plan: Plan, matcher: Matcher) -> Drill:
        docs = matcher.docs(plan.query)
        if plan.kind is not None:
            docs = docs[self._columns.having("kind", plan.kind, docs)]
        if plan.language is not None:
            docs = docs[self._columns.having("language", plan.language, docs)]
        if plan.dates is not None:
            docs = docs[self._columns.overlapping(*plan.dates, docs)]
        return drill(plan, self._columns, docs)

    def _page(self, plan: Plan, matcher: Matcher, hits: Ids) -> tuple[Match, ...]:
        """The matches of the page, in order."""
        scorer = Scorer(plan.query, self._columns, matcher) if plan.scored else None
        reranked: Reranked | None = None
        if scorer and plan.sort == "relevance":
            order, scores, reranked = self._by_relevance(plan, scorer, matcher, hits)
        else:
            sort = "newest" if plan.sort == "relevance" else plan.sort
            order = hits[self._columns.first_by(sort, hits, plan.offset + plan.limit)]
            scores = None
        page = order[plan.offset : plan.offset + plan.limit].tolist()
        if scorer and scores is None:
            scores = dict(zip(sorted(page), scorer.scores(np.array(sorted(page), dtype=np.intp)).tolist(), strict=True))
        return tuple(
            Match(
                self._document(doc),
                scores[doc] if scores else None,
                _explanation(scorer, reranked, doc) if scorer and plan.explain else None,
            )
            for doc in page
        )

    def _by_relevance(
        self, plan: Plan, scorer: Scorer, matcher: Matcher, hits: Ids
    ) -> tuple[Ids, dict[int, float], Reranked | None]:
        """The best hits in order, their scores, and the records that were ranked anew."""
        scores = scorer.scores(hits)
        wanted = plan.offset + plan.limit
        reranked = self._reranked(plan, scorer, matcher, hits, scores) if plan.proximity else None
        among = np.arange(hits.size)
        if reranked is not None:
            places = hits.searchsorted(reranked.docs)
            there = hits.take(np.minimum(places, hits.size - 1)) == reranked.docs if hits.size else places < 0
            places = places[there]
            scores[places] = reranked.scores()[there]
            among = np.sort(places) if places.size >= wanted else among  # all others come behind them
        order = hits[among[self._columns.first_by("newest", hits[among], wanted, scores[among])]]
        page = order.tolist()
        return order, dict(zip(page, scores[hits.searchsorted(order)].tolist(), strict=True)), reranked

    def _reranked(self, plan: Plan, scorer: Scorer, matcher: Matcher, hits: Ids, scores: Floats) -> Reranked:
        """The best of all that matches the query, whatever the filters: so that no filter changes a score."""
        if plan.filters or plan.kind or plan.language or plan.dates:
            hits = matcher.docs(plan.query)
            scores = scorer.scores(hits)
        best = self._columns.first_by("newest", hits, RERANKED, scores)
        return rerank(scorer.leaves, self._postings, self._latent, hits[best], scores[best], self._columns.size)


def _explanation(scorer: Scorer, reranked: Reranked | None, doc: int) -> Explanation:
    words = scorer.explain(doc)
    return reranked.explain(doc, words) if reranked else words
