"""The growth of each figure with the records, drawn: one panel a row, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from tests.bench.measure import DOSSIER
from tests.bench.rows import GROWTH_ROWS

_COLUMNS = 3
_INCHES = (13, 7)
_DOTS_PER_INCH = 120


def draw(steps: Mapping[int, Mapping[str, Any]], paths: Iterable[Path]) -> None:
    """Write the picture to files of the kinds that their names say."""
    figure = Figure(figsize=_INCHES, layout="constrained")
    panels = figure.subplots(-(-len(GROWTH_ROWS) // _COLUMNS), _COLUMNS).flat
    sizes = list(steps)
    for panel, (key, row) in zip(panels, GROWTH_ROWS.items(), strict=True):
        found = [step[key]["sides"][DOSSIER] for step in steps.values()]
        panel.plot(sizes, [figures["median"] for figures in found], marker="o", label="median")
        if any(figures["runs"] > 1 for figures in found):
            panel.plot(sizes, [figures["p95"] for figures in found], marker=".", linestyle="--", label="p95")
            panel.legend()
        for target in row.targets:
            panel.axhline(target.bound, color="grey", linewidth=0.8, linestyle=":")
        panel.set(title=row.name, xlabel="records", ylabel=row.unit, xscale="log", yscale="log")
    for path in paths:
        figure.savefig(path, dpi=_DOTS_PER_INCH)
