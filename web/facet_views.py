"""The filters of a search as readers see them: the facets with what each value would give, and the applied ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from index.language_names import value_name
from search import Facet, FacetPage, FacetValue, SearchRequest
from web.page_views import FacetListPage
from web.urls import facet_link, link
from web.views import FacetView, Link, OptionView

LEGENDS = {"author": "Author", "type": "Type", "topic": "Topic", "year": "Year", "language": "Language"}
PLURALS = {"author": "authors", "type": "types", "topic": "topics", "year": "years", "language": "languages"}
KIND_LABELS = {"article": "Articles", "publication": "Publications"}
LIST_SIZE = 60
"""Values on a page that lists all of a facet."""


def facet_view(facet: Facet, wanted: SearchRequest, totals: Mapping[str, int], *, linked: bool = False) -> FacetView:
    """One facet of a result; `totals` says how many values a facet has of which not all are listed; `linked`: values
    are links, not boxes."""
    total = totals.get(facet.name, 0)

    def url(value: FacetValue) -> str:
        return link("pages.search_results", wanted.with_value(facet.name, value.value)) if linked else ""

    return FacetView(
        name=facet.name,
        legend=LEGENDS[facet.name],
        options=tuple(option_view(facet.name, value, url(value)) for value in facet.values),
        all_url=facet_link(facet.name, wanted) if facet.more else None,
        all_text=f"Show all {total:,} {PLURALS[facet.name]}",
        chosen=len(wanted.values(facet.name)),
    )


def option_view(name: str, value: FacetValue, url: str = "") -> OptionView:
    """One value of a facet."""
    return OptionView(value.value, value_name(name, value.value), f"{value.count:,}", value.selected, url)


def facet_list_page(found: FacetPage, wanted: SearchRequest, contains: str, offset: int, heading: str) -> FacetListPage:
    """All values of a facet under a search, a page of them; `heading` says what was searched."""
    name = found.name
    listed = {value.value for value in found.values}
    plural = PLURALS[name]
    count = f"{found.total:,} {LEGENDS[name].lower() if found.total == 1 else plural}"
    later = offset + len(found.values)
    return FacetListPage(
        name=name,
        heading=f"{plural.capitalize()} in {heading}",
        status=f"{count} with “{contains}”" if contains.strip() else count,
        contains=contains,
        options=tuple(option_view(name, value) for value in found.values),
        carried=tuple(
            (key, value) for key, value in wanted.to_query() if key != "page" and (key != name or value not in listed)
        ),
        asked=tuple((key, value) for key, value in wanted.to_query() if key != "page"),
        previous=facet_link(name, wanted, contains, max(offset - LIST_SIZE, 0)) if offset else None,
        next=facet_link(name, wanted, contains, later) if found.more else None,
        self_url=facet_link(name, SearchRequest()),
        back=link("pages.search_results", wanted),
    )


def chips_of(wanted: SearchRequest) -> tuple[Link, ...]:
    """The applied filters, each with the search without it."""
    chips = [
        Link(value_name(name, value), link("pages.search_results", wanted.without_value(name, value)), LEGENDS[name])
        for name, values in wanted.filters
        for value in values
    ]
    first = replace(wanted, page=1)
    others = (
        ("From", wanted.date_from, replace(first, date_from=None)),
        ("Until", wanted.date_to, replace(first, date_to=None)),
        ("Kind", KIND_LABELS.get(wanted.kind or ""), replace(first, kind=None)),
    )
    chips += [Link(text, link("pages.search_results", without), name) for name, text, without in others if text]
    return tuple(chips)
