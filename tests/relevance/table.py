"""The results as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from tests.relevance.judged import Reached, Row
from tests.relevance.sides import DOSSIER, SIDES


def render(
    rows: Sequence[Row], known: Mapping[str, Mapping[int, float]], costs: Mapping[str, Mapping[str, float]]
) -> str:
    """All tables, one below the other."""
    return "\n".join([*_judged(rows), "", *_known(known), "", *_costs(costs)])


def _judged(rows: Sequence[Row]) -> list[str]:
    heads = "".join(f"{name:>10}" for name in SIDES)
    lines = [f"{'':10}{'nDCG@10':>10}{'':30}   {'recall@100':>10}", f"{'':10}{heads}{heads}  best peer   gain       p"]
    for row in rows:
        ours, theirs = row.sides[DOSSIER], row.sides[row.best_peer]
        gain = fmean(ours.ndcg) / fmean(theirs.ndcg) - 1
        lines.append(f"{row.name:10}{_cells(row.sides)}  {row.best_peer:9} {gain:+6.1%} {row.p:7.5f}")
    best = fmean(fmean(row.sides[row.best_peer].ndcg) for row in rows)
    means = {
        name: Reached(
            [fmean(row.sides[name].ndcg) for row in rows], [fmean(row.sides[name].recall) for row in rows], 0.0
        )
        for name in SIDES
    }
    gain = fmean(means[DOSSIER].ndcg) / best - 1
    lines.append(f"{'mean':10}{_cells(means)}  best of each set: {best:.4f} {gain:+6.1%}")
    return lines


def _cells(sides: Mapping[str, Reached]) -> str:
    of_ndcg = "".join(f"{fmean(reached.ndcg):>10.4f}" for reached in sides.values())
    return of_ndcg + "".join(f"{fmean(reached.recall):>10.3f}" for reached in sides.values())


def _known(known: Mapping[str, Mapping[int, float]]) -> list[str]:
    lengths = list(next(iter(known.values())))
    lines = [f"{'known items, MRR':18}" + "".join(f"{f'{length} words':>10}" for length in lengths) + f"{'mean':>10}"]
    for name, found in known.items():
        cells = "".join(f"{found[length]:>10.3f}" for length in lengths)
        lines.append(f"{name:18}{cells}{fmean(found.values()):>10.4f}")
    return lines


def _costs(costs: Mapping[str, Mapping[str, float]]) -> list[str]:
    lines = [f"{'milliseconds a query':28}{'median':>8}{'mean':>8}"]
    return lines + [f"{name:28}{part['median']:>8.3f}{part['mean']:>8.3f}" for name, part in costs.items()]
