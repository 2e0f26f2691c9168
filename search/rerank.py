"""The best records of a search, ranked anew by what is too dear to look at in all of them.

The best `RERANKED` by BM25F get four additions, each a share from 0 to 1 times a weight times the best BM25F score:

    score(d) = bm25f(d) + best * (0.5 * title(d)^4 + 0.35 * content(d) + 0.45 * feedback(d) + 0.1 * closeness(d))

`title` is the share of the query, by the rarity of its words, that stands in the title: whoever types a title means
that record. `content` is the cosine of record and query in the latent space of the archive (`search.latent`), by the
largest there is; `feedback` that of the record and the mean of the three best so far, weighted by their scores: pseudo
relevance feedback (Rocchio 1971) in the latent space, without new words to look up. `closeness` is that of
`search.proximity`, of the first `CLOSE` records by the other parts.

No part is less than 0, so no record falls below one that was not ranked anew, and pages beyond these join on. What is
found, and how much, is decided before; filters are left out of account, so that a score does not depend on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.columns import Floats, Ids
from search.latent import LatentSpace, Vector, unit
from search.matching import among
from search.postings import PostingReader
from search.proximity import closeness, neighbours
from search.result import Explanation
from search.scoring import LeafScore, product_of, sum_of

RERANKED = 1_000
"""How many of the best records are ranked anew."""
CLOSE = 100
"""How many of those are looked at for words that stand close together."""
TITLE_WEIGHT, TITLE_POWER = 0.5, 4
CONTENT_WEIGHT = 0.35
FEEDBACK_WEIGHT, FEEDBACK_RECORDS = 0.45, 3
CLOSENESS_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """What is added to every record: a weight times a share from 0 to 1, times the best score."""

    what: str
    weight: float
    share: str
    shares: Floats


@dataclass(frozen=True, slots=True)
class Reranked:
    """Some records, their scores by BM25F, the best first, and what is added to each."""

    docs: Ids
    words: Floats
    parts: tuple[Part, ...]

    @property
    def best(self) -> float:
        """The best score by BM25F."""
        return float(self.words[0]) if self.words.size else 0.0

    def scores(self) -> Floats:
        """The new scores."""
        return self.words + self.best * sum((part.weight * part.shares for part in self.parts), np.zeros(1))

    def explain(self, doc: int, words: Explanation) -> Explanation:
        """The score of a record as a tree, given that of its BM25F; records that are not among these have no other."""
        [places] = np.nonzero(self.docs == doc)
        if not places.size:
            return words
        added = [
            product_of(
                part.what,
                [
                    Explanation(self.best, "best score of the search by its words"),
                    Explanation(part.weight, "weight"),
                    Explanation(float(part.shares[places[0]]), part.share),
                ],
            )
            for part in self.parts
        ]
        return sum_of("score", [words, *added])


def rerank(
    leaves: Sequence[LeafScore], postings: PostingReader, latent: LatentSpace, docs: Ids, words: Floats, size: int
) -> Reranked:
    """Rank records anew.

    Args:
        leaves: of the query, with their statistics.
        postings: where the words stand.
        latent: what the records are about.
        docs: the best records, the best first.
        words: their scores by BM25F.
        size: of the generation.
    """
    found = Reranked(docs, words, ())
    if not docs.size or found.best <= 0:
        return found
    title = Part(
        "words of the query in the title",
        TITLE_WEIGHT,
        f"share of the query in the title, to the power of {TITLE_POWER}",
        cover(leaves, docs, size) ** TITLE_POWER,
    )
    found = Reranked(docs, words, (title, *_latent_parts(leaves, latent, Reranked(docs, words, (title,)))))
    pairs = neighbours(leaves)
    if not pairs:
        return found
    first = _highest(found.scores(), CLOSE)
    rising = first[np.argsort(docs[first])]
    shares = np.zeros(docs.size)
    shares[rising] = closeness(pairs, postings, docs[rising])
    close = Part("words that stand close together", CLOSENESS_WEIGHT, "how close, 1 for side by side", shares)
    return Reranked(docs, words, (*found.parts, close))


def cover(leaves: Sequence[LeafScore], docs: Ids, size: int) -> Floats:
    """The share of the query, by the rarity of its words, that is in the title of each record."""
    covered, total = np.zeros(docs.size), 0.0
    for score in leaves:
        if "title" in score.leaf.fields:
            rarity = score.count * score.weight * score.idf
            covered[among(docs, score.matches.titles, size)] += rarity
            total += rarity
    return covered / total if total > 0 else covered


def _latent_parts(leaves: Sequence[LeafScore], latent: LatentSpace, found: Reranked) -> tuple[Part, ...]:
    """What records are about, beside the query and beside the best records."""
    query = latent.of_query(leaves)
    if query is None:
        return ()
    vectors = latent.of_records(found.docs)
    content = Part(
        "similar in content (latent semantic)",
        CONTENT_WEIGHT,
        "cosine with the query, by the largest",
        _cosines(vectors, query),
    )
    scores = Reranked(found.docs, found.words, (*found.parts, content)).scores()
    first = _highest(scores, FEEDBACK_RECORDS)
    feedback = Part(
        "like the best records found",
        FEEDBACK_WEIGHT,
        "cosine with the best records, by the largest",
        _cosines(vectors, unit(np.einsum("i,ij->j", scores[first].astype(np.float32), vectors[first]))),
    )
    return content, feedback


def _cosines(vectors: Vector, other: Vector) -> Floats:
    """Cosines with another vector by the largest of them; what is less than 0 is 0, and so is what cannot be a cosine
    (bytes that are damaged must not spoil an order)."""
    with np.errstate(invalid="ignore", over="ignore"):
        cosines = np.einsum("ij,j->i", vectors, other).astype(np.float64)
        positive = np.where((cosines > 0) & (cosines < 2), cosines, 0.0)
    largest = float(positive.max())
    return np.asarray(positive / largest) if largest > 0 else positive


def _highest(scores: Floats, count: int) -> Ids:
    """The places of the highest scores, in order; of equal ones the first."""
    if scores.size > count:
        least = np.partition(scores, scores.size - count)[scores.size - count]
        chosen = np.flatnonzero(scores >= least)
        return chosen[np.argsort(-scores[chosen], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")
