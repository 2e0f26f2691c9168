"""Stock Whoosh as a program without Dossier would use it, after Whoosh's own documentation.

Stored `TEXT` fields with the stemming analyzer, keywords for authors and topics; two processes write, and what they
wrote is merged to one segment, as `procs` has it unless told otherwise and as a run of Dossier ends; queries through
`MultifieldParser` with OR between the words; facets counted from the stored fields of all hits, which takes a half to a
third of the time of `groupedby`; Whoosh's own highlighter. One searcher is kept open.

`python -m tests.bench.peer_whoosh FILE DIR` indexes a file of records, with `--split` to a segment a process.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.query import And, Prefix, Term

from tests.bench.corpus import Record, read_records
from tests.bench.side import FACETS, HITS, VALUES, Counts
from tests.bench.workload import Query

_WRITER_MEGABYTES = 256
"""The writer's `limitmb`; its documentation advises to raise it from 128 for large indexes."""
_SEPARATOR = ","
_FIELDS = {"author": "authors", "topic": "topics", "type": "type", "year": "year"}


def build(file: Path, folder: Path, split: bool = False) -> int:
    """Index a file of records; how many there were. `split`: to a segment a process."""
    folder.mkdir(parents=True)
    schema = Schema(
        id=ID(unique=True, stored=True),
        title=TEXT(analyzer=StemmingAnalyzer(), stored=True),
        summary=TEXT(analyzer=StemmingAnalyzer(), stored=True),
        authors=KEYWORD(commas=True, stored=True),
        topics=KEYWORD(commas=True, stored=True),
        type=ID(stored=True),
        year=ID(stored=True),
        url=ID(stored=True),
    )
    created = index.create_in(folder, schema)
    writer = created.writer(procs=2, multisegment=split, limitmb=_WRITER_MEGABYTES)
    for record in read_records(file):
        writer.add_document(**_values(record))
    writer.commit()
    return int(created.doc_count())


def _values(record: Record) -> dict[str, str]:
    return {
        "id": record["id"],
        "title": record.get("title") or "",
        "summary": record.get("summary") or "",
        "authors": _SEPARATOR.join(record.get("authors") or ()),
        "topics": _SEPARATOR.join(record.get("topics") or ()),
        "type": record.get("type") or "",
        "year": (record.get("date") or "")[:4],
        "url": record.get("url") or "",
    }


class Peer:
    """An open index and its searcher."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(["title", "summary"], self._index.schema, group=OrGroup)

    def top(self, query: Query) -> int:
        """See `Side.top`."""
        return len(self._search(self._parser.parse(query.text)))

    def _search(self, wanted: Any, chosen: tuple[tuple[str, str], ...] = ()) -> Any:
        terms = And([Term(_FIELDS[facet], value) for facet, value in chosen]) if chosen else None
        results = self._searcher.search(wanted, limit=HITS, filter=terms)
        assert all("title" in hit.fields() for hit in results)
        return results

    def faceted(self, query: Query) -> Counts:
        """See `Side.faceted`."""
        results, counts = self._faceted(query)
        return Counts(len(results), counts)

    def _faceted(self, query: Query) -> tuple[Any, dict[str, dict[str, int]]]:
        wanted = self._parser.parse(query.text)
        results = self._search(wanted, query.chosen)
        chosen = {facet for facet, _ in query.chosen}
        counts = self._counts(results, [facet for facet in FACETS if facet not in chosen])
        for facet in chosen:
            counts |= self._counts(self._search(wanted, query.without(facet).chosen), [facet])
        return results, counts

    def _counts(self, results: Any, facets: list[str]) -> dict[str, dict[str, int]]:
        """The first values of some facets over all hits."""
        counts = {facet: Counter[str]() for facet in facets}
        for number in results.docs():
            stored = self._searcher.stored_fields(number)
            for facet, counter in counts.items():
                value = stored[_FIELDS[facet]]
                counter.update(value.split(_SEPARATOR) if value else ())
        return {facet: dict(counter.most_common(VALUES)) for facet, counter in counts.items()}

    def answer(self, query: Query) -> str:
        """See `Side.answer`."""
        results, facets = self._faceted(query)
        hits = [hit.fields() | {"snippet": hit.highlights("summary"), "score": hit.score} for hit in results]
        return json.dumps({"total": len(results), "hits": hits, "facets": facets})

    def phrase(self, query: Query) -> int:
        """See `Side.phrase`."""
        return len(self._search(self._parser.parse(f'"{query.text}"')))

    def prefix(self, query: Query) -> int:
        """See `Side.prefix`."""
        return len(self._search(Prefix("title", query.text)))

    def close(self) -> None:
        """See `Side.close`."""
        self._searcher.close()
        self._index.close()


if __name__ == "__main__":
    print(json.dumps({"added": build(Path(sys.argv[1]), Path(sys.argv[2]), "--split" in sys.argv[3:])}))
