"""What every side of the benchmark can do: Dossier and each peer, over an index that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tests.bench.workload import Query

FACETS = ("author", "type", "topic", "year")
HITS = 10
VALUES = 10
"""Values of a facet that are listed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the sides are held together by: hits, and the first values of each facet with their counts."""

    total: int
    facets: Mapping[str, Mapping[str, int]]


class Side(Protocol):
    """An open index. Each method takes the clock's whole time: from the text to ten stored records and a total."""

    def top(self, query: Query) -> int:
        """Ten records with any of the words, best first; the exact total."""
        ...

    def faceted(self, query: Query) -> Counts:
        """The same and four facets, each counted under all chosen values but its own."""
        ...

    def answer(self, query: Query) -> object:
        """The same with a highlighted passage of each record, as a page would show it."""
        ...

    def phrase(self, query: Query) -> int:
        """Ten records with these words side by side in title or summary; the exact total."""
        ...

    def prefix(self, query: Query) -> int:
        """Ten records with a word in the title that begins so; the total."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...
