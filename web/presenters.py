"""From results to views: every label, count and address that a page of results or the first page shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search import SORTS, FacetValue, SearchRequest, SearchResult
from web.facet_views import chips_of, facet_view
from web.histogram import years_view
from web.hit_views import hit_view
from web.page_views import Correction, DateProblem, FormView, HomePage, OfferView, PageLink, PagerView, SearchPage
from web.urls import link
from web.views import Link

SORT_LABELS = {"relevance": "Best match", "newest": "Newest first", "oldest": "Oldest first", "title": "Title"}
_HIDDEN = ("kind", "size", "facet_size", "synonyms", "recency", "explain")
OFFER_LABELS = {"spelling": "Spelled", "filter": "Without", "filters": "Without", "word": "Without"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page of results is told beside the result itself: the years without the dates of the request, how many
    values there are of facets that are not listed whole, the newest records where nothing was found, and dates that
    could not be read."""

    years: Sequence[FacetValue] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    newest: SearchResult | None = None
    problem: DateProblem | None = None


def search_page(result: SearchResult, window: int, beside: Beside) -> SearchPage:
    """The page of a result; `window` is the deepest hit that paging reaches."""
    wanted = result.request
    chips = chips_of(wanted)
    heading = heading_of(result)
    applied = result.did_you_mean if result.did_you_mean and result.did_you_mean.applied else None
    query = applied.query if applied else wanted.q
    listed = {facet.name: facet for facet in result.facets}
    return SearchPage(
        title=f"{wanted.q} ({result.total:,})" if wanted.q else heading,
        heading=heading,
        status=status_of(heading, chips),
        total=result.total,
        form=form_of(wanted, beside.problem, listed.keys()),
        chips=chips,
        clear_url=link("pages.search_results", SearchRequest(q=wanted.q)),
        facets=tuple(
            facet_view(facet, wanted, beside.totals) for facet in result.facets if facet.name != "year" and facet.values
        ),
        years=years_view(beside.years, listed.get("year"), wanted),
        hits=tuple(hit_view(hit, query) for hit in result.hits),
        why_url=None if wanted.explain or not wanted.q.strip() else link("pages.search_results", explained(wanted)),
        pager=pager_of(wanted, result.total, window),
        correction=correction_of(result),
        notes=tuple(note.message for note in result.notes),
        problem=beside.problem,
        canonical=link("pages.search_results", wanted),
        feed_url=link("service.feed", replace(wanted, page=1)),
        api_url=link("api.search_api", wanted),
        took=f"{result.took_ms:,.0f} ms" if result.took_ms >= 1 else "under 1 ms",
        first=(wanted.page - 1) * wanted.size + 1,
        offers=offers_of(result),
        newest=tuple(hit_view(hit) for hit in beside.newest.hits) if beside.newest else (),
    )


def explained(wanted: SearchRequest) -> SearchRequest:
    """The same search with why each record was found."""
    return replace(wanted, explain=True)


def home_page(result: SearchResult) -> HomePage:
    """The first page, from a search for everything."""
    everything = SearchRequest()
    listed = {facet.name: facet for facet in result.facets}
    years = listed.get("year")
    return HomePage(
        documents=counted(result.total, "record", "records"),
        newest=tuple(hit_view(hit) for hit in result.hits),
        facets=tuple(
            facet_view(facet, everything, {}, linked=True)
            for facet in result.facets
            if facet.values and facet.name != "year"
        ),
        years=years_view(years.values if years else (), years, everything, linked=True),
        all_url=link("pages.search_results", everything),
    )


def heading_of(result: SearchResult) -> str:
    """The count and the query in words, as the heading and the title say them."""
    count = counted(result.total, "result", "results") if result.total else "No results"
    applied = result.did_you_mean if result.did_you_mean and result.did_you_mean.applied else None
    query = applied.query if applied else result.request.q
    return f"{count} for “{query}”" if query.strip() else count


def status_of(heading: str, chips: Sequence[Link]) -> str:
    """The heading and the applied filters in one sentence, for who hears the page."""
    filters = ", ".join(f"{chip.detail.lower()} {chip.text}" for chip in chips)
    return f"{heading}, {filters}" if filters else heading


def counted(count: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{count:,} {one if count == 1 else many}"


def form_of(wanted: SearchRequest, problem: DateProblem | None = None, shown: Collection[str] = ()) -> FormView:
    """The form that repeats a request; a page number or a switched-off correction is not carried over. A language that
    was chosen is, where its facet is not among the `shown` ones."""
    hidden = (*_HIDDEN, *({"language"} - set(shown)))
    return FormView(
        q=wanted.q,
        date_from=problem.date_from if problem else wanted.date_from or "",
        date_to=problem.date_to if problem else wanted.date_to or "",
        sorts=tuple((sort, SORT_LABELS[sort], sort == wanted.sort) for sort in SORTS),
        hidden=tuple((name, value) for name, value in wanted.to_query() if name in hidden),
    )


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
