"""A search request: parsed once at the edge into a frozen value; nobody below sees a query string.

Every page state is a request and every link is one: `with_value`, `without_value`, `with_page` return a new request,
and `to_query` writes it in one canonical order without defaults, so that `from_query(to_query(r)) == r`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from index.dates import date_interval, parse_date
from index.document import KINDS
from index.errors import Error
from index.folding import clean
from index.languages import language_of
from index.schema import FACETS
from index.settings import Settings

SORTS = ("relevance", "newest", "oldest", "title")
RECENCIES = ("off", "gentle", "strong")
PARAMETERS = (
    ("q", "text of the box"),
    *((name, f"{name} facet value; may be repeated: any of them") for name in FACETS),
    ("kind", "article or publication"),
    ("from", "first date: YYYY, YYYY-MM or YYYY-MM-DD"),
    ("to", "last date, inclusive"),
    ("sort", "relevance, newest, oldest or title"),
    ("page", "page, from 1"),
    ("size", "hits a page, 0 to 100; 0 = counts only"),
    ("facet_size", "values a facet, 0 to 100"),
    ("correct", "0 = search exactly what was typed"),
    ("synonyms", "0 = no synonyms"),
    ("recency", "off, gentle or strong"),
    ("explain", "1 = say how each score came about"),
)
"""Every parameter of a search and its meaning: the API, the CLI's options and the OpenAPI document read it here."""

_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know about how a request was understood."""

    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """The JSON form."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What was asked for. `filters` has every facet in the order of `FACETS`, most without values."""

    q: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = tuple((name, ()) for name in FACETS)
    kind: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    facet_size: int = 10
    correct: bool = True
    synonyms: bool = True
    recency: str = "off"
    explain: bool = False

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return dict(self.filters)[facet]

    def with_value(self, facet: str, value: str) -> SearchRequest:
        """The request with one more value chosen, from the first page."""
        return self._with_values(facet, (*self.values(facet), value))

    def without_value(self, facet: str, value: str) -> SearchRequest:
        """The request without a chosen value, from the first page."""
        return self._with_values(facet, tuple(kept for kept in self.values(facet) if kept != value))

    def with_page(self, page: int) -> SearchRequest:
        """The request for another page."""
        return replace(self, page=page)

    def _with_values(self, facet: str, values: Iterable[str]) -> SearchRequest:
        chosen = tuple(dict.fromkeys(values))
        filters = tuple((name, chosen if name == facet else old) for name, old in self.filters)
        return replace(self, filters=filters, page=1)

    def to_query(self) -> list[tuple[str, str]]:
        """The request as parameters, in canonical order, defaults left out."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name, values in self.filters for value in values]
        for parameter, attribute in _ATTRIBUTES.items():
            value = getattr(self, attribute)
            if value != getattr(_DEFAULT, attribute) and value is not None:
                pairs.append((parameter, str(int(value)) if isinstance(value, bool) else str(value)))
        return pairs


_ATTRIBUTES = {
    "kind": "kind",
    "from": "date_from",
    "to": "date_to",
    "sort": "sort",
    "page": "page",
    "size": "size",
    "facet_size": "facet_size",
    "correct": "correct",
    "synonyms": "synonyms",
    "recency": "recency",
    "explain": "explain",
}

_DEFAULT = SearchRequest()


def from_query(pairs: Iterable[tuple[str, str]], settings: Settings) -> tuple[SearchRequest, tuple[Note, ...]]:
    """Read the parameters of a request; empty ones count as not given, unknown ones give a note.

    Raises:
        Error: `invalid_parameter` for a number, date, year, sort or window that cannot be read.
    """
    chosen: dict[str, list[str]] = {name: [] for name in FACETS}
    scalars: dict[str, str] = {}
    unknown: dict[str, None] = {}
    for name, raw in pairs:
        value = clean(raw)
        if name in chosen:
            value = (language_of(value) or value) if name == "language" else value
            chosen[name] += [value] if value.strip() else []
        elif name != "q" and name not in _ATTRIBUTES:
            unknown[clean(name)[:40]] = None
        elif value != "" or name == "q":
            if name in scalars:
                raise _invalid(name, "is given twice", "Give it once.")
            scalars[name] = value
    request = SearchRequest(
        q=scalars.pop("q", ""),
        filters=tuple((name, tuple(dict.fromkeys(values))) for name, values in chosen.items()),
    )
    readers = _readers(settings)
    read = {_ATTRIBUTES[name]: readers[name](name, value) for name, value in scalars.items()}
    request = replace(request, **read)  # type: ignore[arg-type]
    _check(request, settings)
    return request, tuple(
        Note("unknown_parameter", f'The parameter "{name}" is not known; ignored.') for name in unknown
    )


def _check(request: SearchRequest, settings: Settings) -> None:
    for year in request.values("year"):
        if not re.fullmatch(r"\d{4}", year, re.ASCII):
            raise _invalid("year", f'"{year[:40]}" is not a year', "Give four digits, as in year=2024.")
    if (
        request.date_from
        and request.date_to
        and date_interval(request.date_from)[0] > date_interval(request.date_to)[1]
    ):
        raise _invalid("from", "lies after to", "Swap the two dates.")
    if request.page * request.size > settings.result_window:
        deepest = settings.result_window // request.size
        raise _invalid(
            "page",
            f"page x size goes beyond {settings.result_window:,} hits",
            f"The last page of this size is {deepest}; narrow the search with a filter or another word.",
        )


def _readers(settings: Settings) -> dict[str, Callable[[str, str], object]]:
    flag = _one_of({"0": False, "1": True})
    return {
        "kind": _one_of({kind: kind for kind in KINDS}),
        "from": _date,
        "to": _date,
        "sort": _one_of({sort: sort for sort in SORTS}),
        "page": _number(1, settings.result_window),
        "size": _number(0, settings.page_size),
        "facet_size": _number(0, settings.facet_size),
        "correct": flag,
        "synonyms": flag,
        "recency": _one_of({recency: recency for recency in RECENCIES}),
        "explain": flag,
    }


def _number(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
            raise _invalid(name, f'"{value[:40]}" is not a number from {least} to {most}', f"Give {least} to {most}.")
        return int(value)

    return read


def _one_of(choices: dict[str, str] | dict[str, bool]) -> Callable[[str, str], str | bool]:
    def read(name: str, value: str) -> str | bool:
        if value not in choices:
            raise _invalid(name, f'"{value[:40]}" is not known', f"Give one of: {', '.join(choices)}.")
        return choices[value]

    return read


def _date(name: str, value: str) -> str:
    date = parse_date(value) if _ISO_DATE.fullmatch(value) else None
    if date is None:
        raise _invalid(name, f'"{value[:40]}" is not a date', "Give 2024, 2024-03 or 2024-03-05.")
    return date


def _invalid(name: str, what: str, hint: str) -> Error:
    return Error("invalid_parameter", f"{name}: {what}.", hint)
