"""All tables of a segment, from its packs: the same for one that is made, merged or copied."""

from __future__ import annotations

from typing import Any

from index.columnar.arrays import SegmentArrays
from index.columnar.pack import Array
from index.tables.entries import entry_arrays
from index.tables.heads import HEAD, stored_heads
from index.tables.letters import near_arrays
from index.tables.names import name_arrays


def tables_pack(arrays: SegmentArrays) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of the pack of tables of a segment, as `layout.py` tells them."""
    heads, bounds = stored_heads(arrays)
    found = {**near_arrays(arrays), **entry_arrays(arrays), **heads, **name_arrays(arrays)}
    return found, {"documents": arrays.count, "head": HEAD, "bounds": bounds}
