"""What the templates see: plain values with every label, count and address ready, so that a template decides nothing.

Here are the parts that stand on several pages; `web.page_views` has the pages. Presenters make both.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A text and where it leads; `detail` is a word more about it."""

    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DateView:
    """A date for machines and for readers."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A reason for the place of a hit; `share` is its part of the score in percent."""

    text: str
    detail: str
    share: int


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a record was found: reasons for readers, and the whole sum for who wants to check it."""

    rows: tuple[WhyRow, ...]
    score: str
    tree: dict[str, object]


@dataclass(frozen=True, slots=True)
class HitView:
    """A record in a list. `lang` and `dir` are "" where they are not known; `more_authors` are shown when
    asked for."""

    title: str
    url: str
    lang: str
    dir: str
    type: Link | None
    date: DateView | None
    authors: tuple[Link, ...]
    more_authors: tuple[Link, ...]
    topics: tuple[Link, ...]
    snippet: Markup
    host: str
    source: str
    why: WhyView | None = None
    origin: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionView:
    """A value of a facet and its name; `url` is the search with it chosen, "" where it is a box and not a link."""

    value: str
    label: str
    count: str
    selected: bool
    url: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: its first values, and where all of them are listed."""

    name: str
    legend: str
    options: tuple[OptionView, ...]
    all_url: str | None
    all_text: str
    chosen: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Some years of a histogram and their place in its SVG; `url` is None where there is nothing. `state` is "in" for
    what is chosen, "out" for what is not, "" when nothing is."""

    first: str
    last: str
    label: str
    count: str
    url: str | None
    x: int
    y: int
    width: int
    height: int
    state: str


@dataclass(frozen=True, slots=True)
class YearsView:
    """The years of a search: bars, and the same figures as rows."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    first: str
    last: str
    most: str
    rows: tuple[OptionView, ...]
    chosen: int
