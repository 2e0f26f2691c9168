"""What the templates see: plain values with every label, count and address ready, so that a template decides nothing.

The functions of `web.presenters` make them from a `SearchResult` or a `Document`.
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
    """A record in a list. `lang` and `dir` are "" where they are not known."""

    title: str
    url: str
    lang: str
    dir: str
    type: Link | None
    date: DateView | None
    authors: tuple[Link, ...]
    topics: tuple[Link, ...]
    snippet: Markup
    host: str
    why: WhyView | None = None
    origin: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionView:
    """A value of a facet; `url` is the search with it chosen, or no longer chosen."""

    value: str
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
class FacetListPage:
    """All values of a facet, a page of them. `carried` goes with what is chosen, `asked` with what is looked for."""

    name: str
    heading: str
    status: str
    contains: str
    options: tuple[OptionView, ...]
    carried: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]
    previous: str | None
    next: str | None
    self_url: str
    back: str


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


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of results; `url` is None for the current one."""

    number: int
    url: str | None


@dataclass(frozen=True, slots=True)
class PagerView:
    """The pages around the current one; a gap in the numbers is a gap in the list."""

    pages: tuple[PageLink, ...]
    previous: str | None
    next: str | None
    position: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Another spelling: `applied` when the results are already for it, then `url` searches as typed."""

    query: str
    typed: str
    url: str
    count: str
    applied: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """A search that gives hits where this one gives none; `label` and `text` say how it differs."""

    label: str
    text: str
    url: str
    count: str


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Dates that could not be used, as they were typed; `url` is the search with what was probably meant."""

    message: str
    date_from: str
    date_to: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """The state of the form: what the box and the fields show, and what is sent along unseen."""

    q: str = ""
    date_from: str = ""
    date_to: str = ""
    sorts: tuple[tuple[str, str, bool], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page of results."""

    title: str
    heading: str
    status: str
    total: int
    form: FormView
    chips: tuple[Link, ...]
    clear_url: str
    facets: tuple[FacetView, ...]
    years: YearsView | None
    hits: tuple[HitView, ...]
    why_url: str | None
    pager: PagerView
    correction: Correction | None
    notes: tuple[str, ...]
    problem: DateProblem | None
    canonical: str
    feed_url: str
    api_url: str
    took: str
    first: int
    offers: tuple[OfferView, ...]
    newest: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class CiteView:
    """A citation, and where it is to be had as a file."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The page of one record; the words of `query` are marked in it, `matches` of them. Addresses in `canonical` and
    `linked_data` are absolute."""

    hit: HitView
    title: Markup
    query: str
    matches: int
    kind: str
    summary: tuple[Markup, ...]
    body: tuple[Markup, ...]
    source: Link | None
    address: str
    title_derived: bool
    stub: bool
    extra: tuple[tuple[str, str], ...]
    related: tuple[HitView, ...]
    api_url: str
    canonical: str
    description: str
    linked_data: dict[str, object]
    citations: tuple[CiteView, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    documents: str
    newest: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    years: YearsView | None
    all_url: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of the language of the box: an example, what it finds, and how much it finds here."""

    example: str
    url: str
    finds: str
    count: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How to search."""

    forms: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed; all addresses are absolute."""

    hit: HitView
    url: str
    source: str | None
    updated: str
    kind: str
    lang: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """A search as a feed."""

    title: str
    name: str
    self_url: str
    page_url: str
    updated: str
    entries: tuple[FeedEntry, ...]
