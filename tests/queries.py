"""Query trees from a few words, for tests that are about engines and not about the box."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.analysis import Token, tokenize
from index.dates import date_interval
from index.languages import DEFAULT, sought
from index.schema import DEFAULT_FIELDS
from search.engine import Snapshot
from search.plan import Plan
from search.query import AnyOf, Bool, DateRange, Expansion, ExpansionKind, Node, Phrase, Term, Word
from search.result import Facet

Fields = tuple[str, ...]

LANGUAGES = ("ar", "da", "de", "fr")
"""Those that words are looked for in, beside the default one."""


def words(text: str, fields: Fields = DEFAULT_FIELDS) -> Node:
    """Any of the words, by stem; a compound such as ISIS-K is a phrase of its parts."""
    tokens = list(tokenize(text))
    starts = [index for index, token in enumerate(tokens) if token.compound]
    groups = [tokens[start:end] for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    nodes = [_term(group[0], fields) if len(group) == 1 else _phrase(text, group, fields, 0, False) for group in groups]
    return nodes[0] if len(nodes) == 1 else Bool(should=tuple(nodes))


def last_word(text: str) -> Node:
    """The last word, analysed as it stands in the text."""
    query = words(text)
    return query.should[-1] if isinstance(query, Bool) else query


def exact(text: str, fields: Fields = DEFAULT_FIELDS) -> Term:
    """One word as it is written."""
    return replace(_term(next(iter(tokenize(text))), fields), exact=True)


def quoted(text: str, fields: Fields = DEFAULT_FIELDS, slop: int = 0) -> Phrase:
    """Words that stand together, as they are written."""
    return _phrase(text, list(tokenize(text)), fields, slop, True)


def near(text: str, slop: int, fields: Fields = DEFAULT_FIELDS) -> Phrase:
    """Words near one another, by stem."""
    return _phrase(text, list(tokenize(text)), fields, slop, False)


def expansion(kind: ExpansionKind, pattern: str, edits: int = 0, fields: Fields = DEFAULT_FIELDS) -> Expansion:
    """A word known in part."""
    return Expansion(pattern, kind, pattern, fields, edits)


def any_of(text: str, *alternatives: Term | Phrase) -> AnyOf:
    """A word and its other names."""
    return AnyOf(text, alternatives, alternatives[0].fields)


def every(*nodes: Node) -> Bool:
    """All of them."""
    return Bool(must=nodes)


def either(*nodes: Node) -> Bool:
    """Any of them."""
    return Bool(should=nodes)


def without(node: Node, *excluded: Node) -> Bool:
    """One and none of the others."""
    return Bool(must=(node,), must_not=excluded)


def dates(first: str, last: str) -> DateRange:
    """From the first day of one date to the last day of another."""
    return DateRange(date_interval(first)[0], date_interval(last)[1])


def _term(token: Token, fields: Fields) -> Term:
    """A word; an acronym is looked for as it is written."""
    if token.acronym:
        return Term(token.surfaces[0], token.surfaces[:1], (), fields, exact=True)
    return Term(token.surfaces[0], token.surfaces[:1], _sought(token), fields)


def _phrase(text: str, tokens: list[Token], fields: Fields, slop: int, exactly: bool) -> Phrase:
    first = tokens[0].position
    placed = tuple(Word(token.position - first, token.surfaces[:1], _sought(token)) for token in tokens)
    return Phrase(text, placed, fields, slop, exactly)


def _sought(token: Token) -> tuple[str, ...]:
    """In each language the stem, and the word itself: so that `isis` typed small finds ISIS, which was not stemmed."""
    return tuple(term for language in (DEFAULT, *LANGUAGES) for term in sought(token.surfaces[0], language))


# ---- asking an engine


def found(snapshot: Snapshot, query: Node, **more: object) -> list[str]:
    """The ids of all hits, in order; `more` are fields of the plan. No facet is counted."""
    plan = replace(Plan(query, facets=(), limit=10_000), **more)  # type: ignore[arg-type]
    answer = snapshot.search(plan)
    if (plan.offset, plan.limit) == (0, 10_000):
        assert answer.total == len(answer.matches)
    return [match.document.id for match in answer.matches]


def facets(snapshot: Snapshot, query: Node, **more: object) -> dict[str, Facet]:
    """The facets of a search, counts only."""
    answer = snapshot.search(replace(Plan(query, limit=0), **more))  # type: ignore[arg-type]
    assert answer.matches == ()
    return {facet.name: facet for facet in answer.facets}


def counts(facet: Facet) -> list[tuple[str, int]]:
    """The listed values with their counts."""
    return [(value.value, value.count) for value in facet.values]


def of_group(ids: Iterable[str], group: str) -> list[str]:
    """What a test about one group of the corpus looks at: the ids without their first part, sorted."""
    return sorted(found_id.removeprefix(f"{group}-") for found_id in ids if found_id.startswith(f"{group}-"))
