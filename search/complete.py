"""Autocomplete: every typed word a prefix, in any order, of titles, authors (last names too) and topics.

Typos are forgiven where little else fits. The groups share the rows: no group hides the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain, islice

from index.analysis import tokenize
from index.folding import clean, fold_words
from search.engine import Snapshot
from search.marks import mark_typed
from search.result import Completion, Suggestion
from search.typed import typos

_MOST_WORDS = 8
_LONGEST = 200
_SHARE = {"author": 3, "topic": 2, "title": 3}
"""Rows of eight that each group gets, if it has so many; what one leaves the others may take, titles first."""
_ENOUGH = 3
"""Rows without typos that are enough to forgive none."""
_DOUBLES = 2
"""Entries that are looked at beyond those wanted, since some may be equal."""
_FILL = ("title", "author", "topic")


def completions(snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` completions of the typed text: authors, then topics, then titles; nothing twice."""
    text = clean(text)[:_LONGEST]
    words = fold_words(text)
    if not any(map(str.isalnum, words)):
        return ()
    typed = {kind: _typed(kind, text, words.split()) for kind in _SHARE}
    rows: dict[tuple[str, str], Completion] = {}
    for most in range(1 + max(map(typos, words.split()))):
        if len(rows) < min(_ENOUGH, limit):
            rows |= _shared(snapshot, typed, limit - len(rows), most, rows.keys())
    return tuple(_suggestion(kind, entry, typed[kind]) for (kind, _), entry in rows.items())


Rows = dict[tuple[str, str], Completion]
"""Entries by kind and folded text, so that what is equal but for case and marks is there once."""


def _shared(
    snapshot: Snapshot, typed: Mapping[str, Sequence[str]], limit: int, most: int, known: Collection[tuple[str, str]]
) -> Rows:
    """At most `limit` entries with that many typos in a word, authors first, of each group its share and what others
    leave."""
    found: dict[str, Rows] = {}
    room = limit + len(known)
    for kind in _SHARE:
        wanted = room if kind != "title" else room - sum(min(_part(own, limit), len(found[own])) for own in found)
        entries = snapshot.complete(kind, typed[kind], wanted + _DOUBLES, most) if typed[kind] else ()
        rows = {(kind, fold_words(entry.text)): entry for entry in reversed(entries)}
        found[kind] = {key: rows[key] for key in reversed(rows) if key not in known}
    taken = {kind: min(_part(kind, limit), len(found[kind])) for kind in _SHARE}
    spare = limit - sum(taken.values())
    for kind in _FILL:
        more = min(max(spare, 0), len(found[kind]) - taken[kind])
        taken[kind] += more
        spare -= more
    return dict(islice(chain.from_iterable(islice(found[kind].items(), taken[kind]) for kind in _SHARE), limit))


def _part(kind: str, limit: int) -> int:
    return max(_SHARE[kind] * limit // 8, 1)


def _typed(kind: str, text: str, words: Sequence[str]) -> list[str]:
    """The typed words as the words of a kind of entry are kept."""
    typed = [token.surfaces[0] for token in tokenize(text)] if kind == "title" else words
    return list(dict.fromkeys(typed))[:_MOST_WORDS]


def _suggestion(kind: str, entry: Completion, typed: Sequence[str]) -> Suggestion:
    marked = mark_typed(entry.text, typed, entry.exact)
    if entry.document is None:
        return Suggestion(entry.text, "author" if kind == "author" else "topic", marked)
    return Suggestion(entry.text, "title", marked, entry.document.id, entry.document.url)
