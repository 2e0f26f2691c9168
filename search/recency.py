"""Newer records before older ones: a factor on the score by the age of a record.

    factor = least + (1 - least) * 0.5 ^ (age / half-life)

Age counts from the last day of a record's date. A record without a date is as old as the half-life. A record whose
whole title was typed keeps the factor 1, however old it is: whoever types a title wants that record.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from search.columns import Columns
from search.id_sets import Floats, Ids, places_of
from search.plan import Plan
from search.result import Explanation


@dataclass(frozen=True, slots=True)
class Recency:
    """How much age counts: the least factor, and the days after which half of what can be lost is lost."""

    least: float
    half_life: int


RECENCY = {"gentle": Recency(0.7, 3 * 365), "strong": Recency(0.4, 365)}


def recency_factors(plan: Plan, columns: Columns, docs: Ids) -> Floats:
    """The factor of each of some records (rising)."""
    kind = RECENCY.get(plan.recency)
    if kind is None:
        return np.ones(docs.size)
    found = [np.empty(0)]
    for leaf, segment, at in columns.split(docs):
        local = docs[at] - leaf.base
        days = segment.arrays.docs["last_day"][local].astype(np.float64)
        ages = np.where(days > 0, np.maximum(plan.today - days, 0), kind.half_life)
        factors = kind.least + (1 - kind.least) * 0.5 ** (ages / kind.half_life)
        factors[_titled(segment.arrays, plan.title, local)] = 1.0
        found.append(factors)
    return np.concatenate(found)


def _titled(arrays: SegmentArrays, title: str, local: Ids) -> NDArray[np.intp]:
    """The places of those of some records whose title is the given one; few have its length."""
    if not title:
        return np.empty(0, dtype=np.intp)
    offsets = arrays.docs["title_offsets"]
    sizes = offsets[local + 1].astype(np.int64) - offsets[local].astype(np.int64)
    likely = places_of(sizes == len(title.encode("utf-8"))).tolist()
    same = [place for place in likely if arrays.text("title", int(local[place])) == title]
    return np.array(same, dtype=np.intp)


def with_recency(plan: Plan, score: Explanation, factor: float) -> Explanation:
    """The explanation of a score that counts age."""
    if plan.recency not in RECENCY:
        return score
    what = f"recency, {plan.recency}: newer records first; 1 for a record whose whole title was typed"
    return Explanation(score.value * factor, "score", "product", (score, Explanation(factor, what)))
