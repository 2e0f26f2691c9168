"""The order of the hits of one search: by their words, the best ranked anew, and by age where a reader wants that."""

from __future__ import annotations

import numpy as np

from search.columns import Columns, Floats, Ids
from search.latent import LatentSpace
from search.matching import Matcher
from search.plan import Plan
from search.postings import PostingReader
from search.recency import recency_factors, with_recency
from search.rerank import RERANKED, Reranked, rerank
from search.result import Explanation
from search.scoring import Scorer


class Ranking:
    """Scores the records of one plan over one generation. Holds what `first` ranked anew, for the other methods."""

    def __init__(
        self, plan: Plan, columns: Columns, matcher: Matcher, postings: PostingReader, latent: LatentSpace
    ) -> None:
        self._plan = plan
        self._columns = columns
        self._matcher = matcher
        self._postings = postings
        self._latent = latent
        self._scorer = Scorer(plan.query, columns, matcher)
        self._reranked: Reranked | None = None

    def first(self, hits: Ids) -> Ids:
        """The first of some hits (rising) by score, then newest first, as many as the page reaches to."""
        words = self._scorer.scores(hits)
        if self._plan.proximity:
            self._reranked = self._ranked_anew(hits, words)
        scores = self._final(hits, words)
        wanted = self._plan.offset + self._plan.limit
        candidates = self._candidates(hits, wanted)
        best = self._columns.first_by("newest", hits[candidates], wanted, scores[candidates])
        return hits[candidates[best]]

    def scores(self, docs: Ids) -> Floats:
        """The scores of some records (rising)."""
        return self._final(docs, self._scorer.scores(docs))

    def explain(self, doc: int) -> Explanation:
        """The score of a record as a tree."""
        words = self._scorer.explain(doc)
        score = self._reranked.explain(doc, words) if self._reranked else words
        factor = float(recency_factors(self._plan, self._columns, np.array([doc], dtype=np.intp))[0])
        return with_recency(self._plan, score, factor)

    def _ranked_anew(self, hits: Ids, words: Floats) -> Reranked:
        """The best of all that matches the query, whatever the filters: so that no filter changes a score."""
        plan = self._plan
        if plan.filters or plan.kind or plan.language or plan.dates or plan.pinned or plan.excluded:
            hits = self._matcher.docs(plan.query)
            words = self._scorer.scores(hits)
        best = self._columns.first_by("newest", hits, RERANKED, words)
        leaves = self._scorer.leaves
        return rerank(leaves, self._postings, self._latent, hits[best], words[best], self._columns.size)

    def _final(self, docs: Ids, words: Floats) -> Floats:
        """Scores from those by words."""
        scores = words
        if self._reranked is not None and docs.size:
            there, places = self._ranked_among(docs)
            scores = words.copy()
            scores[places] = self._reranked.scores()[there]
        return scores if self._plan.recency == "off" else scores * recency_factors(self._plan, self._columns, docs)

    def _ranked_among(self, docs: Ids) -> tuple[Ids, Ids]:
        """Which of the records that were ranked anew are among some (rising), and their places there."""
        assert self._reranked is not None  # noqa: S101 - who calls this has looked
        places = np.minimum(docs.searchsorted(self._reranked.docs), docs.size - 1)
        there = np.flatnonzero(docs[places] == self._reranked.docs)
        return there, places[there]

    def _candidates(self, hits: Ids, wanted: int) -> Ids:
        """The places of hits that can be among the first: where enough were ranked anew, all others come behind them,
        unless age counts too."""
        if self._reranked is not None and hits.size and self._plan.recency == "off":
            places = np.sort(self._ranked_among(hits)[1])
            if places.size >= wanted:
                return places
        return np.arange(hits.size)
