"""Dossier and its peers as rankers: each is given the records of a collection and ranks them for a text.

The peers are set up by their documentation for plain prose: every word of the text (letters and digits, small), any of
them, with the peer's own stemmer and its own stop words where it has some. Dossier is given the text as it was typed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import tantivy
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from index.document import from_record
from index.settings import Settings
from search import SearchRequest, open_engine, parse, plan
from tests.relevance.collections import Text

DEPTH = 100
Ranker = Callable[[str], list[str]]
"""Gives the ids of the best `DEPTH` records for a text."""


def dossier(texts: Sequence[Text], folder: Path) -> Ranker:
    """Dossier, with its settings as they come: the index it makes, and the box it is asked through."""
    settings = replace(Settings(), index=folder, cache=False)
    engine = open_engine(settings)
    with engine.writer() as writer:
        for text in texts:
            writer.put(from_record({"id": text.id, "title": text.title, "body": text.text}))
        writer.commit()

    def rank(text: str) -> list[str]:
        request = SearchRequest(q=text, size=DEPTH)
        snapshot = engine.snapshot()
        wanted = replace(plan(request, parse(text, settings, languages=snapshot.languages).node), facets=())
        return [match.document.id for match in snapshot.search(wanted).matches]

    return rank


def stock_whoosh(texts: Sequence[Text], _: Path) -> Ranker:
    """BM25F over both fields, OR between the words."""
    schema = Schema(number=STORED, title=TEXT(analyzer=StemmingAnalyzer()), text=TEXT(analyzer=StemmingAnalyzer()))
    created = RamStorage().create_index(schema)
    writer = created.writer()
    for number, text in enumerate(texts):
        writer.add_document(number=number, title=text.title, text=text.text)
    writer.commit()
    searcher = created.searcher()
    parser = MultifieldParser(["title", "text"], schema, group=OrGroup, plugins=[])

    def rank(text: str) -> list[str]:
        found = searcher.search(parser.parse(" ".join(_words(text))), limit=DEPTH)
        return [texts[hit["number"]].id for hit in found]

    return rank


def tantivy_stemmed(texts: Sequence[Text], _: Path) -> Ranker:
    """BM25 of both fields, English stemming."""
    builder = tantivy.SchemaBuilder()
    for name in ("title", "text"):
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("number", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(title=text.title, text=text.text, number=number))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        found = searcher.search(index.parse_query(" ".join(_words(text)), ["title", "text"]), DEPTH)
        return [texts[searcher.doc(place)["number"][0]].id for _, place in found.hits]

    return rank


def sqlite_fts5(texts: Sequence[Text], _: Path) -> Ranker:
    """BM25 over both columns, Porter's stemmer."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize='porter unicode61')")
    rows = ((number, text.title, text.text) for number, text in enumerate(texts))
    connection.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)

    def rank(text: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in _words(text))
        statement = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank, rowid LIMIT {DEPTH}"  # noqa: S608
        return [texts[number].id for (number,) in connection.execute(statement, (match,))]

    return rank


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


DOSSIER = "dossier"
SIDES: dict[str, Callable[[Sequence[Text], Path], Ranker]] = {
    DOSSIER: dossier,
    "whoosh": stock_whoosh,
    "tantivy": tantivy_stemmed,
    "fts5": sqlite_fts5,
}
