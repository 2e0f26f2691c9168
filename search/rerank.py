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
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from search.columns import Columns
from search.id_sets import Floats, Ids, Marks
from search.latent import LatentSpace
from search.proximity import NamePlaces, closeness, neighbours
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


class Part(NamedTuple):
    """What is added to every record: a weight times a share from 0 to 1, times the best score."""

    what: str
    weight: float
    share: str
    shares: Floats


@dataclass(frozen=True, slots=True)
class Reranked:
    """Some records (rising), their scores by BM25F and the best of these, what is added, and the scores with that."""

    docs: Ids
    best: float
    scores: Floats
    parts: tuple[Part, ...] = ()

    def having(self, part: Part) -> Reranked:
        """The same with a further addition."""
        added = self.best * part.weight * part.shares
        return Reranked(self.docs, self.best, self.scores + added, (*self.parts, part))

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
    docs: Ids,
    words: Floats,
    leaves: Sequence[LeafScore],
    columns: Columns,
    names: NamePlaces,
    latent: LatentSpace,
) -> Reranked:
    """Rank records anew.

    Args:
        docs: the best records by BM25F, rising.
        words: their scores by it.
        leaves: of the query, with their statistics.
        columns: of the generation.
        names: where the words stand in titles and names.
        latent: what the records are about.
    """
    found = Reranked(docs, float(words.max(initial=0.0)), words)
    if not docs.size or found.best <= 0:
        return found
    titled = in_titles(leaves, docs, columns.size)
    title = Part(
        "words of the query in the title",
        TITLE_WEIGHT,
        f"share of the query in the title, to the power of {TITLE_POWER}",
        cover(leaves, titled, docs.size) ** TITLE_POWER,
    )
    found = _by_content(found.having(title), leaves, columns, latent)
    pairs = neighbours(leaves)
    if not pairs:
        return found
    first = columns.best(docs, CLOSE, found.scores)
    shares = np.zeros(docs.size)
    shares[first] = closeness(leaves, pairs, [_at(marks, first) for marks in titled], names, docs[first])
    return found.having(
        Part(
            "words that stand close together in the title or a name",
            CLOSENESS_WEIGHT,
            "how close, 1 for side by side",
            shares,
        )
    )


def in_titles(leaves: Sequence[LeafScore], docs: Ids, size: int) -> list[Marks | None]:
    """Of each leaf which of some records (rising, below `size`) have it in their titles; None where no record has."""
    return [score.matches.in_title(docs, size) for score in leaves]


def _at(marks: Marks | None, places: Ids) -> Marks | None:
    return None if marks is None else marks.take(places)


def cover(leaves: Sequence[LeafScore], titled: Sequence[Marks | None], count: int) -> Floats:
    """The share of the query, by the rarity of its words, that is in the title of each of `count` records.

    Args:
        titled: as `in_titles` has it.
    """
    covered, total = np.zeros(count), 0.0
    for score, marks in zip(leaves, titled, strict=True):
        if "title" in score.leaf.fields:
            rarity = score.count * score.weight * score.idf
            total += rarity
            if marks is not None:
                covered += rarity * marks
    return covered / total if total > 0 else covered


@np.errstate(invalid="ignore", over="ignore")  # of damaged numbers, which are passed over
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
