"""The three sides that are typed to: a text to the first eight entries that they offer.

The peers hold the same titles and names as entries of one table. FTS5 gets every word as a prefix, indexes for
prefixes of one to three letters, and its own rank; tantivy a phrase-prefix query.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

import tantivy

from search import Engine, suggest

ROWS = 8
Completer = Callable[[str], list[str]]
_WORD = re.compile(r"\w+")


def dossier(engine: Engine) -> Completer:
    """Ours, in process."""
    return lambda text: [row.text for row in suggest(engine, text, ROWS)]


def sqlite(entries: Sequence[str]) -> Completer:
    """SQLite's FTS5 in memory."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE entries USING fts5(text, prefix='1 2 3')")
    database.executemany("INSERT INTO entries VALUES (?)", ((entry,) for entry in entries))
    database.execute("INSERT INTO entries (entries) VALUES ('optimize')")

    def complete(text: str) -> list[str]:
        words = " ".join(f'"{word}"*' for word in _WORD.findall(text))
        query = "SELECT text FROM entries WHERE entries MATCH ? ORDER BY rank LIMIT ?"
        return [text for (text,) in database.execute(query, (words, ROWS))] if words else []

    return complete


def phrase_prefix(entries: Sequence[str]) -> Completer:
    """tantivy in memory."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="default")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for entry in entries:
        writer.add_document(tantivy.Document(text=entry))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def complete(text: str) -> list[str]:
        words = [word.lower() for word in _WORD.findall(text)]
        if not words:
            return []
        query = tantivy.Query.phrase_prefix_query(schema, "text", words)
        return [searcher.doc(address)["text"][0] for _, address in searcher.search(query, ROWS).hits]

    return complete
