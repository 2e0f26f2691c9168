"""Which segments are merged at a commit: few segments to read, and no record copied more than a few times.

Tiers as in Lucene's `LogMergePolicy`: a segment's level is the logarithm of its size, and `FACTOR` of one level become
one. Small ones are merged at once, since copying them costs less than reading them apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Groups = Callable[[Sequence["Size"]], list[list[int]]]
"""Gives the places of the segments that are to become one, group by group."""

FACTOR = 8
SMALL = 1_000
"""Live records up to which a segment is merged with every commit."""
MOST_OPEN = 64
"""Segments that a run lets grow together before it gathers them: every look-up pays for each."""
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


def to_gather(sizes: Sequence[Size]) -> list[list[int]]:
    """As `to_merge`, for a run that adds many segments: as few as may be, since every search pays for each.

    They are left as they come until the run ends or there are `MOST_OPEN`, so that most records of a large run are
    copied once, and not once a tier. What is larger than all the others together is not copied for their sake.
    """
    left = sorted((place for place, size in enumerate(sizes) if size.live <= LARGEST), key=lambda at: sizes[at].live)
    while left and 2 * sizes[left[-1]].live > sum(sizes[place].live for place in left):
        left.pop()
    groups: list[list[int]] = [[]]
    for place in left:
        if sum(sizes[member].live for member in groups[-1]) + sizes[place].live > LARGEST:
            groups.append([])
        groups[-1].append(place)
    return [sorted(group) for group in groups if len(group) > 1]


def _level(live: int) -> int:
    return int(math.log(live / SMALL, FACTOR))
