"""Terms and postings of a segment, as Whoosh asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermNotFound

from index.columnar.arrays import SegmentArrays
from index.columnar.matcher import ArrayMatcher, ArrayTermInfo


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Whoosh's view of the dictionary and the postings."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays

    def _entry(self, field: str, term: bytes) -> int:
        entry = self._arrays.entry(field, term)
        if entry is None:
            raise TermNotFound(f"No term {field}:{term!r}")
        return entry

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._arrays.entry(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return list(self._arrays.fields())

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A cursor over the terms of a field."""
        return ArrayCursor(self._arrays, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, by field and bytes."""
        return ((field, self._arrays.term(entry)) for field, entry in self._entries())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """All terms from one on."""
        return ((field, self._arrays.term(entry)) for field, entry in self._entries(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        """All terms and what is known of each."""
        return (((field, self._arrays.term(entry)), self._info(field, entry)) for field, entry in self._entries())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        """The same from one term on."""
        entries = self._entries(fieldname, prefix)
        return (((field, self._arrays.term(entry)), self._info(field, entry)) for field, entry in entries)

    def _entries(self, fieldname: str = "", prefix: bytes = b"") -> Iterator[tuple[str, int]]:
        for field, row in sorted(self._arrays.fields().items()):
            if field >= fieldname:
                first = self._arrays.entries_from(field, prefix)[0] if field == fieldname else row["first"]
                yield from ((field, entry) for entry in range(first, row["end"]))

    def _info(self, field: str, entry: int) -> ArrayTermInfo:
        return ArrayTermInfo(self._arrays, field, entry)

    def term_info(self, fieldname: str, text: bytes) -> ArrayTermInfo:
        """Statistics of a term.

        Raises:
            TermNotFound: there is no such term.
        """
        return self._info(fieldname, self._entry(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Sum of weights; KeyError without the term, as Whoosh has it."""
        return self._known(fieldname, text).weight()

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Document frequency; KeyError without the term, as Whoosh has it."""
        return self._known(fieldname, text).doc_frequency()

    def _known(self, field: str, term: bytes) -> ArrayTermInfo:
        entry = self._arrays.entry(field, term)
        if entry is None:
            raise KeyError((field, term))
        return self._info(field, entry)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """The postings of a term as Whoosh walks them."""
        entry = self._entry(fieldname, text)
        return ArrayMatcher(self._arrays, fieldname, entry, format_, scorer, (fieldname, text))


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A place in the terms of one field."""

    def __init__(self, arrays: SegmentArrays, field: str, fieldobj: Any) -> None:
        self._arrays = arrays
        self._field = field
        self._fieldobj = fieldobj
        self._at, self._end = arrays.entries(field)
        self._first = self._at

    def first(self) -> Any:
        """Go to the first term."""
        self._at = self._first
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term that is not less."""
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._at = self._arrays.entries_from(self._field, wanted)[0]
        return self.text()

    def next(self) -> Any:
        """Go to the next term."""
        self._at = min(self._at + 1, self._end)
        return self.text()

    def text(self) -> Any:
        """The term here, None behind the last."""
        return self._fieldobj.from_bytes(self._arrays.term(self._at)) if self.is_valid() else None

    def term_info(self) -> ArrayTermInfo | None:
        """Statistics of the term here."""
        return ArrayTermInfo(self._arrays, self._field, self._at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < self._end
