"""Memory that is let go of stays with the process, where the C library can be told so."""

from __future__ import annotations

import gc
import platform
import resource

import numpy as np

from search.allocator import KEPT_BYTES, keep_freed_memory, settle

TIMES = 50


def test_arrays_are_not_fetched_from_the_system_anew() -> None:
    told = keep_freed_memory()
    assert told == (platform.libc_ver()[0] == "glibc")
    if not told:
        return
    size = KEPT_BYTES // 4
    for _ in range(3):
        _take(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(TIMES):
        _take(size)
    fetched = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    assert fetched < TIMES * size / resource.getpagesize() / 10


def _take(size: int) -> None:
    """Two arrays at once, as a search has them."""
    first, second = np.full(size // 2, 1, dtype=np.uint8), np.full(size // 2, 2, dtype=np.uint8)
    del first, second


def test_what_is_loaded_is_settled_and_cycles_are_still_found() -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(700)
        settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > 700
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
