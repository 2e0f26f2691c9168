"""Sides in processes of their own, as their users have them: what one leaves in its memory takes no time of another.

In one process each would wait for the other's garbage to be looked through, and for pages that the system took back
when the other let go of them. The clock runs where the side is.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.bench.measure import Took
from tests.bench.options import BenchError
from tests.bench.side import Side
from tests.bench.workload import Query

Opener = Callable[[Path], Side]
_SECONDS_TO_END = 10


class Apart:
    """A side in a process of its own, with its index open."""

    def __init__(self, opener: Opener, folder: Path) -> None:
        """`opener`: of a module, by which the process finds it.

        Raises:
            BenchError: the index cannot be opened.
        """
        context = get_context("spawn")
        self._connection, end = context.Pipe()
        self._process = context.Process(target=_serve, args=(opener, folder, end), daemon=True)
        self._process.start()
        end.close()
        self._answer()

    def _answer(self) -> Any:
        try:
            value, failure = self._connection.recv()
        except EOFError as error:
            raise BenchError("A side of the benchmark ended unexpectedly; see its message above.") from error
        if failure:
            raise BenchError(f"A side of the benchmark failed:\n{failure}")
        return value

    def timed(self, method: str, query: Query) -> Took:
        """Ask by one of its methods; how long that took.

        Raises:
            BenchError: it failed.
        """
        self._connection.send((method, query, False))
        took: Took = self._answer()
        return took

    def result(self, method: str, query: Query) -> Any:
        """The same; what it answers.

        Raises:
            BenchError: it failed.
        """
        self._connection.send((method, query, True))
        return self._answer()

    def close(self) -> None:
        """End it."""
        with suppress(BrokenPipeError):
            self._connection.send(None)
        self._process.join(_SECONDS_TO_END)
        self._process.kill()
        self._process.join()
        self._connection.close()


def _serve(opener: Opener, folder: Path, connection: Connection) -> None:
    """Be a side until there is no more to ask."""
    with suppress(EOFError):
        try:
            side = opener(folder)
            own_times: list[float] = getattr(side, "engine_times", [])
            connection.send((None, None))
            while (asked := connection.recv()) is not None:
                method, query, wanted = asked
                started = time.perf_counter()
                found = getattr(side, method)(query)
                took = Took((time.perf_counter() - started) * 1000, own_times[-1] if own_times else None)
                connection.send((found if wanted else took, None))
            side.close()
        except Exception:  # told to the parent, who raises it
            connection.send((None, traceback.format_exc()))
