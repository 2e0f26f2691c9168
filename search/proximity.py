"""How close together neighbouring words of a query stand in the titles and names of some records.

Of every two words that follow each other in the query the fewest words between them in one field is looked for; 1 by
that distance counts, weighted by the rarer half of what the pair could give: a record in which all neighbours stand
side by side has 1, one where none come near each other 0. Whoever types part of a title finds it by that; in summaries
and bodies it was of no use on any judged collection, and their words are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from search.id_sets import Floats, Ids
from search.places import NOWHERE, PLACES
from search.postings import PostingReader
from search.query import Leaf, Term
from search.scoring import LeafScore

CLOSE_FIELDS = ("title", "authors")
"""Fields in which words are looked for."""
REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""
_FIELDS = 1 << 58
"""Field and place in one integer."""

Pair = tuple[LeafScore, LeafScore]


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    fields = set(CLOSE_FIELDS)
    words = [score for score in leaves if isinstance(score.leaf, Term) and not fields.isdisjoint(score.leaf.fields)]
    return list(pairwise(words[: _PAIRS + 1]))


def closeness(pairs: Sequence[Pair], postings: PostingReader, docs: Ids) -> Floats:
    """The closeness of some pairs in each of the given records (rising), 0 to 1."""
    found = np.zeros(docs.size)
    weights = [min(left.idf, right.idf) for left, right in pairs]
    places = _places({score.leaf: None for pair in pairs for score in pair}, postings, docs)
    for (left, right), weight in zip(pairs, weights, strict=True):
        distance = _distance(places[left.leaf], places[right.leaf], docs)
        near = distance <= REACH
        found[near] += weight / distance[near]
    total = sum(weights)
    return found / total if total > 0 else found


def _places(words: Iterable[Leaf], postings: PostingReader, docs: Ids) -> dict[Leaf, Ids]:
    """Every place of each word in any of its fields, rising: field * `_FIELDS` + the place in it."""
    own = [(leaf, field) for leaf in words for field in CLOSE_FIELDS if isinstance(leaf, Term) and field in leaf.fields]
    read = iter(postings.places([leaf.lookup(field) for leaf, field in own if isinstance(leaf, Term)], docs))
    found: dict[Leaf, list[Ids]] = {}
    for leaf, field in own:
        found.setdefault(leaf, [NOWHERE]).append(next(read) + CLOSE_FIELDS.index(field) * _FIELDS)
    return {leaf: np.concatenate(parts) for leaf, parts in found.items()}


def _distance(here: Ids, there: Ids, docs: Ids) -> Floats:
    """The fewest words between a place of one word and one of another in the same field; infinite without."""
    distance = np.full(docs.size, np.inf)
    if here.size and there.size:
        after = there.searchsorted(here)
        behind, before = there.take(after - 1), there.take(np.minimum(after, there.size - 1))
        # where nothing is behind a place, that is the last place of all, which is far away or no nearer
        apart = np.minimum(np.abs(here - behind), np.abs(before - here))
        near = np.flatnonzero(apart < PLACES // 2)
        np.minimum.at(distance, docs.searchsorted(here[near] % _FIELDS // PLACES), apart[near])
    return np.asarray(np.maximum(distance, 1.0))
