"""Autocomplete: every typed word a prefix, in any order, of titles, authors (last names too) and topics."""

from __future__ import annotations

from index.analysis import tokenize
from index.folding import clean, fold, fold_words
from search.engine import Snapshot
from search.highlight import mark_prefixes
from search.plan import Plan
from search.query import Bool, Expansion
from search.result import Suggestion

_MOST_WORDS = 8
_LONGEST = 200
_SHARE = {"author": 3, "topic": 2}
"""Rows of eight that authors and topics get before titles fill the rest."""


def completions(snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` completions of the typed text: authors, then topics, then titles; nothing twice."""
    text = clean(text)[:_LONGEST]
    if not fold_words(text):
        return ()
    typed = fold_words(text).split()
    named = {kind: _values(snapshot, kind, text, typed, limit) for kind in _SHARE}
    titles = _titles(snapshot, text, limit)
    shares = {kind: max(share * limit // 8, 1) for kind, share in _SHARE.items()}
    kept = {kind: rows[: shares[kind]] for kind, rows in named.items()}
    rows = [*kept["author"], *kept["topic"], *titles][:limit]
    spare = [row for kind in _SHARE for row in named[kind][shares[kind] :]]
    chosen = dict.fromkeys((*rows, *spare[: limit - len(rows)]))
    order = ("author", "topic", "title")
    return tuple(sorted(chosen, key=lambda row: order.index(row.kind)))


def _values(snapshot: Snapshot, kind: str, text: str, typed: list[str], limit: int) -> list[Suggestion]:
    """Facet values in which every typed word begins a word, the most used first."""
    plan = Plan(limit=0, facets=(), scored=False)
    page = snapshot.facet(plan, kind, text, 0, limit)
    named: dict[str, Suggestion] = {}
    for value in page.values:
        row = Suggestion(value.value, "author" if kind == "author" else "topic", mark_prefixes(value.value, typed))
        named.setdefault(fold_words(value.value), row)
    return list(named.values())


def _titles(snapshot: Snapshot, text: str, limit: int) -> list[Suggestion]:
    words = list(dict.fromkeys(token.surfaces[0] for token in tokenize(text)))[:_MOST_WORDS]
    prefixes = tuple(Expansion(word, "prefix", word, ("title",)) for word in words)
    plan = Plan(query=Bool(must=prefixes), limit=2 * limit, facets=(), proximity=False)
    rows: dict[str, Suggestion] = {}
    for match in snapshot.search(plan).matches if prefixes else ():
        document = match.document
        row = Suggestion(document.title, "title", mark_prefixes(document.title, words), document.id, document.url)
        rows.setdefault(fold(document.title), row)
    return list(rows.values())[:limit]
