"""The rows of the benchmark and what each of them is held against: one table for the run, the print and the tests.

A row's result is `{"sides": {side: {"median", "p95", "runs"}}, "ratios": {peer: ratio}}`, where a figure that is
taken once is the median of one run; a ratio is always Dossier's figure over the peer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.measure import DOSSIER

PEERS = ("tantivy", "sqlite", "whoosh")
SIDES = (DOSSIER, *PEERS)
SPLIT = "whoosh-split"
"""Stock Whoosh when each of its processes leaves a segment of its own: no side that is asked anything."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on Dossier's figure (`peer` None), or on its ratio to a peer's."""

    bound: float
    peer: str | None = None
    least: bool = False
    """Whether it is the least that is wanted, not the most."""

    figure: str = "median"

    def value(self, result: Mapping[str, Any]) -> float | None:
        """What is held against the bound; None where it was not measured."""
        found = result["ratios"].get(self.peer) if self.peer else result["sides"][DOSSIER][self.figure]
        return None if found is None else float(found)

    def met(self, result: Mapping[str, Any]) -> bool | None:
        """Whether the bound is kept; None where that was not measured."""
        value = self.value(result)
        if value is None:
            return None
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        sign, figure = ">=" if self.least else "<=", "" if self.figure == "median" else f"{self.figure} "
        return f"{figure}{sign} {self.bound:.4g}" + (f" x {self.peer}" if self.peer else "")


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A kind of query: which queries, and by which method each side is asked."""

    name: str
    queries: str
    method: str
    targets: tuple[Target, ...] = ()
    peers: tuple[str, ...] = PEERS
    theirs: str | None = None
    """The peers' method, where it is another one."""
    own: str | None = None
    """The name of a further row: `timings.search + timings.facets` of the same calls, beside the peers' whole time."""
    times: float = 1
    """How many times as long as for other rows a side may be asked."""

    @property
    def by_own_clock(self) -> QueryRow | None:
        """That row."""
        return replace(self, name=self.own, own=None) if self.own else None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A figure that is measured by other means than asking queries."""

    name: str
    unit: str
    targets: tuple[Target, ...] = ()


_BOTH = (Target(3, "tantivy"), Target(1, "sqlite"))
_RANKED = (Target(3, "tantivy"), Target(1.2, "tantivy"))
"""With the best ranked anew, as every search is; and what would be wanted of the words alone."""
QUERY_ROWS = (
    QueryRow(
        "top ten, total, 4 facets",
        "words",
        "faceted",
        (Target(0.3, "tantivy"), Target(1 / 300, "whoosh")),
        own="  by the engine's own clock",
        times=5,  # what stock Whoosh takes differs much from query to query: few of them tell too little
    ),
    QueryRow("whole answer, 10 snippets", "words", "answer", (Target(1, "tantivy"),)),
    QueryRow(
        "facets, two values chosen",
        "chosen",
        "faceted",
        (Target(0.4, "tantivy"),),
        own="  that by the engine's own clock",
    ),
    QueryRow("answer, two values chosen", "chosen", "answer", (Target(0.4, "tantivy"),)),
    QueryRow("top ten, total", "words", "top", _RANKED),
    QueryRow("phrase of frequent words", "phrase", "phrase", _BOTH),
    QueryRow("prefix of two letters", "prefix", "prefix", _BOTH),
    QueryRow("  tantivy: its first 50 words", "prefix", "prefix", _BOTH[:1], ("tantivy",), "phrase_prefix"),
    QueryRow("suggest", "suggest", "suggest", peers=()),
    QueryRow("related", "related", "related", peers=()),
)

BUILD_ROWS = {
    "records_per_second": FactRow(
        "indexing, two cores", "records/s", (Target(10, "whoosh", least=True), Target(0.4, "tantivy", least=True))
    ),
    "processor_seconds": FactRow("  processor time", "s"),
    "peak_mib": FactRow("  peak memory, all processes", "MiB", (Target(1024, figure="p95"),)),
    "size_mib": FactRow("size on disk, with texts", "MiB", (Target(1, "whoosh"),)),
}
SPLIT_ROW = FactRow("indexing, Whoosh to two segments", "records/s", (Target(10, "whoosh", least=True),))
SEEN_ROW = FactRow("commit of 1 record, to seen", "ms", (Target(150),))
COMMIT_ROW = FactRow("  the commit alone", "ms")
OPEN_ROW = FactRow("opening, to first snapshot", "ms", (Target(100),))
ANSWER_ROW = FactRow("opening, to first answer", "ms", (Target(100),))
SHARE_ROW = FactRow("memory of the 4th worker, PSS", "MB", (Target(120),))
KEY_ROW = FactRow("last key to painted results", "ms")
"""In a browser, where there is one: the pause after a key, the search, and the page; of queries typed one after the
other."""
PAINT_ROW = FactRow("  answer to painted results", "ms", (Target(100),))
_SERVED_ROWS = (SEEN_ROW, COMMIT_ROW, OPEN_ROW, ANSWER_ROW, SHARE_ROW, KEY_ROW, PAINT_ROW)
FACT_ROWS = (*BUILD_ROWS.values(), SPLIT_ROW, *_SERVED_ROWS)

GROWTH_ROWS = {
    "faceted": FactRow("top ten, total, 4 facets", "ms"),
    "seen": SEEN_ROW,
    "open": OPEN_ROW,
    "records_per_second": FactRow("indexing", "records/s"),
    "peak_mib": FactRow("peak memory of indexing", "MiB", (Target(3072),)),
    "size_mib": FactRow("size on disk, with texts", "MiB"),
}
P95_GROWTH = 10.0
"""How often the p95 of a ranked search with facets may be that of the whole data set, at a million records."""


def fact(values: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """The result of a row whose figures were taken elsewhere, by side."""
    ours = values[DOSSIER]["median"]
    return {
        "sides": dict(values),
        "ratios": {
            side: ours / found["median"] for side, found in values.items() if side != DOSSIER and found["median"]
        },
    }
