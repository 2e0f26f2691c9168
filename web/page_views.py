"""The pages as their templates see them: see `web.views` for the parts that they share."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.views import FacetView, HitView, Link, OptionView, YearsView


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
    language: str
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
