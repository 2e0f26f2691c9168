"""What a run of the benchmark can be told, all of it by environment variables.

| variable | default | meaning |
|---|---|---|
| `BENCH_RECORDS` | all | index only the first records of the data set |
| `BENCH_BUILDS` | 3 | times that each side makes its index, in turns; stock Whoosh once |
| `BENCH_QUERIES` | 500 | of each kind of query |
| `BENCH_PEER_QUERIES` | 120 | of each kind that stock Whoosh is asked too, which takes up to a second for each |
| `BENCH_ROUNDS` | 3 | times that every query is measured |
| `BENCH_SECONDS` | 20 | that each side is asked one kind of query for at most, the first five times as long |
| `BENCH_ADDITIONS` | 15 | single records that are added while a reader looks for them |
| `BENCH_SIZES` | 10000,40000,158357,1000000 | records of each step of `make bench-growth` |
| `BENCH_KEEP` | 0 | 1 = keep the indexes under `var/bench`, and reuse those of an earlier run with the same records |
| `BENCH_RESULTS` | bench-results | folder of the JSON file and the plots |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.children import ROOT

RECORDS = 158_357
"""Records of the data set."""


class BenchError(Exception):
    """The benchmark cannot run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run."""

    records: int = RECORDS
    builds: int = 3
    queries: int = 500
    peer_queries: int = 120
    rounds: int = 3
    seconds: float = 20.0
    additions: int = 15
    sizes: tuple[int, ...] = (10_000, 40_000, RECORDS, 1_000_000)
    keep: bool = False
    results: Path = ROOT / "bench-results"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Options:
        """Read the variables.

        Raises:
            BenchError: when one of them is not a whole number above 0 (or several, for the sizes).
        """
        environ = os.environ if environ is None else environ
        sizes = environ.get("BENCH_SIZES", "")
        default = cls()
        return cls(
            records=_number(environ, "BENCH_RECORDS", default.records),
            builds=_number(environ, "BENCH_BUILDS", default.builds),
            queries=_number(environ, "BENCH_QUERIES", default.queries),
            peer_queries=_number(environ, "BENCH_PEER_QUERIES", default.peer_queries),
            rounds=_number(environ, "BENCH_ROUNDS", default.rounds),
            seconds=float(_number(environ, "BENCH_SECONDS", int(default.seconds))),
            additions=_number(environ, "BENCH_ADDITIONS", default.additions),
            sizes=tuple(sorted(_whole("BENCH_SIZES", part) for part in sizes.split(","))) if sizes else default.sizes,
            keep=environ.get("BENCH_KEEP", "0") not in ("", "0"),
            results=Path(environ.get("BENCH_RESULTS") or default.results),
        )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    return _whole(name, text) if text else default


def _whole(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise BenchError(f"{name}={text!r} cannot be used: set it to a whole number above 0, or unset it.")
    return int(text)
