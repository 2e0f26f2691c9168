"""The most frequent values of a facet, packed by record: most of what a page shows is counted from these alone.

A facet of authors has a value for nearly every record, but what is listed beside many hits are the few that stand in
many records. The first `HEAD` ordinals of a generation are its most frequent values. Where a value among them is in
more hits than any other value is in records, no count of the others is needed (the bound of the threshold algorithm:
Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", JCSS 2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]

HEAD = 8_192
"""Values in the head."""
_PACKED = 4
"""Values of one record that are packed together."""
_FILLERS = 1_024
"""Numbers behind the head that stand for no value: many counters of nothing are counted up faster than one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The frequent values of the records of one segment, by ordinals of the generation.

    `packed` has up to `_PACKED` ordinals (u2, from `HEAD` on for none) of each record in one whole number;
    `more_packed` has those beyond, of the records `more_docs` (rising, some more than once). `bound` is the most
    records of this segment that have one and the same value outside the head.
    """

    packed: NDArray[Any]
    more_docs: Ids
    more_packed: NDArray[Any]
    bound: int

    def counts(self, docs: Ids) -> Ids:
        """How many of some records (rising) have each value of the head."""
        found = _counted(self.packed if docs.size == self.packed.size else self.packed.take(docs))
        if self.more_docs.size:
            marks = np.zeros(self.packed.size, dtype=bool)
            marks[docs] = True
            found = found + _counted(self.more_packed.take(np.flatnonzero(marks.take(self.more_docs))))
        return found


def _counted(packed: NDArray[Any]) -> Ids:
    return np.bincount(packed.view(np.uint16), minlength=HEAD + _FILLERS)[:HEAD]


def head_of(rows: NDArray[Any], more_docs: NDArray[Any], more_values: NDArray[Any]) -> Head:
    """The head of a segment: `rows` has the ordinals of each record (negative where there are fewer), the others are
    the pairs beyond."""
    owners, places = np.nonzero((rows >= 0) & (rows < HEAD))
    ordinals = rows[owners, places]
    others = np.concatenate([rows[rows >= HEAD], more_values[more_values >= HEAD]])
    bound = int(np.bincount(others - HEAD).max()) if others.size else 0
    frequent = more_values < HEAD
    owners = np.concatenate([owners, more_docs[frequent].astype(np.intp)])
    order = np.argsort(owners, kind="stable")
    owners, ordinals = owners[order], np.concatenate([ordinals, more_values[frequent]])[order]
    sizes = np.bincount(owners, minlength=rows.shape[0])
    inside = np.arange(owners.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    most = int(sizes.max()) if sizes.size else 0
    width = next((width for width in (1, 2) if most <= width), _PACKED)
    first = inside < width
    begins = inside[~first] % width == 0
    more = np.cumsum(begins) - 1
    return Head(
        _packed(rows.shape[0], width, owners[first], inside[first], ordinals[first]),
        owners[~first][begins],
        _packed(int(begins.sum()), width, more, inside[~first] % width, ordinals[~first]),
        bound,
    )


def _packed(size: int, width: int, owners: Ids, inside: Ids, ordinals: NDArray[Any]) -> NDArray[Any]:
    """Rows of `width` ordinals, each row one whole number."""
    fillers = HEAD + np.arange(size * width) % _FILLERS
    table = fillers.astype(np.uint16).reshape(size, width)
    table[owners, inside] = ordinals
    return table.view(np.dtype(f"u{2 * width}")).ravel()
