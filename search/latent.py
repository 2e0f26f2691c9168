"""What records and queries are about: vectors of one generation, by the model that its segments name (`index.latent`).

The vector of a query is that of a record which says its words as often as the query does, frequencies unsaturated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.layout import GROUPED
from index.languages import unqualified
from index.leaves import Leaves
from search.id_sets import Floats, Ids
from search.query import AnyOf, Expansion, Leaf, Phrase
from search.scoring import LeafScore

Vector = NDArray[np.float32]

_GROUPED = frozenset(GROUPED)
_KEPT = 8_192
"""Stems whose numbers in the model are kept."""


class LatentSpace:
    """The vectors of a generation, and its model. Holds where stems are in that, and no vector."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves.leaves
        self._model = leaves.model
        self._number = lru_cache(maxsize=_KEPT)(self._find)

    def _find(self, stem: str) -> int:
        return self._model.number(stem.encode("utf-8")) if self._model else -1

    def of_query(self, leaves: Sequence[LeafScore]) -> Vector | None:
        """The vector of a query, of length 1; None where there is no model, or it knows none of the words."""
        if self._model is None:
            return None
        weights: dict[int, float] = {}
        for score in leaves:
            for number in self._numbers(score.leaf):
                weights[number] = weights.get(number, 0.0) + score.count * score.weight
        if not weights:
            return None
        numbers = np.array(list(weights))
        amounts = np.array(list(weights.values()), dtype=np.float32) * self._model.weights[numbers]
        return unit(np.vecmat(amounts, self._model.matrix.take(numbers, axis=0).astype(np.float32)))

    def _numbers(self, leaf: Leaf) -> list[int]:
        """The numbers of a leaf's stems: of each of its words the first that the model knows."""
        if isinstance(leaf, Expansion) or _GROUPED.isdisjoint(leaf.fields):
            return []
        if isinstance(leaf, AnyOf):
            return self._numbers(leaf.alternatives[0])
        if isinstance(leaf, Phrase):
            spelled = [(*word.stems, *word.surfaces) for word in leaf.words]
        elif leaf.exact:
            spelled = [(*leaf.surfaces, *leaf.stems)]
        else:
            spelled = [(*leaf.stems, *leaf.surfaces)]
        found = (
            next((number for term in terms if (number := self._number(unqualified(term)[1])) >= 0), -1)
            for terms in spelled
        )
        return [number for number in found if number >= 0]

    def of_records(self, docs: Ids) -> RecordVectors:
        """The vectors of some records (rising)."""
        assert self._model is not None  # noqa: S101 - `of_query` gave a vector
        rows = np.zeros((docs.size, self._model.matrix.shape[1]), dtype=np.float32)
        lengths = np.ones(docs.size, dtype=np.float32)
        for leaf in self._leaves:
            latent = leaf.arrays.latent
            if latent is not None:
                first, end = docs.searchsorted((leaf.base, leaf.base + leaf.count))
                local = docs[first:end] - leaf.base
                rows[first:end] = latent["vector"].take(local, axis=0)
                lengths[first:end] = np.fmax(latent["vector_norm"].take(local), 1.0)
        return RecordVectors(rows, lengths)


class RecordVectors(NamedTuple):
    """The vectors of some records, a row each, and their lengths; zeros where nothing is known."""

    rows: Vector
    lengths: Vector

    def cosines(self, other: Vector) -> Floats:
        """The cosine of each with another vector of length 1, by the largest of them; what is less than 0 is 0, and so
        is what cannot be a cosine (bytes that are damaged must not spoil an order)."""
        cosines = (np.vecdot(self.rows, other) / self.lengths).astype(np.float64)
        positive = np.where((cosines > 0) & (cosines < 2), cosines, 0.0)
        largest = float(positive.max())
        return np.asarray(positive / largest) if largest > 0 else positive

    def mean(self, places: Ids, weights: Floats) -> Vector:
        """The direction of the mean of some, each taken as of length 1, weighted."""
        amounts = weights.astype(np.float32) / self.lengths[places]
        return unit(np.vecmat(amounts, self.rows.take(places, axis=0)))


def unit(vector: Vector) -> Vector:
    """A vector of length 1 in the same direction; zeros as they are."""
    length = math.sqrt(vector.dot(vector))
    return vector / np.float32(length) if length > 0 else vector
