"""Memory of a process that answers searches: kept where it was let go of, and seldom searched for cycles.

A search takes arrays with a number for each record and lets go of them; the C library gives those of more than 128 KiB
back to the system, which then fills every page with zeros when the next search asks. Where it can be told to keep them
(glibc, `mallopt(3)`), a search with facets takes up to a fifth less time, and a process keeps up to `KEPT_BYTES` more.

Python looks for objects that only refer to each other after every 700 new ones, several times a search, though a search
leaves none; looking seldom makes the slowest one suggestion in a hundred a twelfth quicker. What is loaded before the
first search stays for good.
"""

from __future__ import annotations

import ctypes
import gc
from functools import cache

KEPT_BYTES = 1 << 25
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_COLLECTED = (5_000, 4, 4)
"""When objects are looked at, the newest, those that stayed once, and all: these about as often as by default, since a
generation that is no longer served goes with them."""


@cache
def keep_freed_memory() -> bool:
    """Keep up to `KEPT_BYTES` of what is let go of in this process; whether the C library does so."""
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return False
    return bool(tune(_TRIM_THRESHOLD, KEPT_BYTES)) and bool(tune(_MMAP_THRESHOLD, KEPT_BYTES))


def settle() -> None:
    """Leave all that is loaded by now alone when garbage is collected, so that forked workers go on sharing its memory,
    and collect more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)
