"""From results to views: every label, count and address that a page of results or the first page shows."""

from __future__ import annotations

import calendar
import html
import re
from dataclasses import replace

from markupsafe import Markup, escape

from index.document import Document
from search import SORTS, Facet, Hit, RelatedHit, SearchRequest, SearchResult
from web.urls import host_of, link, safe_link
from web.views import (
    Correction,
    DateView,
    FacetView,
    FormView,
    HitView,
    HomePage,
    Link,
    OfferView,
    OptionView,
    PageLink,
    PagerView,
    SearchPage,
)

LEGENDS = {"author": "Author", "type": "Type", "topic": "Topic", "year": "Year"}
PLURALS = {"author": "authors", "type": "types", "topic": "topics", "year": "years"}
SORT_LABELS = {"relevance": "Best match", "newest": "Newest first", "oldest": "Oldest first", "title": "Title"}
KIND_LABELS = {"article": "Articles", "publication": "Publications"}
CHOSEN = "Chosen by the editors"
OFFER_LABELS = {"spelling": "Spelled", "filter": "Without", "filters": "Without", "word": "Without"}
ALL_VALUES = 100
_HIDDEN = ("kind", "language", "size", "facet_size", "synonyms", "recency", "explain")
_MARKS = ("<mark>", "</mark>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ku ps sd syr ug ur yi".split())


def search_page(result: SearchResult, window: int) -> SearchPage:
    """The page of a result; `window` is the deepest hit that paging reaches."""
    wanted = result.request
    chips = chips_of(wanted)
    heading = heading_of(result)
    return SearchPage(
        title=f"{wanted.q} ({result.total:,})" if wanted.q else heading,
        heading=heading,
        total=result.total,
        form=form_of(wanted),
        chips=chips,
        clear_url=link("pages.search_results", SearchRequest(q=wanted.q)),
        facets=tuple(facet_view(facet, wanted) for facet in result.facets),
        hits=tuple(hit_view(hit) for hit in result.hits),
        pager=pager_of(wanted, result.total, window),
        correction=correction_of(result),
        notes=tuple(note.message for note in result.notes),
        canonical=link("pages.search_results", wanted),
        feed_url=link("service.feed", replace(wanted, page=1)),
        api_url=link("api.search_api", wanted),
        took=f"{result.took_ms:,.0f} ms" if result.took_ms >= 1 else "under 1 ms",
        first=(wanted.page - 1) * wanted.size + 1,
        offers=offers_of(result),
    )


def home_page(result: SearchResult) -> HomePage:
    """The first page, from a search for everything."""
    everything = SearchRequest()
    return HomePage(
        documents=counted(result.total, "record", "records"),
        newest=tuple(hit_view(hit) for hit in result.hits),
        facets=tuple(facet_view(facet, everything) for facet in result.facets if facet.values),
        all_url=link("pages.search_results", everything),
    )


def heading_of(result: SearchResult) -> str:
    """The count and the query in words, as the heading and the title say them."""
    count = counted(result.total, "result", "results") if result.total else "No results"
    applied = result.did_you_mean if result.did_you_mean and result.did_you_mean.applied else None
    query = applied.query if applied else result.request.q
    return f"{count} for “{query}”" if query.strip() else count


