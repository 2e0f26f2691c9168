"""SQLite's FTS5, by the module of the standard library, as its users would set it up for such pages.

An FTS5 table over title and summary with the porter tokenizer, its texts in a plain table (*external content*), an
index for prefixes of two letters; one table a facet, ordered by record. The matches of a query go into a temporary
table, and facets are `GROUP BY` over its join with theirs, from the matches on (`CROSS JOIN` keeps that order, which is
the quicker one unless nearly all records match). Snippets are FTS5's own.

It does not search the names of authors and topics, as Dossier does, which spares it work.

`python -m tests.bench.peer_sqlite FILE DIR` indexes a file of records.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.corpus import Record, read_records
from tests.bench.side import FACETS, HITS, VALUES, Counts
from tests.bench.workload import Query

_SCHEMA = """
CREATE TABLE records (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, summary TEXT, url TEXT);
CREATE VIRTUAL TABLE words USING fts5(
    title, summary, content='records', content_rowid='number', tokenize='porter unicode61', prefix='2');
""" + "".join(
    f"""
CREATE TABLE {facet}_values (number INTEGER PRIMARY KEY, value TEXT UNIQUE);
CREATE TABLE {facet} (record INTEGER, value INTEGER, PRIMARY KEY (record, value)) WITHOUT ROWID;
"""
    for facet in FACETS
)
_SETTINGS = "PRAGMA cache_size=-256000; PRAGMA mmap_size=4000000000; PRAGMA temp_store=MEMORY;"
_FILE = "search.db"


def build(file: Path, folder: Path) -> int:
    """Index a file of records; how many there were."""
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / _FILE)
    connection.executescript(f"{_SETTINGS} PRAGMA journal_mode=WAL; {_SCHEMA}")
    numbers: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    count = 0
    for count, record in enumerate(read_records(file), 1):
        row = (count, record["id"], record.get("title"), record.get("summary"), record.get("url"))
        connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?)", row)
        connection.execute("INSERT INTO words (rowid, title, summary) VALUES (?, ?, ?)", (count, row[2], row[3]))
        for facet, value in _facet_values(record):
            number = numbers[facet].setdefault(value, len(numbers[facet]))
            connection.execute(f"INSERT OR IGNORE INTO {facet} VALUES (?, ?)", (count, number))  # noqa: S608
    for facet, values in numbers.items():
        connection.executemany(
            f"INSERT INTO {facet}_values VALUES (?, ?)",  # noqa: S608
            ((number, value) for value, number in values.items()),
        )
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.commit()
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return count


def _facet_values(record: Record) -> Iterator[tuple[str, str]]:
    for facet, key in (("author", "authors"), ("topic", "topics")):
        yield from ((facet, value) for value in record.get(key) or ())
    if record.get("type"):
        yield "type", record["type"]
    if record.get("date"):
        yield "year", record["date"][:4]


class Peer:
    """An open database."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / _FILE)
        self._connection.executescript(f"{_SETTINGS} CREATE TEMP TABLE matches (number INTEGER PRIMARY KEY);")

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()

    def top(self, query: Query) -> int:
        """See `Side.top`."""
        return self._top(_any_word(query))

    def _top(self, match: str) -> int:
        self._hits(match)
        (total,) = self._rows("SELECT count(*) FROM words WHERE words MATCH ?", match)[0]
        return int(total)

    def _hits(self, match: str, query: Query | None = None, snippets: bool = False) -> list[Any]:
        """Ten records; chosen values are looked for in the temporary table (+: not match by match, which is slower)."""
        shown = ", snippet(words, 1, '<mark>', '</mark>', '...', 32)" if snippets else ""
        among = " AND +words.rowid IN (SELECT number FROM matches)" if query and query.chosen else ""
        rows = self._rows(
            f"SELECT rowid{shown} FROM words WHERE words MATCH ?{among} ORDER BY rank LIMIT {HITS}",  # noqa: S608
            match,
        )
        return [
            (self._rows("SELECT id, title, summary, url FROM records WHERE number = ?", row[0])[0], row[1:])
            for row in rows
        ]

    def faceted(self, query: Query) -> Counts:
        """See `Side.faceted`."""
        return self._faceted(query)[0]

    def _faceted(self, query: Query, snippets: bool = False) -> tuple[Counts, list[Any]]:
        chosen = {facet for facet, _ in query.chosen}
        counts = {}
        for facet in chosen:
            self._match(query.without(facet))
            counts[facet] = self._counts(facet)
        self._match(query)
        (total,) = self._rows("SELECT count(*) FROM matches")[0]
        counts |= {facet: self._counts(facet) for facet in FACETS if facet not in chosen}
        return Counts(total, counts), self._hits(_any_word(query), query, snippets)

    def _match(self, query: Query) -> None:
        """Fill the temporary table with the matches that have all chosen values."""
        filters = "".join(
            f" AND rowid IN (SELECT record FROM {facet} WHERE value ="  # noqa: S608
            f" (SELECT number FROM {facet}_values WHERE value = ?) AND record = words.rowid)"
            for facet, _ in query.chosen
        )
        values = [value for _, value in query.chosen]
        self._rows("DELETE FROM matches")
        self._rows(
            f"INSERT INTO matches SELECT rowid FROM words WHERE words MATCH ?{filters}",  # noqa: S608
            _any_word(query),
            *values,
        )

    def _counts(self, facet: str) -> dict[str, int]:
        found = self._rows(
            f"SELECT {facet}.value, count(*) AS found FROM matches CROSS JOIN {facet} ON record = matches.number"  # noqa: S608
            f" GROUP BY {facet}.value ORDER BY found DESC LIMIT {VALUES}"
        )
        name = f"SELECT value FROM {facet}_values WHERE number = ?"  # noqa: S608
        return {self._rows(name, number)[0][0]: count for number, count in found}

    def answer(self, query: Query) -> str:
        """See `Side.answer`."""
        counts, hits = self._faceted(query, snippets=True)
        return json.dumps({"total": counts.total, "facets": counts.facets, "hits": hits})

    def phrase(self, query: Query) -> int:
        """See `Side.phrase`."""
        return self._top(f'"{query.text}"')

    def prefix(self, query: Query) -> int:
        """See `Side.prefix`."""
        return self._top(f"title : {query.text}*")

    def close(self) -> None:
        """See `Side.close`."""
        self._connection.close()


def _any_word(query: Query) -> str:
    return " OR ".join(f'"{word}"' for word in query.text.split())


if __name__ == "__main__":
    print(json.dumps({"added": build(Path(sys.argv[1]), Path(sys.argv[2]))}))
