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
_PACKED = 4
"""Values of one record that are packed; the few beyond lie apart."""


class HeadArrays(NamedTuple):
    """The values below some number of each record: up to `_PACKED` (u2, that number for none) in one whole number, the
    pairs beyond, and the most records that have one and the same other value."""

    packed: Array
    more_docs: Array
    more_values: Array
    bound: int


def head_arrays(rows: Array, more_docs: Array, more_values: Array, size: int) -> HeadArrays:
    """The head of a segment: `rows` has the values of each record, negative where there are fewer; the others are the
    pairs beyond. Frequent are those below `size`."""
    owners, places = np.nonzero((rows >= 0) & (rows < size))
    values = rows[owners, places]
    others = np.concatenate([rows[rows >= size], more_values[more_values >= size]])
    bound = int(np.bincount(others - size).max()) if others.size else 0
    sizes = np.bincount(owners, minlength=rows.shape[0])
    inside = np.arange(owners.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    most = int(sizes.max()) if sizes.size else 0
    width = next((width for width in (1, 2) if most <= width), _PACKED)
    packed = np.full((rows.shape[0], width), size, dtype=np.uint16)
    first, frequent = inside < width, more_values < size
    packed[owners[first], inside[first]] = values[first]
    return HeadArrays(
        packed.view(np.dtype(f"u{2 * width}")).ravel(),
        np.concatenate([owners[~first], more_docs[frequent]]).astype(np.uint32),
        np.concatenate([values[~first], more_values[frequent]]).astype(np.uint32),
        bound,
    )


def stored_heads(arrays: SegmentArrays) -> tuple[dict[str, Array], dict[str, int]]:
    """The heads of a segment by its own numbers of values, as `layout.py` tells them, and the bound of each."""
    found: dict[str, Array] = {}
    bounds: dict[str, int] = {}
    for name in FACETS:
        rows = arrays.docs[f"facet_{name}_rows"].astype(np.int64)
        rows[rows == arrays.docs[f"facet_{name}_hash"].size] = -1
        more_docs, more_values = (arrays.docs[f"facet_{name}_more_{what}"] for what in ("docs", "values"))
        packed, docs, values, bounds[name] = head_arrays(rows, more_docs, more_values.astype(np.int64), HEAD)
        found |= {f"head_{name}_packed": packed, f"head_{name}_docs": docs, f"head_{name}_values": values}
    return found, bounds
