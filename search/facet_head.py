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

HEAD = 8_192
"""Values in the head."""
_PACKED = 4
"""Values of one record that are packed; the few beyond lie apart."""


@dataclass(frozen=True, slots=True)
class Head:
    """The frequent values of the records of one segment, by ordinals of the generation.

    `packed` has up to `_PACKED` ordinals (u2, `HEAD` for none) of each record in one whole number; `more_docs`
    and `more_values` are the pairs beyond. `bound` is the most records of this segment that have one and the same
    value outside the head.
    """

    packed: NDArray[Any]
    more_docs: NDArray[np.intp]
    more_values: NDArray[np.intp]
    bound: int

    def counts(self, docs: NDArray[np.intp]) -> NDArray[np.intp]:
        """How many of some records (rising) have each value of the head."""
        packed = self.packed if docs.size == self.packed.size else self.packed.take(docs)
        found = np.bincount(packed.view(np.uint16), minlength=HEAD + 1)[:HEAD]
        if self.more_docs.size:
            marks = np.zeros(self.packed.size, dtype=bool)
            marks[docs] = True
            found = found + np.bincount(self.more_values[marks.take(self.more_docs)], minlength=HEAD)
        return found


def head_of(rows: NDArray[Any], more_docs: NDArray[Any], more_values: NDArray[Any]) -> Head:
    """The head of a segment: `rows` has the ordinals of each record (negative where there are fewer), the others are
    the pairs beyond."""
    owners, places = np.nonzero((rows >= 0) & (rows < HEAD))
    ordinals = rows[owners, places]
    others = np.concatenate([rows[rows >= HEAD], more_values[more_values >= HEAD]])
    bound = int(np.bincount(others - HEAD).max()) if others.size else 0
    sizes = np.bincount(owners, minlength=rows.shape[0])
    inside = np.arange(owners.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    most = int(sizes.max()) if sizes.size else 0
    width = next((width for width in (1, 2) if most <= width), _PACKED)
    packed = np.full((rows.shape[0], width), HEAD, dtype=np.uint16)
    first, frequent = inside < width, more_values < HEAD
    packed[owners[first], inside[first]] = ordinals[first]
    return Head(
        packed.view(np.dtype(f"u{2 * width}")).ravel(),
        np.concatenate([owners[~first], more_docs[frequent].astype(np.intp)]),
        np.concatenate([ordinals[~first], more_values[frequent]]).astype(np.intp),
        bound,
    )