def counted(count: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{count:,} {one if count == 1 else many}"


def form_of(wanted: SearchRequest) -> FormView:
    """The form that repeats a request; a page number or a switched-off correction is not carried over."""
    return FormView(
        q=wanted.q,
        date_from=wanted.date_from or "",
        date_to=wanted.date_to or "",
        sorts=tuple((sort, SORT_LABELS[sort], sort == wanted.sort) for sort in SORTS),
        hidden=tuple((name, value) for name, value in wanted.to_query() if name in _HIDDEN),
    )


def chips_of(wanted: SearchRequest) -> tuple[Link, ...]:
    """The applied filters, each with the search without it."""
    chips = [
        Link(value, link("pages.search_results", wanted.without_value(name, value)), LEGENDS[name])
        for name, values in wanted.filters
        for value in values
    ]
    first = replace(wanted, page=1)
    others = (
        ("From", wanted.date_from, replace(first, date_from=None)),
        ("Until", wanted.date_to, replace(first, date_to=None)),
        ("Kind", KIND_LABELS.get(wanted.kind or ""), replace(first, kind=None)),
        ("Language", wanted.language, replace(first, language=None)),
    )
    chips += [Link(text, link("pages.search_results", without), name) for name, text, without in others if text]
    return tuple(chips)


def offers_of(result: SearchResult) -> tuple[OfferView, ...]:
    """What would give hits, in its order."""
    return tuple(
        OfferView(
            OFFER_LABELS[offer.kind],
            offer.text,
            link("pages.search_results", offer.request),
            counted(offer.total, "result", "results"),
        )
        for offer in result.offers
    )


def facet_view(facet: Facet, wanted: SearchRequest) -> FacetView:
    """One facet of a result."""
    most = max((value.count for value in facet.values), default=0)
    options = tuple(
        OptionView(
            value=value.value,
            count=f"{value.count:,}",
            selected=value.selected,
            url=link(
                "pages.search_results",
                (wanted.without_value if value.selected else wanted.with_value)(facet.name, value.value),
            ),
            bar=round(100 * value.count / most) if most else 0,
        )
        for value in facet.values
    )
    chosen = len(wanted.values(facet.name))
    all_url = None
    if facet.more and wanted.facet_size < ALL_VALUES:
        all_url = link("pages.search_results", replace(wanted, facet_size=ALL_VALUES, page=1)) + f"#facet-{facet.name}"
    return FacetView(facet.name, LEGENDS[facet.name], options, all_url, bool(chosen), chosen)


def pager_of(wanted: SearchRequest, total: int, window: int) -> PagerView:
    """Links to the first, the last and the nearest pages, as deep as paging reaches."""
    if wanted.size == 0 or total == 0:
        return PagerView((), None, None, "")
    last = max(1, min(-(-total // wanted.size), window // wanted.size))
    here = wanted.page
    numbers = sorted({number for number in (1, *range(here - 2, here + 3), last) if 1 <= number <= last})

    def page(number: int) -> str | None:
        if number == here or not 1 <= number <= last:
            return None
        return link("pages.search_results", wanted.with_page(number))

    pages = tuple(PageLink(number, page(number)) for number in numbers) if last > 1 else ()
    return PagerView(pages, page(min(here - 1, last)), page(here + 1), f"Page {here:,} of {last:,}")


def correction_of(result: SearchResult) -> Correction | None:
    """The other spelling, and the search that goes to it or back from it."""
    other = result.did_you_mean
    if other is None:
        return None
    typed = replace(result.request, page=1)
    goal = replace(typed, correct=False) if other.applied else replace(typed, q=other.query)
    count = counted(other.total, "result", "results")
    return Correction(other.query, typed.q, link("pages.search_results", goal), count, other.applied)


def hit_view(hit: Hit) -> HitView:
    """One hit of a list."""
    document = hit.document
    lang = language_of(document)
    external = safe_link(document.url)
    return HitView(
        title=document.title,
        url=link("pages.document_page", key=document.id),
        lang=lang,
        dir=direction_of(lang),
        type=filter_link("type", document.type) if document.type else None,
        date=DateView(document.date, date_text(document.date)) if document.date else None,
        authors=tuple(filter_link("author", author.name, author.display) for author in document.authors),
        topics=tuple(filter_link("topic", topic) for topic in document.topics),
        snippet=marked(hit.snippet),
        host=host_of(external) if external else "",
        explanation=hit.explanation.as_dict() if hit.explanation else None,
        origin=CHOSEN if hit.pinned else "",
    )


def related_view(related: RelatedHit) -> HitView:
    """A related record with who says so and why."""
    origin = CHOSEN if related.origin == "editor" else "Found by comparison"
    reasons = tuple(reason for reason in related.reasons if reason.casefold() != origin.casefold())
    return replace(hit_view(related.hit), origin=origin, reasons=reasons)


def filter_link(facet: str, value: str, text: str = "") -> Link:
    """A value as a link to all its records."""
    return Link(text or value, link("pages.search_results", SearchRequest().with_value(facet, value)))


def language_of(document: Document) -> str:
    """The language tag of a record where it is one, else ""."""
    language = (document.language or "").replace("_", "-")
    return language if _LANGUAGE.fullmatch(language) else ""


def direction_of(lang: str) -> str:
    """How the text of a language runs; "auto" lets the browser look at the text."""
    if not lang:
        return "auto"
    return "rtl" if lang.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def date_text(date: str) -> str:
    """A date as readers write it.

    >>> date_text("2024-04-01"), date_text("2024-04"), date_text("2024")
    ('1 April 2024', 'April 2024', '2024')
    """
    parts = date.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[int(parts[1])])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def marked(snippet: str) -> Markup:
    """A snippet in which nothing but `<mark>` is a tag, whatever an engine handed over."""
    parts = re.split(r"(</?mark>)", snippet)
    return Markup("").join(Markup(part) if part in _MARKS else escape(html.unescape(part)) for part in parts)  # noqa: S704
