"""Whether the sides answer the same question: how far totals and facet counts lie apart.

They differ by what the analyzers do: Dossier also finds the words in names of authors and topics and keeps AIDS from
"aid", its peers have other stemmers and tokenizers, tantivy adds up the first 100 values of each segment only. So
single queries may differ widely; medians may not.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.bench.measure import DOSSIER
from tests.bench.options import BenchError
from tests.bench.side import Counts
from tests.bench.workload import Query

BOUND = 0.05
"""Largest median of relative differences at which the sides count as doing the same work."""

Faceted = Callable[[Query], Counts]
"""How a side is asked for `Side.faceted`."""
_TOP_VALUES = 5
_LEAST_COUNT = 5
"""Values with fewer records are not compared: ties decide which of them are listed."""


def agreement(faceted: Mapping[str, Faceted], queries: Sequence[Query]) -> dict[str, Any]:
    """Median relative differences of every peer from Dossier, over some queries.

    Raises:
        BenchError: when one is beyond the bound.
    """
    ours = list(map(faceted[DOSSIER], queries))
    found = {peer: _differences(ours, list(map(ask, queries))) for peer, ask in faceted.items() if peer != DOSSIER}
    for peer, figures in found.items():
        for what in ("totals", "facets"):
            if (figures[what] or 0) > BOUND:
                raise BenchError(
                    f"Dossier and {peer} do not answer the same: the median difference of their {what} is "
                    f"{figures[what]:.1%}, beyond {BOUND:.0%}.\n  {figures}"
                )
    return found


def _differences(ours: Sequence[Counts], theirs: Sequence[Counts]) -> dict[str, Any]:
    pairs = list(zip(ours, theirs, strict=True))
    totals = [difference(mine.total, other.total) for mine, other in pairs]
    facets = [gap for mine, other in pairs for gap in facet_differences(mine, other)]
    return {
        "queries": len(pairs),
        "totals_equal": totals.count(0.0),
        "totals": round(statistics.median(totals), 5),
        "values": len(facets),
        "facets": round(statistics.median(facets), 5) if facets else None,
    }


def difference(ours: int, theirs: int) -> float:
    """How far two numbers lie apart, relative to the larger one."""
    return abs(ours - theirs) / max(ours, theirs, 1)


def facet_differences(ours: Counts, theirs: Counts) -> Iterator[float]:
    """The same of Dossier's first values of each facet; 1 for a value that the other does not list."""
    for facet, values in ours.facets.items():
        first = sorted(values.items(), key=lambda item: -item[1])[:_TOP_VALUES]
        for value, count in first:
            if count >= _LEAST_COUNT:
                yield difference(count, theirs.facets[facet].get(value, 0))
