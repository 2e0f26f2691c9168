"""How long things take: interleaved, warmed up, and told as median and high percentiles.

Some queries after the other are asked of one side, then of the next, another one first each time: so whatever else the
machine does hits all of them, and each is as warm as one that is at work, whose code and data the others do not push
out of the processor's caches before every query. One pass over all queries goes unmeasured first. A side that has used
up its time for this kind of query is asked no more. A ratio is Dossier's median over a peer's, of the pairs alone: one
query, one round, both sides.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.bench.workload import Query

DOSSIER = "dossier"
_BLOCK = 25
"""Queries that one side is asked before the next."""
Figures = dict[str, float]


class Took(NamedTuple):
    """Milliseconds that one query took, and what the side itself says of it, where it has a clock."""

    milliseconds: float
    own: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One side of a comparison: how it is asked, and how many of the queries."""

    ask: Callable[[Query], Took]
    queries: int


def clocked(method: Callable[[Query], object]) -> Callable[[Query], Took]:
    """How a side in this process is asked."""

    def ask(query: Query) -> Took:
        started = time.perf_counter()
        method(query)
        return Took((time.perf_counter() - started) * 1000)

    return ask


@dataclass(slots=True)
class Samples:
    """Milliseconds of one side on one kind of query, by the number of the query."""

    by_query: dict[int, list[float]] = field(default_factory=dict)
    spent: float = 0.0
    own: dict[int, list[float]] = field(default_factory=dict)
    """The same calls by the side's own clock, where it has one."""

    def add(self, query: int, milliseconds: float) -> None:
        """Keep one measurement."""
        self.by_query.setdefault(query, []).append(milliseconds)

    def all(self) -> list[float]:
        """Every measurement."""
        return [milliseconds for measured in self.by_query.values() for milliseconds in measured]


Comparison = Mapping[str, Samples]
"""The samples of every side on one kind of query."""


def pairs(comparison: Comparison, peer: str) -> list[tuple[float, float]]:
    """The measurements of Dossier and a peer that were taken of one query in one round."""
    ours, theirs = comparison[DOSSIER].by_query, comparison[peer].by_query
    both = sorted(ours.keys() & theirs.keys())
    return [pair for query in both for pair in zip(ours[query], theirs[query], strict=False)]


def ratio(measured: Sequence[tuple[float, float]]) -> float | None:
    """Dossier's median over the peer's; None without any pair."""
    if not measured:
        return None
    ours, theirs = ([pair[side] for pair in measured] for side in (0, 1))
    return statistics.median(ours) / statistics.median(theirs)


def row_of(comparison: Comparison) -> dict[str, Any]:
    """The figures of every side, and the ratio to every peer."""
    return {
        "sides": {side: figures(samples.all()) for side, samples in comparison.items() if samples.by_query},
        "ratios": {side: ratio(pairs(comparison, side)) for side in comparison if side != DOSSIER},
    }


def by_own_clock(comparison: Comparison) -> Comparison:
    """The same comparison with Dossier's times as it tells them itself."""
    return {**comparison, DOSSIER: Samples(comparison[DOSSIER].own)}


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)), 1) - 1]


def figures(values: Sequence[float]) -> Figures:
    """Number of runs, median and p95."""
    return {
        "runs": len(values),
        "median": round(statistics.median(values), 4),
        "p95": round(percentile(values, 95), 4),
    }


def compare(queries: Sequence[Query], sides: Mapping[str, Asked], rounds: int, seconds: float) -> Comparison:
    """Ask the sides their queries, `rounds` times after one to warm up.

    Args:
        seconds: what each side may spend, warming up not counted but held to as much again.
    """
    _round({side: Samples() for side in sides}, queries, sides, seconds, 0)
    kept = {side: Samples() for side in sides}
    for turn in range(rounds):
        _round(kept, queries, sides, seconds, turn)
    return kept


def _round(kept: Comparison, queries: Sequence[Query], sides: Mapping[str, Asked], seconds: float, turn: int) -> None:
    names = list(sides)
    for block, begun in enumerate(range(0, len(queries), _BLOCK)):
        first = (block + turn) % len(names)
        for name in names[first:] + names[:first]:
            for number in range(begun, min(begun + _BLOCK, sides[name].queries, len(queries))):
                if kept[name].spent < seconds:
                    _ask(kept[name], sides[name], number, queries[number])


def _ask(samples: Samples, side: Asked, number: int, query: Query) -> None:
    took = side.ask(query)
    samples.spent += took.milliseconds / 1000
    samples.add(number, took.milliseconds)
    if took.own is not None:
        samples.own.setdefault(number, []).append(took.own)
