"""Queries that readers made before, suggested to others: found by words typed in part as other entries are.

Only what was searched for on several different days is suggested, so that nobody sees the words of one reader, and only
what still finds something: each candidate is counted once a generation. The log is read at most every minute; the words
of its queries are a table as a segment has for its titles (`index.tables.entries`).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np

from index.folding import fold_words
from index.settings import Settings
from index.tables.entries import word_arrays
from search.engine import Snapshot
from search.entries import NO_RANKS, fitting, without
from search.inquiry import inquire
from search.query_log import QueryLog, kept_text
from search.request import SearchRequest
from search.result import Completion
from search.steering import read_steering
from search.typed import WordTable, typos

LOOK_EVERY = 60.0
"""Seconds between two looks into the log."""
_MOST = 2_000
"""Queries that can be suggested."""
_MOST_CHECKED = 16
"""Candidates that are looked at for one list."""


class QueryTable:
    """Queries by rank, the one of most worth first, and their words; of those with equal words the first."""

    def __init__(self, texts: Sequence[str]) -> None:
        first: dict[str, str] = {}
        for text in texts:
            first.setdefault(fold_words(text), text)
        self.source = texts
        self.texts = tuple(first.values())
        self.digest = hashlib.sha256("\n".join(self.texts).encode()).hexdigest()[:16]
        words = sorted(set(chain.from_iterable(key.split() for key in first)))
        place = {word: number for number, word in enumerate(words)}
        pairs = sorted({(place[word], rank) for rank, key in enumerate(first) for word in key.split()})
        numbers, ranks = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        arrays = word_arrays("query", words, np.bincount(numbers, minlength=len(words)), ranks)
        self._words = WordTable(arrays.__getitem__, "query")

    def find(self, typed: Sequence[str], most: int) -> Iterator[tuple[str, bool]]:
        """The queries in which every typed word begins a word, with at most so many typos, and whether there was none:
        those without first, then those of most worth."""
        known = NO_RANKS
        for errors in range(min(most, max(map(typos, typed), default=0)) + 1):
            ranks = fitting(self._words, len(self.texts), typed, errors)
            yield from ((self.texts[rank], not errors) for rank in without(ranks, known).tolist())
            known = ranks


class PastQueries:
    """The queries of one archive. Holds the table that was made last, and which of them found something."""

    def __init__(self, settings: Settings, log: QueryLog, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = -float("inf")
        self._made = QueryTable([])
        self._checked: tuple[str, dict[str, bool]] = ("", {})

    def note(self, query: str) -> None:
        """Count a search that a reader made and that found something, unless its words are not kept or never
        suggested."""
        text = kept_text(query)
        if text and read_steering(self._settings).of(text).suggested:
            self._log.count(text)

    def state(self) -> str:
        """What changes when other queries can be suggested; the same in every worker with the same queries."""
        return self._table().digest

    def complete(self, snapshot: Snapshot, typed: Sequence[str], limit: int, most: int) -> tuple[Completion, ...]:
        """As `Snapshot.complete`, of queries that find something in this generation."""
        found: list[Completion] = []
        steering = read_steering(self._settings)
        for checked, (text, exact) in enumerate(self._table().find(typed, most)):
            if len(found) >= limit or checked >= _MOST_CHECKED:
                break
            if steering.of(text).suggested and self._finds(snapshot, text):
                found.append(Completion(text, exact))
        return tuple(found)

    def _finds(self, snapshot: Snapshot, text: str) -> bool:
        token, known = self._checked
        if token != snapshot.generation.token:
            known = {}
            self._checked = (snapshot.generation.token, known)
        if text not in known:
            known[text] = inquire(snapshot, self._settings).count(SearchRequest(q=text)).total > 0
        return known[text]

    def _table(self) -> QueryTable:
        with self._lock:
            now = self._clock()
            if now - self._looked >= LOOK_EVERY:
                self._looked = now
                texts = [row.text for row in self._log.read(self._settings.query_log_days, _MOST)]
                if texts != self._made.source:
                    self._made = QueryTable(texts)
            return self._made


def open_past_queries(settings: Settings) -> PastQueries | None:
    """Those of an archive; None where no log is kept."""
    return PastQueries(settings, QueryLog(settings)) if settings.past_queries else None
