"""Ways out for a reader who found nothing: the same search with less in it, or spelled otherwise, where that finds
something. Every way is counted exactly, by a plan that only counts; there are few of them, whatever was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from index.analysis import is_mixed_case
from index.language_names import value_name
from search.inquiry import Inquiry
from search.lexer import CLOSE, OPEN, TEXT, Lexeme, spans
from search.request import SearchRequest
from search.result import Offer, OfferKind
from search.spelling import correct

MOST_FILTERS = 8
MOST_WORDS = 8
"""Filters and words that are left off, one at a time."""
LONGEST = 400
"""Characters of a text whose words are left off; a longer one is no query that a word would mend."""

Way = tuple[OfferKind, str, SearchRequest]
"""Its kind, what is left off or searched for instead, and the search."""


def offers(inquiry: Inquiry, request: SearchRequest) -> tuple[Offer, ...]:
    """The ways that find something: another spelling first, then without each filter, then without each word."""
    found = []
    for kind, text, other in ways(inquiry, replace(request, page=1)):
        answer = inquiry.count(other)
        if answer.partial:
            break
        if answer.total:
            found.append(Offer(kind, text, other, answer.total))
    return tuple(found)


def ways(inquiry: Inquiry, request: SearchRequest) -> Iterator[Way]:
    """The ways that are tried."""
    node = inquiry.read(request).parsed.node
    text = correct(request.q[: inquiry.settings.query_characters], node, inquiry.snapshot)
    if text is not None:
        yield "spelling", text, replace(request, q=text)
    filters = list(islice(without_filters(request), MOST_FILTERS + 1))
    yield from (("filter", text, other) for text, other in filters[:MOST_FILTERS])
    if len(filters) > 1:
        yield "filters", "all filters", bare(request)
    shorter = without_words(request.q) if len(request.q) <= LONGEST else iter(())
    yield from (("word", text, replace(request, q=kept)) for text, kept in islice(shorter, MOST_WORDS))


def bare(request: SearchRequest) -> SearchRequest:
    """A request without its filters."""
    none = SearchRequest()
    return replace(request, filters=none.filters, kind=None, date_from=None, date_to=None)


def without_filters(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    """Each filter of a request, named, and the request without it."""
    chosen = ((name, value) for name, values in request.filters for value in values)
    values = ((value_name(name, value), request.without_value(name, value)) for name, value in chosen)
    others = (
        ("the dates", request.date_from or request.date_to, replace(request, date_from=None, date_to=None)),
        (f"kind {request.kind}", request.kind, replace(request, kind=None)),
    )
    return chain(values, ((name, other) for name, given, other in others if given))


def without_words(text: str) -> Iterator[tuple[str, str]]:
    """Each word or quoted text of the box, and the text without it and without the operator before it."""
    found = spans(text)
    mixed = is_mixed_case(text)
    words = [number for number, (lexeme, _, _) in enumerate(found) if _is_word(lexeme, mixed)]
    if len(words) < 2:
        return
    for number in words:
        first, last = number, number
        while first and _is_operator(found[first - 1][0], mixed):
            first -= 1
        if first == 0 or found[first - 1][0].kind == OPEN:
            while last + 1 < len(found) and _is_operator(found[last + 1][0], mixed, ("AND", "OR")):
                last += 1
        dropped = text[found[number][1] : found[number][2]]
        yield dropped, _tidy(text[: found[first][1]], text[found[last][2] :])


def _tidy(before: str, after: str) -> str:
    """The two ends of a text joined, without parentheses that hold nothing."""
    return re.sub(r"\(\s*\)", "", " ".join(f"{before} {after}".split())).strip()


def _is_operator(lexeme: Lexeme, mixed: bool, names: tuple[str, ...] = ("AND", "OR", "NOT")) -> bool:
    plain = lexeme.kind == TEXT and not lexeme.field and not lexeme.negative
    return plain and mixed and lexeme.text in names


def _is_word(lexeme: Lexeme, mixed: bool) -> bool:
    return lexeme.kind not in (OPEN, CLOSE) and not _is_operator(lexeme, mixed)
