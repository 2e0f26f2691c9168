"""Known items: somebody remembers some words of a title, in no order, and wants that one record.

The publications are those of the shared data set, evenly spaced, with all their fields. The mean reciprocal rank of
the wanted record is taken among the first hundred. Peers give the title three times the weight of the summary, as
Dossier does; "words alone" is Dossier's own BM25F before the best records are ranked anew.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import fmean

import tantivy

from index.document import from_record
from index.settings import Settings
from index.stopwords import STOP_WORDS
from search import SearchRequest, open_engine, parse, plan
from search.engine import Engine
from tests.bench.corpus import PUBLICATIONS, Record, read_records
from tests.bench.options import RECORDS
from tests.relevance.measures import reciprocal_rank
from tests.relevance.sides import DEPTH, Ranker

LENGTHS = (2, 3, 4)
QUERIES = 250
"""Of each length."""
_SEED = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query and the record that is meant."""

    text: str
    id: str


def publications(count: int) -> list[Record]:
    """So many publications, evenly spaced."""
    return list(islice(islice(read_records(PUBLICATIONS), 0, None, max(RECORDS // count, 1)), count))


def queries(records: Sequence[Record]) -> dict[int, list[Wanted]]:
    """Queries of each length: words of one title, drawn from those of more than that many words."""
    draw = random.Random(_SEED)
    return {length: list(islice(_endless(records, length, draw), QUERIES)) for length in LENGTHS}


def _endless(records: Sequence[Record], length: int, draw: random.Random) -> Iterator[Wanted]:
    while True:
        record = draw.choice(records)
        words = sorted(set(re.findall(r"[a-z]{2,}", (record.get("title") or "").lower())) - STOP_WORDS)
        if len(words) > length:
            yield Wanted(" ".join(draw.sample(words, length)), record["id"])


def run(records: Sequence[Record], folder: Path) -> dict[str, dict[int, float]]:
    """Mean reciprocal ranks of each side by length of query."""
    asked = queries(records)
    engine = index(records, folder)
    rankers = {
        "dossier": ranker(engine, folder, reranked=True),
        "words alone": ranker(engine, folder, reranked=False),
        "tantivy": _tantivy(records),
        "fts5": _fts5(records),
    }
    return {name: {length: _mrr(rank, asked[length]) for length in LENGTHS} for name, rank in rankers.items()}


def _mrr(rank: Ranker, asked: Sequence[Wanted]) -> float:
    return fmean(reciprocal_rank(rank(wanted.text), wanted.id) for wanted in asked)


def index(records: Sequence[Record], folder: Path) -> Engine:
    """Dossier's index of some records."""
    engine = open_engine(replace(Settings(), index=folder, cache=False))
    with engine.writer() as writer:
        for record in records:
            writer.put(from_record(record))
        writer.commit()
    return engine


def ranker(engine: Engine, folder: Path, reranked: bool) -> Ranker:
    """Dossier, with or without ranking the best records anew."""
    settings = replace(Settings(), index=folder)

    def rank(text: str) -> list[str]:
        wanted = plan(SearchRequest(q=text, size=DEPTH), parse(text, settings).node)
        found = engine.snapshot().search(replace(wanted, facets=(), proximity=reranked))
        return [match.document.id for match in found.matches]

    return rank


def _fts5(records: Sequence[Record]) -> Ranker:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, summary, tokenize='porter unicode61')")
    rows = ((number, record.get("title"), record.get("summary")) for number, record in enumerate(records))
    connection.executemany("INSERT INTO words (rowid, title, summary) VALUES (?, ?, ?)", rows)
    statement = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 3, 1), rowid LIMIT {DEPTH}"  # noqa: S608

    def rank(text: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in text.split())
        return [records[number]["id"] for (number,) in connection.execute(statement, (match,))]

    return rank


def _tantivy(records: Sequence[Record]) -> Ranker:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "summary"):
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("number", stored=True)
    created = tantivy.Index(builder.build())
    writer = created.writer(num_threads=1)
    for number, record in enumerate(records):
        texts = {name: record.get(name) or "" for name in ("title", "summary")}
        writer.add_document(tantivy.Document(**texts, number=number))
    writer.commit()
    created.reload()
    searcher = created.searcher()

    def rank(text: str) -> list[str]:
        wanted = created.parse_query(text, ["title", "summary"], field_boosts={"title": 3.0})
        found = searcher.search(wanted, DEPTH)
        return [records[searcher.doc(place)["number"][0]]["id"] for _, place in found.hits]

    return rank
