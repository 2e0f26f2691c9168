"""What readers searched for: a row for each query in one small SQLite file, which all workers of an archive share.

A row is a text, on how many different days it was searched for and on which last, how often, and what these uses are
worth (`index.tables.entries.worth_of`). Nothing tells who searched, from where, or when within a day. A text that holds
an address or a long number is not kept, nor one that is no plain words; what nobody has searched for in a year goes.

Nothing here raises for a reader: when the file cannot be used, nothing is counted, and the log of the program says so
once.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import threading
import weakref
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from index.analysis import is_mixed_case
from index.errors import Error
from index.folding import clean
from index.settings import Settings
from index.tables.entries import worth_of
from search.lexer import is_plain_words
from search.steering import query_key

FILE = "queries.sqlite"
LONGEST = 100
"""Characters of a query that is kept; longer ones are not."""
FORGOTTEN = 366
"""Days after which a query that nobody made again is dropped."""

_PRIVATE = re.compile(r"@|\d{6}")
_SWEEP_EVERY = 500
_BUSY_SECONDS = 0.1
_CREATE = """
    CREATE TABLE IF NOT EXISTS query
    (text TEXT PRIMARY KEY, days INTEGER NOT NULL, last INTEGER NOT NULL, uses INTEGER NOT NULL, worth REAL NOT NULL)
    WITHOUT ROWID
"""
_COUNT = """
    INSERT INTO query (text, days, last, uses, worth) VALUES (:text, 1, :day, 1, :worth)
    ON CONFLICT (text) DO UPDATE SET
    days = days + (last < :day), last = max(last, :day), uses = uses + 1, worth = worth + :worth
"""
_TRIM = "DELETE FROM query WHERE text IN (SELECT text FROM query ORDER BY days DESC, last DESC LIMIT -1 OFFSET ?)"
_READ = "SELECT text, days, last, uses FROM query WHERE days >= ? ORDER BY worth DESC, text LIMIT ?"

_log = logging.getLogger("dossier.search")


@dataclass(frozen=True, slots=True)
class PastQuery:
    """A query of the log; `last` is the day on which it was made last."""

    text: str
    days: int
    last: date
    uses: int


def kept_text(query: str) -> str | None:
    """A query as it is kept: words by single spaces, capitals only where they may mean an acronym; None for what is not
    kept.

    >>> kept_text(" Ukraine  War "), kept_text("US policy"), kept_text("UKRAINE"), kept_text("title:war")
    ('ukraine war', 'US policy', 'ukraine', None)
    """
    words = clean(query).split()
    text = " ".join(words)
    if len(text) > LONGEST or _PRIVATE.search(text) or not is_plain_words(text) or not any(map(str.isalnum, text)):
        return None
    mixed = is_mixed_case(text)
    return " ".join(word if mixed and sum(map(str.isupper, word)) > 1 else word.lower() for word in words)


def log_path(settings: Settings) -> Path:
    """The file of an archive."""
    return Path(settings.query_log) if settings.query_log else settings.index / FILE


class QueryLog:
    """The log of one archive. Holds one connection, for writing, which is opened when it is first needed."""

    def __init__(self, settings: Settings, today: Callable[[], date] = date.today) -> None:
        self._path = log_path(settings)
        self._size = settings.query_log_size
        self._today = today
        self._lock = threading.Lock()
        self._kept: tuple[int, sqlite3.Connection] | None = None
        self._counted = 0
        self._reported = False

    def count(self, text: str) -> None:
        """Count one search for a text as `kept_text` gives it."""
        try:
            with self._lock:
                self._count(self._connection(), text)
        except (OSError, sqlite3.Error) as error:
            self._report(error)

    def read(self, least_days: int, most: int) -> tuple[PastQuery, ...]:
        """The queries made on at least so many different days, those of most worth first."""
        try:
            return tuple(
                PastQuery(text, days, date.fromordinal(last), uses)
                for text, days, last, uses in self._read(least_days, most)
            )
        except (OSError, sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            self._report(error)
            return ()

    def strike(self, query: str) -> int:
        """Remove every text of the same words from the file, without a trace; how many there were.

        Raises:
            Error: `io_error` when the file cannot be written.
        """
        if not self._path.exists():
            return 0
        try:
            with self._lock:
                connection = self._connection()
                texts = [
                    text
                    for (text,) in connection.execute("SELECT text FROM query")
                    if query_key(text) == query_key(query)
                ]
                connection.executemany("DELETE FROM query WHERE text = ?", [(text,) for text in texts])
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return len(texts)
        except (OSError, sqlite3.Error) as error:
            raise Error(
                "io_error", f"{self._path} cannot be written: {error}.", "Run as its owner, or try again."
            ) from error

    def close(self) -> None:
        """Close the file; the next search that is counted opens it again."""
        with self._lock:
            if self._kept is not None and self._kept[0] == os.getpid():
                self._kept[1].close()
            self._kept = None

    def _count(self, connection: sqlite3.Connection, text: str) -> None:
        day = self._today().toordinal()
        worth = float(worth_of(np.array([day]))[0])
        connection.execute(_COUNT, {"text": text, "day": day, "worth": worth})
        self._counted += 1
        if self._counted % _SWEEP_EVERY == 1:
            connection.execute("DELETE FROM query WHERE last < ?", (day - FORGOTTEN,))
            connection.execute(_TRIM, (self._size,))

    def _connection(self) -> sqlite3.Connection:
        """One connection a process: SQLite's must not cross a fork."""
        if self._kept is None or self._kept[0] != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute(_CREATE)
            except sqlite3.Error:
                connection.close()
                raise
            self._kept = (os.getpid(), connection)
            weakref.finalize(self, connection.close)
        return self._kept[1]

    def _read(self, least_days: int, most: int) -> list[Any]:
        """Without the right to write, the files beside a log that SQLite reads through cannot be made: then it is read
        as a file that nobody changes."""
        if not self._path.exists():
            return []
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro"
        for way in (address, f"{address}&immutable=1"):
            try:
                with closing(sqlite3.connect(way, uri=True, timeout=_BUSY_SECONDS)) as connection:
                    return connection.execute(_READ, (least_days, most)).fetchall()
            except sqlite3.OperationalError as error:
                failure = error
        raise failure

    def _report(self, error: Exception) -> None:
        if not self._reported:
            self._reported = True
            _log.warning("the log of queries cannot be used: %s (%s)", self._path, error)
