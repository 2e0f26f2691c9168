"""Autocomplete: every typed word a prefix, in any order, of titles, authors (last names too), topics and past queries.

Typos are forgiven where little else fits. The groups share the rows: no group hides the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Literal

from index.analysis import tokenize
from index.folding import clean, fold_words
from search.engine import Snapshot
from search.marks import mark_typed
from search.past_queries import PastQueries
from search.result import Completion, Suggestion
from search.typed import typos

_MOST_WORDS = 8
_LONGEST = 200
Kind = Literal["author", "topic", "title", "query"]
_ORDER: tuple[Kind, ...] = ("author", "topic", "title", "query")
_SHARE: Mapping[Kind, int] = {"author": 3, "topic": 2, "title": 3, "query": 2}
"""Rows of eight that each group gets, if it has so many: queries of all, the others of what these leave."""
_FILL: tuple[Kind, ...] = ("title", "author", "topic", "query")
"""Who takes what the others leave."""
_ENOUGH = 3
"""Rows without typos that are enough to forgive none."""
_DOUBLES = 2
"""Entries that are looked at beyond those wanted, since some may be equal."""

Complete = Callable[[Sequence[str], int, int], Sequence[Completion]]
"""The entries of a kind: typed words, how many, and typos in a word."""


def completions(snapshot: Snapshot, text: str, limit: int, past: PastQueries | None = None) -> tuple[Suggestion, ...]:
    """At most `limit` completions of the typed text: authors, then topics, titles and past queries; nothing twice."""
    text = clean(text)[:_LONGEST]
    words = fold_words(text)
    if not any(map(str.isalnum, words)):
        return ()
    typed = {kind: _typed(kind, text, words.split()) for kind in _ORDER}
    ways: dict[Kind, Complete] = {kind: partial(snapshot.complete, kind) for kind in _ORDER if kind != "query"}
    if past:
        ways["query"] = partial(past.complete, snapshot)
    rows: Rows = {}
    for most in range(1 + max(map(typos, words.split()))):
        if len(rows) < min(_ENOUGH, limit):
            rows |= _shared(ways, typed, limit - len(rows), most, rows.keys())
    return tuple(_suggestion(kind, entry, typed[kind]) for (kind, _), entry in rows.items())


Rows = dict[tuple[Kind, str], Completion]
"""Entries by kind and folded text, so that what is equal but for case and marks is there once."""


def _shared(
    ways: Mapping[Kind, Complete],
    typed: Mapping[Kind, Sequence[str]],
    limit: int,
    most: int,
    known: Collection[tuple[Kind, str]],
) -> Rows:
    """At most `limit` entries with that many typos in a word, authors first, of each group its share and what others
    leave."""
    found: dict[Kind, Rows] = {}
    room = limit + len(known)
    for kind, complete in ways.items():
        wanted = room if kind != "title" else room - sum(min(_part(own, limit), len(found[own])) for own in found)
        entries = complete(typed[kind], wanted + _DOUBLES, most) if typed[kind] else ()
        rows = {(kind, fold_words(entry.text)): entry for entry in reversed(entries)}
        found[kind] = {key: rows[key] for key in reversed(rows) if key not in known}
    texts = {text for kind, text in chain(known, *found.values()) if kind != "query"}
    found["query"] = {key: row for key, row in found.get("query", {}).items() if key[1] not in texts}
    taken = _balanced({kind: len(rows) for kind, rows in found.items()}, limit)
    return dict(islice(chain.from_iterable(islice(found[kind].items(), taken[kind]) for kind in _ORDER), limit))


def _balanced(sizes: Mapping[Kind, int], limit: int) -> dict[Kind, int]:
    """How many rows each group gets of so many."""
    taken: dict[Kind, int] = {"query": min(_part("query", limit), sizes["query"], limit - 1)}
    room = limit - taken["query"]
    taken |= {kind: min(_part(kind, room), sizes[kind]) for kind in _ORDER if kind != "query"}
    spare = limit - sum(taken.values())
    for kind in _FILL:
        more = min(max(spare, 0), sizes[kind] - taken[kind])
        taken[kind] += more
        spare -= more
    return taken


def _part(kind: Kind, limit: int) -> int:
    return max(_SHARE[kind] * limit // 8, 1)


def _typed(kind: Kind, text: str, words: Sequence[str]) -> list[str]:
    """The typed words as the words of a kind of entry are kept."""
    typed = [token.surfaces[0] for token in tokenize(text)] if kind == "title" else words
    return list(dict.fromkeys(typed))[:_MOST_WORDS]


def _suggestion(kind: Kind, entry: Completion, typed: Sequence[str]) -> Suggestion:
    marked = mark_typed(entry.text, typed, entry.exact)
    if entry.document is None:
        return Suggestion(entry.text, kind, marked)
    return Suggestion(entry.text, kind, marked, entry.document.id, entry.document.url)
