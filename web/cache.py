"""Recent results in memory: least recently used first out, shared by the threads of one process.

A key holds the token of the generation, so nothing has to be invalidated: a commit makes new keys.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Result = TypeVar("Result")


class ResultCache:
    """At most `size` results; 0 keeps none."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(
        self, key: Hashable, make: Callable[[], Result], keep: Callable[[Result], bool] = lambda _: True
    ) -> tuple[Result, bool]:
        """The result of a key and whether it was kept; else made now. Failures and what `keep` denies are not kept."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                kept: Result = self._results[key]
                return kept, True
        made = make()
        if not keep(made):
            return made, False
        with self._lock:
            self._results[key] = made
            while len(self._results) > self._size:
                self._results.popitem(last=False)
        return made, False
