"""The best records of a search, ranked anew by what is too dear to look at in all of them.

The best `RERANKED` by BM25F get four additions, each a share from 0 to 1 times a weight times the best BM25F score:

    score(d) = bm25f(d) + best * (0.5 * title(d)^4 + 0.35 * content(d) + 0.45 * feedback(d) + 0.1 * closeness(d))

`title` is the share of the query, by the rarity of its words, that stands in the title: whoever types a title means
that record. `content` is the cosine of record and query in the latent space of the archive (`search.latent`), by the
largest there is; `feedback` that of the record and the mean of the three best so far, weighted by their scores: pseudo
relevance feedback (Rocchio 1971) in the latent space, without new words to look up. `closeness` is that of
`search.proximity`, of the first `CLOSE` records by the other parts.

No part is less than 0, so no record falls below one that was not ranked anew, and pages beyond these join on. What is
found, and how much, is decided before. The best are those of the hits, so that under a filter these are all looked at,
and not only those of them that would be among the best without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from search.columns import Columns
from search.id_sets import Floats, Ids
from search.latent import LatentSpace
from search.postings import PostingReader
from search.proximity import closeness, neighbours
from search.result import Explanation
from search.scoring import LeafScore, product_of, sum_of

RERANKED = 300
"""How many of the best records are ranked anew: what 1,000 of them find among the first ten is the same."""
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


@dataclass(frozen=True)
class Reranked:
    """Some records (rising), their scores by BM25F, and what is added."""

    docs: Ids
    words: Floats
    parts: tuple[Part, ...] = ()

    @cached_property
    def best(self) -> float:
        """The best score by BM25F."""
        return float(self.words.max(initial=0.0))

    @cached_property
    def scores(self) -> Floats:
        """The new scores."""
        return self.words + self.best * sum((part.weight * part.shares for part in self.parts), np.zeros(1))

    def having(self, *parts: Part) -> Reranked:
        """The same with further additions."""
        return replace(self, parts=(*self.parts, *parts))

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
    found: Reranked, leaves: Sequence[LeafScore], columns: Columns, postings: PostingReader, latent: LatentSpace
) -> Reranked:
    """Rank records anew.

    Args:
        found: the best records by BM25F.
        leaves: of the query, with their statistics.
        columns: of the generation.
        postings: where the words stand.
        latent: what the records are about.
    """
    docs = found.docs
    if not docs.size or found.best <= 0:
        return found
    title = Part(
        "words of the query in the title",
        TITLE_WEIGHT,
        f"share of the query in the title, to the power of {TITLE_POWER}",
        cover(leaves, docs, columns.size) ** TITLE_POWER,
    )
    found = _by_content(found.having(title), leaves, columns, latent)
    pairs = neighbours(leaves)
    if not pairs:
        return found
    first = columns.best(docs, CLOSE, found.scores)
    shares = np.zeros(docs.size)
    shares[first] = closeness(pairs, postings, docs[first], columns.size)
    return found.having(
        Part(
            "words that stand close together in the title or a name",
            CLOSENESS_WEIGHT,
            "how close, 1 for side by side",
            shares,
        )
    )


def cover(leaves: Sequence[LeafScore], docs: Ids, size: int) -> Floats:
    """The share of the query, by the rarity of its words, that is in the title of each record."""
    covered, total = np.zeros(docs.size), 0.0
    for score in leaves:
        if "title" in score.leaf.fields:
            rarity = score.count * score.weight * score.idf
            titled = score.matches.named("title", docs, size)
            covered += 0 if titled is None else rarity * titled
            total += rarity
    return covered / total if total > 0 else covered


def _by_content(found: Reranked, leaves: Sequence[LeafScore], columns: Columns, latent: LatentSpace) -> Reranked:
    """Records with what they are about, beside the query and beside the best records."""
    query = latent.of_query(leaves)
    if query is None:
        return found
    vectors = latent.of_records(found.docs)
    found = found.having(
        Part(
            "similar in content (latent semantic)",
            CONTENT_WEIGHT,
            "cosine with the query, by the largest",
            vectors.cosines(query),
        )
    )
    first = columns.best(found.docs, FEEDBACK_RECORDS, found.scores)
    return found.having(
        Part(
            "like the best records found",
            FEEDBACK_WEIGHT,
            "cosine with the best records, by the largest",
            vectors.cosines(vectors.mean(first, found.scores[first])),
        )
    )
