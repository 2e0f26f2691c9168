"""What each part of the ranking costs: medians and means of milliseconds over the queries of the benchmark, warm."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

from index.folder import IndexFolder, open_store
from index.leaves import Leaves
from index.settings import Settings
from search import parse
from search.columns import Columns, SegmentColumns
from search.latent import LatentSpace
from search.matching import Matcher, leaf_cache
from search.postings import PostingReader
from search.proximity import NamePlaces, closeness, neighbours
from search.rerank import CLOSE, RERANKED, cover, in_titles, rerank
from search.scoring import Scorer
from tests.bench.corpus import QUERIES

_ROUNDS = 3
_CACHE_BYTES = 1 << 30


class Parts:
    """The parts of the ranking over one index, each to be timed by itself."""

    def __init__(self, folder: Path) -> None:
        store = IndexFolder(folder).store()
        leaves = Leaves(store, open_store(store).segments)
        self._columns = Columns(leaves.leaves, [SegmentColumns(leaf.arrays) for leaf in leaves.leaves])
        self._postings = PostingReader(leaves)
        self._names = NamePlaces(self._postings, _CACHE_BYTES)
        self._latent = LatentSpace(leaves)
        self._cache = leaf_cache(_CACHE_BYTES)

    def times(self, text: str) -> dict[str, float]:
        """Milliseconds of each part for one query."""
        query = parse(text, Settings()).node
        matcher = Matcher(self._columns, self._postings, lambda _: (), self._cache)
        hits = matcher.docs(query)
        scorer = Scorer(query, self._columns, matcher)
        scores = scorer.scores(hits)
        best = self._columns.best(hits, RERANKED, scores)
        docs, words, leaves = hits[best], scores[best], scorer.leaves
        titled = in_titles(leaves, docs, self._columns.size)
        pairs, near = neighbours(leaves), [None if marks is None else marks[:CLOSE] for marks in titled]
        vector = self._latent.of_query(scorer.leaves)
        parts: dict[str, Callable[[], Any]] = {
            "score all hits (BM25F)": lambda: scorer.scores(hits),
            f"choose the best {RERANKED:,}": lambda: self._columns.best(hits, RERANKED, scores),
            "title cover": lambda: cover(leaves, in_titles(leaves, docs, self._columns.size), docs.size),
            "vector of the query": lambda: self._latent.of_query(scorer.leaves),
            "vectors of the records": lambda: self._latent.of_records(docs) if vector is not None else None,
            f"closeness of the first {CLOSE}": lambda: (
                closeness(leaves, pairs, near, self._names, docs[:CLOSE]) if pairs else None
            ),
            "all of the re-ranking": lambda: rerank(docs, words, leaves, self._columns, self._names, self._latent),
        }
        return {name: _least(part) for name, part in parts.items()}


def _least(part: Callable[[], Any]) -> float:
    """The least of a few runs, in milliseconds: the machine may be busy."""
    took = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        part()
        took.append((time.perf_counter() - started) * 1000)
    return min(took)


def run(folder: Path) -> dict[str, dict[str, float]]:
    """Of each part the median and the mean over all queries that find something."""
    parts = Parts(folder)
    found = [parts.times(text) for text in _texts()]
    return {name: {"median": median(own), "mean": fmean(own)} for name, own in _columns(found).items()}


def _texts() -> list[str]:
    read: list[str] = json.loads(QUERIES.read_text(encoding="utf-8"))
    return read


def _columns(rows: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
