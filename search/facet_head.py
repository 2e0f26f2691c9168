"""The most frequent values of a facet, packed by record: most of what a page shows is counted from these alone.

A facet of authors has a value for nearly every record, but what is listed beside many hits are the few that stand in
many records. The first `HEAD` ordinals of a generation are its most frequent values. Where a value among them is in
more hits than any other value is in records, no count of the others is needed (the bound of the threshold algorithm:
Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", JCSS 2003). Few hits are counted record by
record; of many, value by value, as far as any value is in enough records to be among the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tables.heads import FILLERS, HEAD, head_arrays
from search.id_sets import Ids, marked, places_of


@dataclass(frozen=True, slots=True)
class Head:
    """The frequent values of the records of one segment, by ordinals of the generation.

    The fields are those of `index.tables.heads.HeadArrays`, which keeps them too where the ordinals are its own.
    """

    packed: NDArray[Any]
    more_docs: NDArray[np.uint32]
    more_packed: NDArray[Any]
    owners: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    bound: int

    def counts(self, docs: Ids) -> Ids:
        """How many of some records (rising) have each value of the head."""
        found = _counted(self.packed if docs.size == self.packed.size else self.packed.take(docs))
        if self.more_docs.size:
            there = places_of(marked(docs, self.packed.size).take(self.more_docs))
            found = found + _counted(self.more_packed.take(there))
        return found

    def counts_between(self, marks: NDArray[np.bool_], first: int, end: int) -> Ids:
        """How many of the records that are marked have each of some values of the head."""
        starts = self.starts[first : end + 1].astype(np.intp)
        there = marks.view(np.uint8).take(self.owners[starts[0] : starts[-1]])
        counts = np.add.reduceat(np.append(there, np.uint8(0)), starts[:-1] - starts[0], dtype=np.int32)
        return np.where(np.diff(starts) > 0, counts, 0)  # what has no records would be given the next one's first


def _counted(packed: NDArray[Any]) -> Ids:
    return np.bincount(packed.view(np.uint16), minlength=HEAD + FILLERS)[:HEAD]


def head_of(rows: NDArray[Any], more_docs: NDArray[Any], more_values: NDArray[Any]) -> Head:
    """The head of a segment: `rows` has the ordinals of each record (negative where there are fewer), the others are
    the pairs beyond."""
    return Head(*head_arrays(rows, more_docs, more_values, HEAD))
