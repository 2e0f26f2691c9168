"""Acronyms by the letters of their names: the few that a word may stand for are found without reading the others."""

from __future__ import annotations

import numpy as np

from index.acronyms import SEPARATOR, name_letters
from index.columnar.arrays import SegmentArrays
from index.columnar.layout import name_hash
from index.columnar.pack import Array
from index.folding import fold


def name_arrays(arrays: SegmentArrays) -> dict[str, Array]:
    """The arrays of the acronyms of a segment, as `layout.py` tells them."""
    pairs = arrays.texts("acronym")
    names = (name_letters(name) for pair in pairs for name in pair.split(SEPARATOR))
    hashes = np.array([name_hash(name) for name in names], dtype=np.uint32)
    order = np.argsort(hashes, kind="stable")
    return {
        "acronym_folded": np.array([name_hash(fold(pair)) for pair in pairs], dtype=np.uint32),
        "acronym_names": hashes[order],
        "acronym_named": (order // 2).astype(np.uint32),
    }
