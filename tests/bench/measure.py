"""How long things take: interleaved, warmed up, and told as median and high percentiles.

Every query is asked of both sides one right after the other, the sides taking turns at going first, so that whatever
else the machine does hits both. One pass over all queries goes unmeasured first. A side that has used up its time for
this kind of query is asked no more; a ratio is taken of the pairs alone: one query, one round, both sides.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Ask = Callable[[str], object]


@dataclass(slots=True)
class Samples:
    """Milliseconds of one side on one kind of query, by the number of the query."""

    by_query: dict[int, list[float]] = field(default_factory=dict)
    spent: float = 0.0

    def add(self, query: int, milliseconds: float) -> None:
        """Keep one measurement."""
        self.by_query.setdefault(query, []).append(milliseconds)

    def all(self) -> list[float]:
        """Every measurement."""
        return [milliseconds for measured in self.by_query.values() for milliseconds in measured]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides on one kind of query; `peer` is None where it was not asked."""

    name: str
    dossier: Samples
    peer: Samples | None

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """The measurements of both sides that were taken of one query in one round."""
        theirs = self.peer.by_query if self.peer else {}
        both = theirs.keys() & self.dossier.by_query.keys()
        return [
            pair for query in sorted(both) for pair in zip(self.dossier.by_query[query], theirs[query], strict=False)
        ]

    @property
    def ratio(self) -> float | None:
        """Dossier's median over the peer's, of the pairs; None without any."""
        if not self.pairs:
            return None
        ours, theirs = ([pair[side] for pair in self.pairs] for side in (0, 1))
        return statistics.median(ours) / statistics.median(theirs)

    def as_dict(self) -> dict[str, Any]:
        """The figures, for the JSON file; `paired` are those that the ratio is of."""
        paired = dict(zip(("dossier", "peer"), map(figures, zip(*self.pairs, strict=True)), strict=False))
        return {
            "dossier": figures(self.dossier.all()),
            "peer": figures(self.peer.all()) if self.peer else None,
            "paired": paired,
            "ratio": None if self.ratio is None else round(self.ratio, 4),
        }


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)), 1) - 1]


def figures(milliseconds: Sequence[float]) -> dict[str, float]:
    """Number of runs, median, p95 and p99 in milliseconds."""
    return {
        "runs": len(milliseconds),
        "median": round(statistics.median(milliseconds), 3),
        "p95": round(percentile(milliseconds, 95), 3),
        "p99": round(percentile(milliseconds, 99), 3),
    }


def compare(
    name: str, queries: Sequence[str], dossier: Ask, peer: Ask | None, peer_queries: int, rounds: int, seconds: float
) -> Comparison:
    """Ask all queries of Dossier and the first `peer_queries` of the peer, `rounds` times after one to warm up.

    Args:
        seconds: what each side may spend, warming up not counted but held to as much again.
    """
    asked = [(query, number < peer_queries) for number, query in enumerate(queries)]
    warm = Comparison(name, Samples(), Samples() if peer else None)
    _round(warm, asked, dossier, peer, seconds, 0)
    kept = Comparison(name, Samples(), Samples() if peer else None)
    for turn in range(rounds):
        _round(kept, asked, dossier, peer, seconds, turn)
    return kept


def _round(
    kept: Comparison, asked: Sequence[tuple[str, bool]], dossier: Ask, peer: Ask | None, seconds: float, turn: int
) -> None:
    for number, (query, for_both) in enumerate(asked):
        sides = [(dossier, kept.dossier)]
        if peer and kept.peer and for_both:
            sides.append((peer, kept.peer))
        for ask, samples in sides if (number + turn) % 2 else reversed(sides):
            if samples.spent < seconds:
                started = time.perf_counter()
                ask(query)
                taken = time.perf_counter() - started
                samples.spent += taken
                samples.add(number, taken * 1000)
