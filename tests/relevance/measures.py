"""Measures of an order, as trec_eval takes them, and whether two of them differ.

nDCG@10 has the gains of the judgements as they are (linear) and discounts of 1 / log2(rank + 1) (Järvelin and
Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002). The test is the paired randomisation test
(Smucker, Allan and Carterette, "A comparison of statistical significance tests for information retrieval evaluation",
CIKM 2007): how often differences with signs drawn at random are as large on average as the ones that were found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 20_000
SEED = 7
_BLOCK = 1_000


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first records."""
    ideal = _dcg(sorted(gains.values(), reverse=True)[:depth])
    return _dcg([gains.get(found, 0.0) for found in ranked[:depth]]) / ideal if ideal else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def recall(ranked: Sequence[str], gains: Mapping[str, float], depth: int = 100) -> float:
    """The share of the relevant records that are among the first ones."""
    return sum(found in gains for found in ranked[:depth]) / len(gains) if gains else 0.0


def reciprocal_rank(ranked: Sequence[str], wanted: str) -> float:
    """One by the place of the wanted record, 0 without it."""
    return 1 / (ranked.index(wanted) + 1) if wanted in ranked else 0.0


def randomisation_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p of the mean difference of paired values."""
    apart: NDArray[np.float64] = np.asarray(ours) - np.asarray(theirs)
    seen = abs(apart.mean()) - 1e-12
    draw = np.random.default_rng(SEED)
    as_large = 0
    for _ in range(0, ROUNDS, _BLOCK):
        signs = draw.choice([-1.0, 1.0], (_BLOCK, apart.size))
        as_large += int((np.abs(signs @ apart) / apart.size >= seen).sum())
    return (as_large + 1) / (ROUNDS + 1)
