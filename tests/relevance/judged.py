"""The judged collections: what each side reaches, and whether Dossier's lead over the best peer may be chance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from tests.relevance.collections import Collection
from tests.relevance.measures import ndcg, randomisation_p, recall
from tests.relevance.sides import DOSSIER, SIDES


@dataclass(frozen=True, slots=True)
class Reached:
    """What one side reaches on one collection, query by query."""

    ndcg: Sequence[float]
    recall: Sequence[float]
    milliseconds: float
    """A query takes on average."""


@dataclass(frozen=True, slots=True)
class Row:
    """A collection, and what all sides reach on it."""

    name: str
    sides: Mapping[str, Reached]

    @property
    def best_peer(self) -> str:
        """The peer of the highest nDCG."""
        return max((name for name in self.sides if name != DOSSIER), key=lambda name: fmean(self.sides[name].ndcg))

    @property
    def p(self) -> float:
        """That the difference between Dossier and the best peer is chance."""
        return randomisation_p(self.sides[DOSSIER].ndcg, self.sides[self.best_peer].ndcg)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        sides = {
            name: {
                "ndcg@10": fmean(reached.ndcg),
                "recall@100": fmean(reached.recall),
                "ms": reached.milliseconds,
            }
            for name, reached in self.sides.items()
        }
        return {"collection": self.name, "sides": sides, "best_peer": self.best_peer, "p": self.p}


def run(collection: Collection, folder: Path, sides: Sequence[str] = tuple(SIDES)) -> Row:
    """Index a collection in every side and ask all its queries."""
    return Row(collection.name, {name: _reached(name, collection, folder / collection.name) for name in sides})


def _reached(name: str, collection: Collection, folder: Path) -> Reached:
    rank = SIDES[name](collection.texts, folder)
    started = time.perf_counter()
    ranked = [rank(topic.text) for topic in collection.topics]
    took = time.perf_counter() - started
    pairs = list(zip(ranked, collection.topics, strict=True))
    return Reached(
        [ndcg(found, topic.gains) for found, topic in pairs],
        [recall(found, topic.gains) for found, topic in pairs],
        took * 1000 / len(pairs),
    )
