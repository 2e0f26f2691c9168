"""The table that a run prints: a row for each figure, the sides beside each other, ratios, targets and whether met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.bench.rows import FACT_ROWS, PEERS, QUERY_ROWS, SIDES, FactRow, QueryRow, Target

Row = tuple[str, ...]
_HEAD = (
    "",
    "unit",
    *(text for side in SIDES for text in (side, "p95")),
    *(f"/ {peer}" for peer in PEERS),
    "target",
    "met",
)
_NOTE = """\
A ratio is Dossier's figure over the peer's, of medians over the queries that both answered; below 1 Dossier is
quicker or smaller. Any of the words, in title and summary; Dossier also searches the names of authors and topics.
A phrase is of exact words in Dossier and of stems in its peers, which find more; it is the same text for all."""


def render(results: Mapping[str, Any]) -> str:
    """The table of a run's results (the object of the JSON file)."""
    machine = results["machine"]
    libraries = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    measured = (row for row in ordered_rows() if row.name in results["rows"])
    rows = [line for row in measured for line in _lines(row, results["rows"][row.name])]
    lines = [
        f"{results['records']:,} records, {results['queries']} queries of each kind "
        f"({results['peer_queries']} for stock Whoosh), {results['rounds']} rounds, seed {results['seed']}",
        f"{machine['cores']} cores (load {machine['load']}), Python {machine['python']}, {libraries}",
        "",
        *align([_HEAD, *rows]),
        "",
        _NOTE,
        *(_agreement(peer, found) for peer, found in results["agreement"].items()),
    ]
    return "\n".join(line.rstrip() for line in lines)


def ordered_rows() -> Iterator[QueryRow | FactRow]:
    """All rows in the order of the table."""
    for row in QUERY_ROWS:
        yield row
        if row.by_own_clock:
            yield row.by_own_clock
    yield from FACT_ROWS


def _lines(row: QueryRow | FactRow, result: Mapping[str, Any]) -> Iterator[Row]:
    """The line of a row, and one more for each target after the first."""
    first, *others = row.targets or (None,)
    unit = row.unit if isinstance(row, FactRow) else "ms"
    ratios = ("" if result["ratios"].get(peer) is None else number(result["ratios"][peer]) for peer in PEERS)
    yield (row.name, unit, *(text for side in SIDES for text in _side(result, side)), *ratios, *_target(first, result))
    for target in others:
        yield (*[""] * (len(_HEAD) - 2), *_target(target, result))


def _side(result: Mapping[str, Any], side: str) -> Row:
    found = result["sides"].get(side)
    if found is None:
        return ("", "")
    return (number(found["median"]), number(found["p95"]) if found["runs"] > 1 else "")


def _target(target: Target | None, result: Mapping[str, Any]) -> Row:
    if target is None:
        return ("", "")
    return (str(target), {True: "yes", False: "NO", None: "?"}[target.met(result)])


def _agreement(peer: str, found: Mapping[str, Any]) -> str:
    facets = "none to compare" if found["facets"] is None else f"{found['facets']:.2%} of {found['values']:,}"
    return (
        f"Beside {peer}: median difference of totals {found['totals']:.2%} ({found['totals_equal']} of "
        f"{found['queries']} equal), of the counts of the first facet values {facets}."
    )


def number(value: float) -> str:
    """Three figures, or all of a large number."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}" if value >= 0.01 else f"{value:.5f}"


def align(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as lines, words to the left and numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 2
    for row in rows:
        cells = [
            f"{cell:<{width}}" if place in (0, 1) or place >= last else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells)
