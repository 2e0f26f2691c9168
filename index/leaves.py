"""Look-ups by exact term in the segments of a Whoosh reader: what the writer and the engine both need.

A *leaf* is the reader of one segment; a record's *document number* counts within the whole reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.reading import TermNotFound

from index.document import Document
from index.stored import Facts, decode_facts, decode_record


class Leaf:
    """One segment: its Whoosh reader, the first of its document numbers, and which key fields it holds."""

    def __init__(self, reader: Any, base: int) -> None:
        self.reader = reader
        self.base = base
        self.count: int = reader.doc_count_all()
        self._fields = frozenset(reader.indexed_field_names())
        self._facts = reader.column_reader("facts") if self.count else None
        if self.count:
            reader.stored_fields(0)  # opens the file now: a later commit may remove its name

    def numbers(self, field: str, term: str) -> list[int]:
        """Local numbers of the live records with a term, rising."""
        if field not in self._fields:
            return []
        try:
            matcher = self.reader.postings(field, term.encode("utf-8"))
        except TermNotFound:
            return []
        return list(matcher.all_ids())

    def facts(self, number: int) -> Facts:
        """The facts of a local number."""
        return decode_facts(self._facts[number])  # type: ignore[index]

    def document(self, number: int) -> Document:
        """The record of a local number."""
        return decode_record(self.reader.stored_fields(number)["record"])


class Leaves:
    """All segments of one Whoosh reader."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        try:
            self.leaves = [Leaf(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]
        except BaseException:
            reader.close()
            raise

    def places(self, fields: Iterable[str], terms: Iterable[str]) -> Iterator[tuple[Leaf, int]]:
        """Every live record with any of the terms in any of the fields, once each: its leaf and local number."""
        terms = list(terms)
        for leaf in self.leaves:
            found = {number for field in fields for term in terms for number in leaf.numbers(field, term)}
            for number in sorted(found):
                yield leaf, number

    def place(self, doc_id: str) -> tuple[Leaf, int] | None:
        """Where the record of an id is."""
        return next(self.places(("id",), (doc_id,)), None)

    def document(self, number: int) -> Document:
        """The record of a document number of the whole reader."""
        leaf = next(leaf for leaf in reversed(self.leaves) if leaf.base <= number)
        return leaf.document(number - leaf.base)

    def close(self) -> None:
        """Close the Whoosh reader."""
        self.reader.close()
