"""Which segments are merged at a commit: few segments to read, and no record copied more than a few times.

Tiers as in Lucene's `LogMergePolicy`: a segment's level is the logarithm of its size, and `FACTOR` of one level become
one. Small ones are merged at once, since copying them costs less than reading them apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

FACTOR = 8
SMALL = 1_000
"""Live records up to which a segment is merged with every commit."""
LARGEST = 250_000
"""Live records beyond which segments are left alone, which bounds the memory and the time of a merge."""


@dataclass(frozen=True, slots=True)
class Size:
    """A segment: its live records, and how many are deleted."""

    live: int
    deleted: int


def to_merge(sizes: Sequence[Size]) -> list[list[int]]:
    """Groups of segments, by their places in `sizes`, that are to become one segment each; those in none stay."""
    groups: list[list[int]] = []
    left = [place for place, size in enumerate(sizes) if size.live <= LARGEST]
    small = [place for place in left if sizes[place].live <= SMALL]
    if len(small) > 1 or any(sizes[place].deleted > sizes[place].live for place in small):
        groups.append(small)
    levels: dict[int, list[int]] = {}
    for place in left:
        if sizes[place].live > SMALL:
            levels.setdefault(_level(sizes[place].live), []).append(place)
    for members in levels.values():
        if len(members) >= FACTOR and sum(sizes[place].live for place in members[:FACTOR]) <= LARGEST:
            groups.append(members[:FACTOR])
            members = members[FACTOR:]
        groups += [[place] for place in members if sizes[place].deleted > sizes[place].live]
    return groups


def _level(live: int) -> int:
    return int(math.log(live / SMALL, FACTOR))
