"""tantivy, by its Python package: the quickest way that its users have.

Title and summary under its own stemming tokenizer; facets as raw *fast* fields, one column each; hits and total by
one `search`, facets by one `aggregate`. Where values are chosen, facets that none is chosen of are counted together,
every other one by an aggregation of its own. A prefix is a regular expression, which finds all words with it. The
phrase-prefix query is quicker and finds much less: it takes the first 50 words in alphabetical order (Dossier: the 50
most frequent). Two threads write.

It does not search the names of authors and topics, as Dossier does, which spares it work.

`python -m tests.bench.peer_tantivy FILE DIR` indexes a file of records.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur

from tests.bench.corpus import Record, read_records
from tests.bench.side import FACETS, HITS, VALUES, Counts
from tests.bench.workload import Query

_HEAP_BYTES = 256_000_000
_THREADS = 2
_SEARCHED = ["title", "summary"]
_TOKENIZER = "en_stem"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _SEARCHED:
        builder.add_text_field(name, stored=True, tokenizer_name=_TOKENIZER)
    for name in ("author", "type", "topic"):
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", stored=True, indexed=True, fast=True)
    for name in ("id", "url"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def build(file: Path, folder: Path) -> int:
    """Index a file of records; how many there were."""
    folder.mkdir(parents=True)
    writer = tantivy.Index(_schema(), path=str(folder)).writer(heap_size=_HEAP_BYTES, num_threads=_THREADS)
    count = 0
    for count, record in enumerate(read_records(file), 1):  # noqa: B007 - the last one is the number of records
        writer.add_document(tantivy.Document(**_values(record)))
    writer.commit()
    writer.wait_merging_threads()
    return count


def _values(record: Record) -> dict[str, list[Any]]:
    single = {key: record.get(key) for key in ("id", "url", "title", "summary", "type")}
    single["year"] = int(record["date"][:4]) if record.get("date") else None
    values = {key: [value] for key, value in single.items() if value is not None}
    return values | {"author": record.get("authors") or [], "topic": record.get("topics") or []}


class Peer:
    """An open index and its searcher."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def top(self, query: Query) -> int:
        """See `Side.top`."""
        return self._hits(self._any_word(query))

    def _any_word(self, query: Query) -> tantivy.Query:
        words = self._index.parse_query(query.text, _SEARCHED)
        if not query.chosen:
            return words
        return tantivy.Query.boolean_query(
            [(Occur.Must, words), *((Occur.Must, self._having(*pair)) for pair in query.chosen)]
        )

    def _having(self, facet: str, value: str) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, facet, int(value) if facet == "year" else value, "basic")
        return tantivy.Query.const_score_query(term, 0.0)

    def _hits(self, wanted: tantivy.Query) -> int:
        found: Any = self._searcher.search(wanted, limit=HITS, count=True)
        assert all(self._searcher.doc(place)["title"] for _, place in found.hits)
        return int(found.count)

    def faceted(self, query: Query) -> Counts:
        """See `Side.faceted`."""
        wanted = self._any_word(query)
        chosen = {facet for facet, _ in query.chosen}
        counts = self._counts(wanted, [facet for facet in FACETS if facet not in chosen])
        for facet in chosen:
            counts |= self._counts(self._any_word(query.without(facet)), [facet])
        return Counts(self._hits(wanted), counts)

    def _counts(self, wanted: tantivy.Query, facets: list[str]) -> dict[str, dict[str, int]]:
        terms = {facet: {"terms": {"field": facet, "size": VALUES}} for facet in facets}
        found = self._searcher.aggregate(wanted, terms)
        return {facet: {_name(row["key"]): row["doc_count"] for row in found[facet]["buckets"]} for facet in facets}

    def answer(self, query: Query) -> Counts:
        """Search and aggregations alone: what Dossier's whole answer is held against."""
        return self.faceted(query)

    def phrase(self, query: Query) -> int:
        """See `Side.phrase`."""
        return self._hits(self._index.parse_query(f'"{query.text}"', _SEARCHED))

    def prefix(self, query: Query) -> int:
        """See `Side.prefix`."""
        return self._hits(tantivy.Query.regex_query(self._schema, "title", f"{query.text}.*"))

    def phrase_prefix(self, query: Query) -> int:
        """The same over the first 50 words alone."""
        return self._hits(tantivy.Query.phrase_prefix_query(self._schema, "title", [query.text]))

    def close(self) -> None:
        """See `Side.close`; tantivy closes by itself."""


def _name(key: float | str) -> str:
    """A value as text; the numbers of years come as fractions."""
    return key if isinstance(key, str) else str(int(key))


if __name__ == "__main__":
    print(json.dumps({"added": build(Path(sys.argv[1]), Path(sys.argv[2]))}))
