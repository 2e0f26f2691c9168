"""Calendar dates of three precisions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import date_interval, parse_date

WRITTEN = [
    ("2024", "2024"),
    ("2024-03", "2024-03"),
    ("2024-03-05", "2024-03-05"),
    ("2024-3-5", "2024-03-05"),
    ("2024/03/05", "2024-03-05"),
    ("20240305", "2024-03-05"),
    ("  2024-03-05\n", "2024-03-05"),
    ("Monday, April 1, 2024", "2024-04-01"),
    ("Mon Apr 1 2024", "2024-04-01"),
    ("Apr. 1st, 2024", "2024-04-01"),
    ("1 April 2024", "2024-04-01"),
    ("Wednesday, 3rd of", None),
    ("Wed. 27 March 2024", "2024-03-27"),
    ("Sept. 9, 2021", "2021-09-09"),
    ("SEPTEMBER 2021", "2021-09"),
    ("May 2024", "2024-05"),
    ("April,  2024", "2024-04"),
    ("29 February 2024", "2024-02-29"),
]
IMPOSSIBLE = [
    *("", "  ", "soon", "2023-02-29", "2023-02-30", "2024-13", "2024-00", "2024-01-00", "0000", "20241301"),
    *(
        "April 31, 2024",
        "Foo 3, 2024",
        "decem 2024",
        "24-03-05",
        "2024-03-05x",
        "12345",
        "2024-",
        "-2024",
        "05.03.2024",
    ),
    *("1 2024", "April 2024 5", "2024-03-05T", "²⁰²⁴", "0", "99999999", "9" * 5000, "a" * 5000 + " 1, 2024"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_written_dates(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", IMPOSSIBLE, ids=lambda text: text[:20])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "zone", ["T00:00:00Z", "T23:59:59+14:00", "T00:30-11:00", " 23:59", "T10:00:00.123456+00:00", "t10:00"]
)
def test_a_time_zone_never_moves_the_day(zone: str) -> None:
    assert parse_date(f"2024-03-31{zone}") == "2024-03-31"


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%B %d, %Y", "%d %b %Y", "%A, %B %d, %Y"]))
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    text = day.strftime(form.replace("%Y", f"{day.year:04d}"))
    assert parse_date(text) == day.isoformat()


@given(st.text(max_size=30))
def test_a_canonical_date_is_its_own_canonical_form(text: str) -> None:
    found = parse_date(text)
    if found is not None:
        assert parse_date(found) == found
        first, last = date_interval(found)
        assert 1 <= first <= last <= date.max.toordinal()


@given(st.dates(max_value=date(9998, 12, 31)))
def test_intervals_nest_and_follow_one_another(day: date) -> None:
    iso = day.isoformat()
    ordinal = day.toordinal()
    month, year = date_interval(iso[:7]), date_interval(iso[:4])
    assert date_interval(iso) == (ordinal, ordinal)
    assert year[0] <= month[0] <= ordinal <= month[1] <= year[1]
    assert date.fromordinal(month[0]).day == 1
    assert (date.fromordinal(month[1]) + timedelta(days=1)).day == 1
    assert year[1] - year[0] in (364, 365)
    assert date_interval(f"{day.year + 1:04d}")[0] == year[1] + 1


def test_intervals_of_leap_years() -> None:
    assert date_interval("2024-02")[1] - date_interval("2024-02")[0] == 28
    assert date_interval("2023-02")[1] - date_interval("2023-02")[0] == 27
    assert date_interval("0001") == (1, 365)
    assert date_interval("9999")[1] == date.max.toordinal()
