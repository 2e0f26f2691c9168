"""The order of the hits of one search: by their words, the best ranked anew, and by age where a reader wants that."""

from __future__ import annotations

import numpy as np

from search.columns import Columns
from search.id_sets import Floats, Ids, among
from search.latent import LatentSpace
from search.plan import Plan
from search.postings import PostingReader
from search.recency import recency_factors, with_recency
from search.rerank import RERANKED, Reranked, rerank
from search.result import Explanation
from search.scoring import Scorer


class Ranking:
    """Scores the records of one plan over one generation. Holds what `first` ranked anew, for the other methods."""

    def __init__(
        self,
        plan: Plan,
        columns: Columns,
        matched: Ids,
        scorer: Scorer,
        postings: PostingReader,
        latent: LatentSpace,
    ) -> None:
        """`matched`: the records (rising) that match the query, whatever else the plan asks for."""
        self._plan = plan
        self._columns = columns
        self._matched = matched
        self._scorer = scorer
        self._postings = postings
        self._latent = latent
        self._reranked: Reranked | None = None

    def first(self, hits: Ids) -> tuple[Ids, Floats]:
        """The first of some hits (rising) by score, then newest first, as many as the page reaches to; their scores."""
        words = self._scorer.scores(hits) if self._is_whole else None
        if self._plan.proximity:
            self._reranked = self._ranked_anew(hits, words)
        wanted = self._plan.offset + self._plan.limit
        docs, scores = self._leading(hits, wanted) or (hits, self._final(hits, words))
        best = self._columns.first_by("newest", docs, wanted, scores)
        return docs[best], scores[best]

    def scores(self, docs: Ids) -> Floats:
        """The scores of some records (rising)."""
        return self._final(docs)

    def explain(self, doc: int) -> Explanation:
        """The score of a record as a tree."""
        words = self._scorer.explain(doc)
        score = self._reranked.explain(doc, words) if self._reranked else words
        factor = float(recency_factors(self._plan, self._columns, np.array([doc], dtype=np.intp))[0])
        return with_recency(self._plan, score, factor)

    @property
    def _is_whole(self) -> bool:
        """Whether the hits are all that matches the query."""
        plan = self._plan
        return not (plan.filters or plan.kind or plan.language or plan.dates or plan.pinned or plan.excluded)

    def _ranked_anew(self, hits: Ids, words: Floats | None) -> Reranked:
        """The best of all that matches the query, whatever the filters: so that no filter changes a score. `words`:
        the scores of the hits by their words, where the hits are all that."""
        if words is None:
            hits = self._matched
            words = self._scorer.scores(hits)
        best = self._columns.best(hits, RERANKED, words)
        found = Reranked(hits[best], words[best])
        return rerank(found, self._scorer.leaves, self._columns, self._postings, self._latent)

    def _leading(self, hits: Ids, wanted: int) -> tuple[Ids, Floats] | None:
        """The hits that were ranked anew and their scores, where they are enough: all others come behind them, unless
        age counts too."""
        if self._reranked is None or self._plan.recency != "off":
            return None
        docs, scores = self._reranked.docs, self._reranked.scores
        if not self._is_whole:
            there = among(docs, hits, self._columns.size)
            docs, scores = docs[there], scores[there]
        return (docs, scores) if docs.size >= wanted else None

    def _final(self, docs: Ids, words: Floats | None = None) -> Floats:
        """Scores from those by words."""
        words = scores = self._scorer.scores(docs) if words is None else words
        if self._reranked is not None and docs.size:
            places = np.minimum(docs.searchsorted(self._reranked.docs), docs.size - 1)
            there = np.flatnonzero(docs[places] == self._reranked.docs)
            scores = words.copy()
            scores[places[there]] = self._reranked.scores[there]
        return scores if self._plan.recency == "off" else scores * recency_factors(self._plan, self._columns, docs)
