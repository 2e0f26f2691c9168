"""The one table that a run prints: a row for each figure, a column for each side, and their ratio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_HEAD = ("", "Dossier", "p95", "p99", "runs", "peer", "p95", "p99", "runs", "ratio")
_BUILD_ROWS = (
    ("records a second", "records_per_second"),
    ("processor time, s", "processor_seconds"),
    ("peak memory, MiB", "peak_mib"),
    ("index size, MiB", "size_mib"),
    ("opening, s", "open_seconds"),
)
Row = tuple[str, ...]


def render(results: Mapping[str, Any]) -> str:
    """The table of a run's results (the object of the JSON file)."""
    machine, totals = results["machine"], results["totals"]
    libraries = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    lines = [
        f"{results['records']:,} records, {results['queries']} queries of each kind "
        f"({results['peer_queries']} for the peer), {results['rounds']} rounds, seed {results['seed']}",
        f"{machine['cores']} cores (load {machine['load']}), Python {machine['python']}, {libraries}",
        "",
        *_align([_HEAD, *_build_rows(results["build"]), _units(), *_query_rows(results)]),
        "",
        "The peer is a plain hand-written use of Whoosh; ratio is Dossier / peer, of the queries that both answered.",
        f"Totals of {totals['queries']} queries: {totals['equal']} equal, median difference "
        f"{totals['median_relative_difference']:.1%} (the analyzers differ, and Dossier searches authors and topics).",
    ]
    return "\n".join(line.rstrip() for line in lines)


def _units() -> Row:
    return ("milliseconds", "median", "", "", "", "median", "", "", "", "")


def _build_rows(build: Mapping[str, Any]) -> Iterator[Row]:
    for label, key in _BUILD_ROWS:
        ours, theirs = build["dossier"][key], build["peer"][key]
        yield (label, _number(ours), "", "", "", _number(theirs), "", "", "", _number(ours / theirs) if theirs else "")


def _query_rows(results: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in results["operations"].items():
        ratio = "" if row["ratio"] is None else _number(row["ratio"])
        yield (name, *_four(row["dossier"]), *_four(row["peer"]), ratio)
    for name, row in results["answer_parts"].items():
        yield (f"  of the answer: {name}", *_four(row), *_four(None), "")


def _four(row: Mapping[str, float] | None) -> Row:
    if row is None:
        return ("", "", "", "")
    return (*(_number(row[key]) for key in ("median", "p95", "p99")), f"{row['runs']:,}")


def _number(value: float) -> str:
    """Three figures, or all of a large number."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def _align(rows: Sequence[Row]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        cells = [
            f"{cell:<{width}}" if not number else f"{cell:>{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells)
