"""What a run of the benchmark can be told, all of it by environment variables.

| variable | default | meaning |
|---|---|---|
| `BENCH_RECORDS` | all | index only the first records of the data set |
| `BENCH_QUERIES` | 500 | of each kind of query |
| `BENCH_PEER_QUERIES` | 50 | of each kind that the peer is asked too; ratios are of these alone |
| `BENCH_ROUNDS` | 3 | times that every query is measured |
| `BENCH_SECONDS` | 20 | that each side may spend on one kind of query; then it is measured no further |
| `BENCH_KEEP` | 0 | 1 = keep the indexes under `var/bench`, and reuse those of an earlier run with the same records |
| `BENCH_RESULTS` | bench-results | folder of the JSON file |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.children import ROOT


class BenchError(Exception):
    """The benchmark cannot run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run; `records` is None for all."""

    records: int | None = None
    queries: int = 500
    peer_queries: int = 50
    rounds: int = 3
    seconds: float = 20.0
    keep: bool = False
    results: Path = ROOT / "bench-results"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Options:
        """Read the variables.

        Raises:
            BenchError: when one of them is not a whole number above 0.
        """
        environ = os.environ if environ is None else environ
        return cls(
            records=_number(environ, "BENCH_RECORDS", 0) or None,
            queries=_number(environ, "BENCH_QUERIES", 500),
            peer_queries=_number(environ, "BENCH_PEER_QUERIES", 50),
            rounds=_number(environ, "BENCH_ROUNDS", 3),
            seconds=float(_number(environ, "BENCH_SECONDS", 20)),
            keep=environ.get("BENCH_KEEP", "0") not in ("", "0"),
            results=Path(environ.get("BENCH_RESULTS") or ROOT / "bench-results"),
        )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) == 0:
        raise BenchError(f"{name}={text!r} cannot be used: set it to a whole number above 0, or unset it.")
    return int(text)
