"""Bulk reading out of one Whoosh segment: a block of postings, or a field's whole lexicon, at a time.

Whoosh's own matchers move posting by posting through several Python calls each, and its lexicon decodes all that is
known of a term to tell its document frequency. What is here takes what the codec of whoosh3 3.54.0, which is pinned
exactly, has read already; `tests/search/test_segments.py` compares it with Whoosh's public way.

Deleted records are among the postings: who reads them leaves them out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.codec.whoosh3 import W3LeafMatcher, W3TermInfo
from whoosh.filedb.filetables import _lengths as _LENGTHS  # noqa: N812 - a constant
from whoosh.reading import TermNotFound

_FREQUENCY = 2
"""Place of the document frequency in the beginning of a packed term info."""


def posting_blocks(reader: Any, field: str, term: str) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """The postings of a term, block after block: local document numbers (rising) and frequencies."""
    for matcher in _matchers(reader, field, term):
        matcher.id(), matcher.weight()  # reads the block
        yield matcher._ids, matcher._weights


def posting_values(reader: Any, field: str, term: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The encoded values (positions) of a term in those of some local document numbers (rising) that have it."""
    at = 0
    for matcher in _matchers(reader, field, term):
        last = matcher.block_max_id() if isinstance(matcher, W3LeafMatcher) else matcher._ids[-1]
        if at < len(wanted) and wanted[at] <= last:
            matcher.id(), matcher.value()
        place = 0
        while at < len(wanted) and wanted[at] <= last:
            place = bisect_left(matcher._ids, wanted[at], place)
            if matcher._ids[place] == wanted[at]:
                yield wanted[at], matcher._values[place]
            at += 1
        if at == len(wanted):
            return


def _matchers(reader: Any, field: str, term: str) -> Iterator[Any]:
    """The raw matcher of a term, once at every block."""
    try:
        matcher = reader._terms.matcher(field, term.encode("utf-8"), reader.schema[field].format)
    except TermNotFound:
        return
    if not isinstance(matcher, W3LeafMatcher):  # a rare term, whose only block stands in the lexicon
        yield matcher
        return
    while matcher.is_active():
        yield matcher
        matcher._next_block()


def lexicon(reader: Any, field: str) -> Iterator[tuple[str, int]]:
    """Every term of a field in the order of its bytes, and its document frequency with deleted records counted in."""
    table = reader._terms._tindex
    if field not in reader._terms.indexed_field_names():
        return
    head = reader._terms._keycoder(field, b"")
    start = table.closest_key_pos(head)
    end = table.closest_key_pos((int.from_bytes(head) + 1).to_bytes(len(head))) or table.endofdata
    data = table.dbfile.get(start, end - start)
    at = 0
    while at < len(data):
        key_length, value_length = _LENGTHS.unpack_from(data, at)
        key = at + _LENGTHS.size
        value = key + key_length
        yield data[key + len(head) : value].decode("utf-8"), W3TermInfo._struct.unpack_from(data, value)[_FREQUENCY]
        at = value + value_length
