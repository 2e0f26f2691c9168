"""The order of the hits of one search: by their words, the best ranked anew, and by age where a reader wants that."""

from __future__ import annotations

import numpy as np

from search.columns import Columns
from search.id_sets import Floats, Ids, places_of
from search.latent import LatentSpace
from search.plan import Plan
from search.proximity import NamePlaces
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
        scorer: Scorer,
        names: NamePlaces,
        latent: LatentSpace,
    ) -> None:
        self._plan = plan
        self._columns = columns
        self._scorer = scorer
        self._names = names
        self._latent = latent
        self._reranked: Reranked | None = None

    def first(self, hits: Ids) -> tuple[Ids, Floats]:
        """The first of some hits (rising) by score, then newest first, as many as the page reaches to; their scores."""
        words = self._scorer.scores(hits)
        if self._plan.proximity:
            self._reranked = self._ranked_anew(hits, words)
        wanted = self._plan.offset + self._plan.limit
        docs, scores = self._leading(wanted) or (hits, self._final(hits, words))
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

    def _ranked_anew(self, hits: Ids, words: Floats) -> Reranked:
        """The best of the hits, given their scores by words."""
        best = self._columns.best(hits, RERANKED, words)
        leaves = self._scorer.leaves
        return rerank(hits[best], words[best], leaves, self._columns, self._names, self._latent)

    def _leading(self, wanted: int) -> tuple[Ids, Floats] | None:
        """The hits that were ranked anew and their scores, where they are enough: all others come behind them, unless
        age counts too."""
        if self._reranked is None or self._plan.recency != "off" or self._reranked.docs.size < wanted:
            return None
        return self._reranked.docs, self._reranked.scores

    def _final(self, docs: Ids, words: Floats | None = None) -> Floats:
        """Scores from those by words."""
        words = scores = self._scorer.scores(docs) if words is None else words
        if self._reranked is not None and docs.size:
            places = np.minimum(docs.searchsorted(self._reranked.docs), docs.size - 1)
            there = places_of(docs[places] == self._reranked.docs)
            scores = words.copy()
            scores[places[there]] = self._reranked.scores[there]
        return scores if self._plan.recency == "off" else scores * recency_factors(self._plan, self._columns, docs)
