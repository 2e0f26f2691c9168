"""Memory that a search lets go of, kept for the next one.

A search takes arrays with a number for each record and lets go of them; the C library gives those of more than 128 KiB
back to the system, which then fills every page with zeros when the next search asks. Where it can be told to keep them
(glibc, `mallopt(3)`), a search with facets takes up to a fifth less time, and a process keeps up to `KEPT_BYTES` more.
"""

from __future__ import annotations

import ctypes
from functools import cache

KEPT_BYTES = 1 << 25
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


@cache
def keep_freed_memory() -> bool:
    """Keep up to `KEPT_BYTES` of what is let go of in this process; whether the C library does so."""
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return False
    return bool(tune(_TRIM_THRESHOLD, KEPT_BYTES)) and bool(tune(_MMAP_THRESHOLD, KEPT_BYTES))
