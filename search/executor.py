"""Runs a plan on the arrays of one generation: match, drill, count, order, explain."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from index.document import Document
from index.errors import Error
from search.columns import Columns, Ids
from search.facets import Drill, drill, facet, facet_page
from search.matching import Matcher, among, leaf_cache, union
from search.plan import Plan
from search.postings import PostingReader
from search.query import Expansion
from search.recency import recency_factors, with_recency
from search.result import Answer, Explanation, FacetPage, Match
from search.scoring import PROXIMITY_WINDOW, Scorer


class Executor:
    """Answers plans over one generation. Holds the words that were asked for last, and no state of any one search."""

    def __init__(
        self,
        columns: Columns,
        postings: PostingReader,
        expand: Callable[[Expansion], tuple[str, ...]],
        document: Callable[[int], Document],
        locate: Callable[[str], int | None],
        cache_bytes: int,
    ) -> None:
        self._columns = columns
        self._postings = postings
        self._expand = expand
        self._document = document
        self._locate = locate
        self._cache = leaf_cache(cache_bytes)

    def search(self, plan: Plan) -> Answer:
        """See `Snapshot.search`."""
        started = time.perf_counter()
        matcher = Matcher(self._columns, self._postings, self._expand, self._cache, started + plan.seconds)
        drilled = self._drill(plan, matcher)
        found = time.perf_counter()
        facets = tuple(facet(plan, self._columns, drilled, name) for name in plan.facets)
        counted = time.perf_counter()
        matches = self._page(plan, matcher, drilled.hits) if plan.limit else ()
        timings = {
            "search": (found - started + time.perf_counter() - counted) * 1000,
            "facets": (counted - found) * 1000,
        }
        return Answer(int(drilled.hits.size), matches, facets, timings, matcher.partial)

    def facet(self, plan: Plan, name: str, contains: str, offset: int, limit: int) -> FacetPage:
        """See `Snapshot.facet`."""
        if name not in self._columns.facets:
            raise Error("not_found", f'There is no facet "{name[:40]}".', f"Ask for {', '.join(self._columns.facets)}.")
        matcher = Matcher(self._columns, self._postings, self._expand, self._cache)
        return facet_page(plan, self._columns, self._drill(plan, matcher), name, contains, offset, limit)

    def _drill(self, plan: Plan, matcher: Matcher) -> Drill:
        docs = self._steered(plan, matcher.docs(plan.query))
        if plan.kind is not None:
            docs = docs[self._columns.having("kind", plan.kind, docs)]
        if plan.language is not None:
            docs = docs[self._columns.having("language", plan.language, docs)]
        if plan.dates is not None:
            docs = docs[self._columns.overlapping(*plan.dates, docs)]
        return drill(plan, self._columns, docs)

    def _steered(self, plan: Plan, docs: Ids) -> Ids:
        """Records with those that the editors chose, and without those that they left out."""
        if plan.pinned:
            docs = union([docs, np.unique(self._located(plan.pinned))], self._columns.size)
        if plan.excluded:
            docs = docs[~among(docs, np.unique(self._located(plan.excluded)), self._columns.size)]
        return docs

    def _located(self, ids: Sequence[str]) -> Ids:
        found = (self._locate(name) for name in ids)
        return np.array([doc for doc in found if doc is not None], dtype=np.intp)

    def _page(self, plan: Plan, matcher: Matcher, hits: Ids) -> tuple[Match, ...]:
        """The matches of the page, in order."""
        scorer = Scorer(plan.query, self._columns, matcher, self._postings) if plan.scored else None
        near: set[int] = set()
        pins = np.empty(0, dtype=np.intp)
        if scorer and plan.sort == "relevance":
            pins = self._located(plan.pinned)
            pins = pins[np.isin(pins, hits)]
            order, scores, near = self._by_relevance(plan, scorer, hits[~np.isin(hits, pins)])
            order = np.concatenate([pins, order])
            scores |= self._scores(plan, scorer, np.sort(pins))
        else:
            sort = "newest" if plan.sort == "relevance" else plan.sort
            order = hits[self._columns.first_by(sort, hits, plan.offset + plan.limit)]
            scores = None
        page = order[plan.offset : plan.offset + plan.limit].tolist()
        if scorer and scores is None:
            scores = self._scores(plan, scorer, np.array(sorted(page), dtype=np.intp))
        return tuple(
            Match(
                self._document(doc),
                scores[doc] if scores else None,
                self._explanation(plan, scorer, doc, doc in near) if scorer and plan.explain else None,
                doc in pins,
            )
            for doc in page
        )

    def _scores(self, plan: Plan, scorer: Scorer, docs: Ids) -> dict[int, float]:
        """The scores of some records (rising) by their words and age alone."""
        scores = scorer.scores(docs) * recency_factors(plan, self._columns, docs)
        return dict(zip(docs.tolist(), scores.tolist(), strict=True))

    def _explanation(self, plan: Plan, scorer: Scorer, doc: int, near: bool) -> Explanation:
        factor = float(recency_factors(plan, self._columns, np.array([doc], dtype=np.intp))[0])
        return with_recency(plan, scorer.explain(doc, near), factor)

    def _by_relevance(self, plan: Plan, scorer: Scorer, hits: Ids) -> tuple[Ids, dict[int, float], set[int]]:
        """The best hits in order, their scores, and those among them that got the proximity bonus."""
        factors = recency_factors(plan, self._columns, hits)
        scores = scorer.scores(hits) * factors
        count = max(plan.offset + plan.limit, PROXIMITY_WINDOW)
        best = self._columns.first_by("newest", hits, count, scores)
        window = np.sort(best[: PROXIMITY_WINDOW if plan.proximity else 0])
        scores[window] += scorer.proximity(hits[window]) * factors[window]
        best = np.sort(best)
        order = best[self._columns.first_by("newest", hits[best], count, scores[best])]
        docs = hits[order]
        return docs, dict(zip(docs.tolist(), scores[order].tolist(), strict=True)), set(hits[window].tolist())
