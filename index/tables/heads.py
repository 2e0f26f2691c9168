"""The most frequent values of each facet, packed by record: most of what a page shows is counted from these alone.

`search.facet_head` counts them. A segment's own numbers of values are those of a generation as long as it is the one
with most values, which is when these arrays serve as they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.schema import FACETS

HEAD = 8_192
"""Values in the head."""
FILLERS = 1_024
"""Numbers behind the head that stand for no value: many counters of nothing are counted up faster than one."""
_PACKED = 4
"""Values of one record that are packed together."""


class HeadArrays(NamedTuple):
    """The values below some number of each record: up to `_PACKED` (u2, that number or up to `FILLERS` more for none)
    in one whole number; those beyond, packed alike, of the records `more_docs` (rising, some more than once); the
    records of each value (rising), value by value, and where those of each begin and the last end; and the most records
    that have one and the same other value."""

    packed: Array
    more_docs: Array
    more_packed: Array
    owners: Array
    starts: Array
    bound: int


STORED = {"packed": "packed", "docs": "more_docs", "more": "more_packed", "owners": "owners", "starts": "starts"}
"""The arrays of a head as a segment keeps them, by the end of their names."""


def head_arrays(rows: Array, more_docs: Array, more_values: Array, size: int) -> HeadArrays:
    """The head of a segment: `rows` has the values of each record, negative where there are fewer; the others are the
    pairs beyond. Frequent are those below `size`."""
    owners, places = np.nonzero((rows >= 0) & (rows < size))
    values = rows[owners, places]
    others = np.concatenate([rows[rows >= size], more_values[more_values >= size]])
    bound = int(np.bincount(others - size).max()) if others.size else 0
    frequent = more_values < size
    owners = np.concatenate([owners, more_docs[frequent].astype(np.intp)])
    order = np.argsort(owners, kind="stable")
    owners, values = owners[order], np.concatenate([values, more_values[frequent]])[order]
    starts = np.concatenate([[0], np.bincount(values, minlength=size).cumsum()])
    by_value = owners[np.argsort(values, kind="stable")]
    sizes = np.bincount(owners, minlength=rows.shape[0])
    inside = np.arange(owners.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    most = int(sizes.max()) if sizes.size else 0
    width = next((width for width in (1, 2) if most <= width), _PACKED)
    more = inside >= width
    begins = inside[more] % width == 0
    packed = _packed((rows.shape[0], width), size)
    packed[owners[~more], inside[~more]] = values[~more]
    more_packed = _packed((int(begins.sum()), width), size)
    more_packed[np.cumsum(begins) - 1, inside[more] % width] = values[more]
    whole = np.dtype(f"u{2 * width}")
    return HeadArrays(
        packed.view(whole).ravel(),
        owners[more][begins].astype(np.uint32),
        more_packed.view(whole).ravel(),
        by_value.astype(np.uint32),
        starts.astype(np.uint32),
        bound,
    )


def _packed(shape: tuple[int, int], size: int) -> Array:
    """Rows without a value."""
    return (size + np.arange(shape[0] * shape[1]) % FILLERS).astype(np.uint16).reshape(shape)


def stored_heads(arrays: SegmentArrays) -> tuple[dict[str, Array], dict[str, int]]:
    """The heads of a segment by its own numbers of values, as `layout.py` tells them, and the bound of each."""
    found: dict[str, Array] = {}
    bounds: dict[str, int] = {}
    for name in FACETS:
        rows = arrays.docs[f"facet_{name}_rows"].astype(np.int64)
        rows[rows == arrays.docs[f"facet_{name}_hash"].size] = -1
        more_docs, more_values = (arrays.docs[f"facet_{name}_more_{what}"] for what in ("docs", "values"))
        head = head_arrays(rows, more_docs, more_values.astype(np.int64), HEAD)
        found |= {f"head_{name}_{part}": getattr(head, array) for part, array in STORED.items()}
        bounds[name] = head.bound
    return found, bounds
