"""Calendar dates of three precisions: `YYYY`, `YYYY-MM` and `YYYY-MM-DD`.

A date keeps the precision it was written in and stands for its whole interval. It is the calendar day as
written: a time zone never moves it to the day before or after. Ordinals are those of `datetime.date`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"

_ISO = re.compile(r"(?P<y>\d{4})(?:[-/](?P<m>\d{1,2})(?:[-/](?P<d>\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?)?)?", re.I)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"{_MONTH},?\s+(?P<y>\d{{4}})", re.I),
)


@lru_cache(maxsize=1 << 12)
def parse_date(text: str) -> str | None:
    """A written date in its canonical form, or None when it is no date or an impossible one.

    >>> parse_date("Monday, April 1, 2024"), parse_date("April 2024"), parse_date("2023-02-30")
    ('2024-04-01', '2024-04', None)
    """
    text = " ".join(text.split())
    match = _COMPACT.fullmatch(text) or _ISO.fullmatch(text)
    if match:
        return _canonical(match["y"], match["m"], match["d"])
    for pattern in _WRITTEN:
        match = pattern.fullmatch(text)
        if match:
            month = _MONTHS.get(match["month"].lower())
            return _canonical(match["y"], str(month), match.groupdict().get("d")) if month else None
    return None


def _canonical(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([f"{int(year):04d}"] + [f"{int(part):02d}" for part in (month, day) if part])


@lru_cache(maxsize=1 << 12)
def date_interval(value: str) -> tuple[int, int]:
    """First and last day of a canonical date, as proleptic Gregorian ordinals."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        day = date(*parts).toordinal()
        return day, day
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1).toordinal(), date(year, month, calendar.monthrange(year, month)[1]).toordinal()
    return date(parts[0], 1, 1).toordinal(), date(parts[0], 12, 31).toordinal()
