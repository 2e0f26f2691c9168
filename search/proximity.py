"""How close together neighbouring words of a query stand in some records.

Of every two words that follow each other in the query the fewest words between them in one field is looked for; 1 by
that distance counts, weighted by the rarer half of what the pair could give: a record in which all neighbours stand
side by side has 1, one where none come near each other 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from index.schema import FIELD
from search.id_sets import Floats, Ids
from search.places import PLACES
from search.postings import PostingReader
from search.query import Leaf, Term
from search.scoring import LeafScore

REACH = 8
"""Words apart beyond which a pair counts nothing."""
_PAIRS = 8
"""Pairs of neighbouring words of a query that are looked at."""
_FIELDS = 1 << 58
"""Field and place in one integer."""

Pair = tuple[LeafScore, LeafScore]


def neighbours(leaves: Sequence[LeafScore]) -> list[Pair]:
    """The words that follow each other in a query."""
    words = [score for score in leaves if isinstance(score.leaf, Term) and len(score.leaf.fields) > 1]
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
    lookups = {(leaf, field): leaf.lookup(field) for leaf in words if isinstance(leaf, Term) for field in leaf.fields}
    distinct = list(dict.fromkeys(lookups.values()))
    read = dict(zip(distinct, postings.places(distinct, docs), strict=True))
    found: dict[Leaf, list[Ids]] = {}
    for number, field in enumerate(FIELD):
        for leaf, own in lookups:
            if own == field:
                found.setdefault(leaf, []).append(read[lookups[leaf, field]] + number * _FIELDS)
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
