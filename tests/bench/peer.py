"""The peer: Whoosh as a program without Dossier would use it, after Whoosh's own documentation.

Stored `TEXT` fields with the stemming analyzer, keywords for authors and topics, one commit; queries through
`MultifieldParser` with OR between the words; facets counted from the stored fields of all hits; Whoosh's own
highlighter and its "more like this". Nothing is slowed down on purpose: one searcher is kept open, the writer gets
memory, and the stored fields of a hit are read once for all facets, which takes a half to a third of the time of
`groupedby` with a `StoredFieldFacet` each. What Dossier does beyond this (counts per facet without its own filter,
other spellings, order of ties) the peer does not do.

`python -m tests.bench.peer FILE DIR` indexes a file of records, for the figures of a process of its own.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup

WRITER_MEGABYTES = 256
"""The writer's `limitmb`; its documentation advises to raise it from 128 for large indexes."""
_SEPARATOR = ","


def build(file: Path, folder: Path) -> int:
    """Index a file of records, one a line; how many there were."""
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
    writer = index.create_in(folder, schema).writer(limitmb=WRITER_MEGABYTES)
    count = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last one is the number of records
            writer.add_document(**_values(json.loads(line)))
    writer.commit()
    return count


def _values(record: dict[str, Any]) -> dict[str, str]:
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


def _split(value: str) -> list[str]:
    return value.split(_SEPARATOR) if value else []


class Peer:
    """An open index and its searcher; each method is one kind of query and gives what a page would show."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(["title", "summary"], self._index.schema, group=OrGroup)
        self._typed = MultifieldParser(["title", "authors"], self._index.schema, group=AndGroup)

    def top(self, text: str) -> int:
        """Ten hits; the exact total."""
        results = self._searcher.search(self._parser.parse(text), limit=10)
        assert all("title" in hit.fields() for hit in results)
        return len(results)

    def faceted(self, text: str) -> int:
        """Ten hits and four facets; the exact total."""
        return len(self._faceted(text)[0])

    def _faceted(self, text: str) -> tuple[Any, dict[str, list[tuple[str, int]]]]:
        results = self._searcher.search(self._parser.parse(text), limit=10)
        counts = {name: Counter[str]() for name in ("author", "topic", "type", "year")}
        for number in results.docs():
            stored = self._searcher.stored_fields(number)
            counts["author"].update(_split(stored["authors"]))
            counts["topic"].update(_split(stored["topics"]))
            counts["type"][stored["type"]] += 1
            counts["year"][stored["year"]] += 1
        return results, {name: found.most_common(10) for name, found in counts.items()}

    def answer(self, text: str) -> str:
        """Ten hits with highlighted passages, the total and four facets, as JSON."""
        results, facets = self._faceted(text)
        hits = [hit.fields() | {"snippet": hit.highlights("summary"), "score": hit.score} for hit in results]
        return json.dumps({"total": len(results), "hits": hits, "facets": facets})

    def suggest(self, text: str) -> list[str]:
        """Eight titles of records in which every typed word begins a word of the title, or the author's name."""
        typed = self._typed.parse(" ".join(f"{word}*" for word in _words(text)))
        return [hit["title"] for hit in self._searcher.search(typed, limit=8)]

    def related(self, doc_id: str) -> list[str]:
        """Ten records with the same telling words in their summary."""
        number = self._searcher.document_number(id=doc_id)
        return [hit["title"] for hit in self._searcher.more_like(number, "summary", top=10)]

    def close(self) -> None:
        """Close the index."""
        self._searcher.close()
        self._index.close()


def _words(text: str) -> Iterator[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in text)
    return iter(letters.lower().split())


if __name__ == "__main__":
    print(json.dumps({"added": build(Path(sys.argv[1]), Path(sys.argv[2]))}))
