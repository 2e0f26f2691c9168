"""What records and queries are about: vectors of one generation, by the model that its segments name (`index.latent`).

The vector of a query is that of a record which says its words as often as the query does, frequencies unsaturated.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.columnar.layout import GROUPED
from index.leaves import Leaves
from search.columns import Ids
from search.query import AnyOf, Expansion, Leaf, Phrase
from search.scoring import LeafScore

Vector = NDArray[np.float32]

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
        with np.errstate(invalid="ignore", over="ignore"):  # of damaged numbers, which `search.rerank` passes over
            amounts = np.array(list(weights.values()), dtype=np.float32) * self._model.weights[numbers]
            return unit(np.einsum("i,ij->j", amounts, self._model.matrix[numbers].astype(np.float32)))

    def _numbers(self, leaf: Leaf) -> list[int]:
        """The numbers of a leaf's stems: of each of its words the first that the model knows."""
        if isinstance(leaf, Expansion) or not set(GROUPED).intersection(leaf.fields):
            return []
        if isinstance(leaf, AnyOf):
            return self._numbers(leaf.alternatives[0])
        if isinstance(leaf, Phrase):
            spelled = [(*word.stems, *word.surfaces) for word in leaf.words]
        elif leaf.exact:
            spelled = [(*leaf.surfaces, *leaf.stems)]
        else:
            spelled = [(*leaf.stems, *leaf.surfaces)]
        found = (next((number for term in terms if (number := self._number(term)) >= 0), -1) for terms in spelled)
        return [number for number in found if number >= 0]

    def of_records(self, docs: Ids) -> Vector:
        """The vectors of some records, a row each, of length 1; zeros where nothing is known."""
        assert self._model is not None  # noqa: S101 - `of_query` gave a vector
        rows = np.zeros((docs.size, self._model.matrix.shape[1]), dtype=np.float32)
        for leaf in self._leaves:
            latent = leaf.arrays.latent
            if latent is not None:
                here = np.flatnonzero((docs >= leaf.base) & (docs < leaf.base + leaf.count))
                local = docs[here] - leaf.base
                lengths = np.fmax(latent["vector_norm"].take(local), 1.0)
                rows[here] = latent["vector"].take(local, axis=0) / lengths[:, None]
        return rows


def unit(vector: Vector) -> Vector:
    """A vector of length 1 in the same direction; zeros as they are."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
