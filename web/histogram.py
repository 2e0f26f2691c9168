"""The years of a search as bars: plain numbers for an SVG that the server writes, and the same figures as rows.

A bar is one year, or as many as keep the bars few. Its link narrows the search to its years, or widens it again where
it is what is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search import Facet, FacetValue, SearchRequest
from web.urls import link
from web.views import Bar, OptionView, YearsView

MOST_BARS = 80
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Years that one bar may stand for."""
SLOT, HEIGHT = 10, 100
"""Width of a bar with its gap, and height of the highest one, in units of the SVG."""


def years_view(
    years: Sequence[FacetValue], listed: Facet | None, wanted: SearchRequest, *, linked: bool = False
) -> YearsView | None:
    """The histogram of a search, or None where no record has a year; `linked`: its rows are links, not boxes.

    `years` are counted without the dates of the request, so that a reader who has narrowed the search sees what is left
    out; `listed` is the facet of the result, counted with them.
    """
    counts = {int(value.value): value.count for value in years if value.count}
    if not counts:
        return None
    first, last = min(counts), max(counts)
    step = next((step for step in STEPS if (last - first) // step < MOST_BARS), 1000)
    spans = [(start, start + step - 1) for start in range(first // step * step, last + 1, step)]
    sums = [sum(counts.get(year, 0) for year in range(start, end + 1)) for start, end in spans]
    open_ended = _without_years(wanted)
    bars = tuple(
        _bar(place, span, total, max(sums), wanted, open_ended)
        for place, (span, total) in enumerate(zip(spans, sums, strict=True))
    )
    peak = bars[sums.index(max(sums))]
    return YearsView(
        bars=bars,
        width=len(bars) * SLOT,
        height=HEIGHT,
        first=bars[0].first,
        last=bars[-1].last,
        most=f"most in {peak.label}: {max(sums):,}",
        rows=_rows(years, listed, wanted, linked),
        chosen=len(wanted.values("year")),
    )


def _bar(
    place: int, span: tuple[int, int], total: int, most: int, wanted: SearchRequest, open_ended: SearchRequest
) -> Bar:
    first, last = (f"{max(year, 1):04}" for year in span)
    height = max(round(HEIGHT * total / most), 2) if total else 0
    is_all = (wanted.date_from, wanted.date_to) == (first, last)
    goal = open_ended if is_all else replace(open_ended, date_from=first, date_to=last)
    return Bar(
        first=first,
        last=last,
        label=first if first == last else f"{first} to {last}",
        count=f"{total:,}",
        url=link("pages.search_results", goal) if total else None,
        x=place * SLOT,
        y=HEIGHT - height,
        width=SLOT - 1,
        height=height,
        state=_state(first, last, wanted),
    )


def _state(first: str, last: str, wanted: SearchRequest) -> str:
    """Whether years are chosen ("in"), left out ("out"), or there is no choice ("")."""
    chosen = wanted.values("year")
    if not (chosen or wanted.date_from or wanted.date_to):
        return ""
    inside = (wanted.date_from or "")[:4] <= last and first <= (wanted.date_to or "9999")[:4]
    return "in" if inside and (not chosen or any(first <= year <= last for year in chosen)) else "out"


def _rows(
    years: Sequence[FacetValue], listed: Facet | None, wanted: SearchRequest, linked: bool
) -> tuple[OptionView, ...]:
    """All years in order; those that the dates of the request leave out cannot be chosen."""
    within = {value.value: value for value in listed.values} if listed else {}
    rows = {value.value: value for value in years} | within
    return tuple(
        OptionView(
            value=year,
            label=year,
            count=f"{rows[year].count:,}",
            selected=rows[year].selected,
            url=link("pages.search_results", wanted.with_value("year", year)) if linked else "",
            disabled=year not in within,
        )
        for year in sorted(rows)
    )


def _without_years(wanted: SearchRequest) -> SearchRequest:
    """The search of any time."""
    for year in wanted.values("year"):
        wanted = wanted.without_value("year", year)
    return replace(wanted, page=1, date_from=None, date_to=None)
