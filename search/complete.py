"""Autocomplete: every typed word a prefix, in any order, of titles, authors (last names too) and topics.

Typos are forgiven where nothing else fits. The groups share the rows: no group hides the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis import tokenize
from index.folding import clean, fold_words
from search.engine import Snapshot
from search.highlight import mark_prefixes
from search.result import Completion, Suggestion
from search.typed import forgiven

_MOST_WORDS = 8
_LONGEST = 200
_SHARE = {"author": 3, "topic": 2, "title": 3}
"""Rows of eight that each group gets, if it has so many; what one leaves the others may take, titles first."""
_FILL = ("title", "author", "topic")


def completions(snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` completions of the typed text: authors, then topics, then titles; nothing twice."""
    text = clean(text)[:_LONGEST]
    words = fold_words(text)
    if not any(map(str.isalnum, words)):
        return ()
    found = {kind: _rows(snapshot, kind, text, words.split(), limit) for kind in _SHARE}
    if any(exact for rows in found.values() for exact, _ in rows):
        found = {kind: [row for row in rows if row[0]] for kind, rows in found.items()}
    taken = {kind: min(max(share * limit // 8, 1), len(found[kind])) for kind, share in _SHARE.items()}
    spare = limit - sum(taken.values())
    for kind in _FILL:
        more = min(max(spare, 0), len(found[kind]) - taken[kind])
        taken[kind] += more
        spare -= more
    return tuple(row for kind in _SHARE for _, row in found[kind][: taken[kind]])[:limit]


def _rows(snapshot: Snapshot, kind: str, text: str, words: Sequence[str], limit: int) -> list[tuple[bool, Suggestion]]:
    """The completions of one kind, and whether each is exact; of those that are equal but for case and marks the
    first."""
    typed = [token.surfaces[0] for token in tokenize(text)] if kind == "title" else words
    typed = list(dict.fromkeys(typed))[:_MOST_WORDS]
    rows: dict[str, tuple[bool, Suggestion]] = {}
    for entry in snapshot.complete(kind, typed, 2 * limit) if typed else ():
        rows.setdefault(fold_words(entry.text), (entry.exact, _suggestion(kind, entry, typed)))
    return list(rows.values())[:limit]


def _suggestion(kind: str, entry: Completion, typed: Sequence[str]) -> Suggestion:
    meant = typed if entry.exact else [*typed, *_meant(entry.text, typed)]
    marked = mark_prefixes(entry.text, meant)
    if entry.document is None:
        return Suggestion(entry.text, "author" if kind == "author" else "topic", marked)
    return Suggestion(entry.text, "title", marked, entry.document.id, entry.document.url)


def _meant(text: str, typed: Sequence[str]) -> list[str]:
    """The beginnings of words of a text that typed words with typos stand for."""
    known = [surface for token in tokenize(text) for surface in token.surfaces]
    pairs = ((word, forgiven(typed_word, word)) for word in known for typed_word in typed)
    return [word[:end] for word, end in pairs if end is not None]
