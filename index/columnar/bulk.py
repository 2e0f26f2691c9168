"""Records to a segment's arrays, many at once, with no Python call per posting.

A text is cut into chunks at white space, each is looked up in a table of the distinct chunks seen so far, and all that
`index.analysis` says of it (its words, their parts and terms) is then laid out by arrays. The result is what
`index.analysis.tokenize` gives place by place; NLTK sees each distinct chunk once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from index.analysis import LIST_BREAK, LIST_GAP, Part, analyse_chunk, chunks, is_mixed_case
from index.columnar.build import FieldPostings, narrow, terms_pack
from index.columnar.layout import GROUPED
from index.columnar.pack import Array
from index.columnar.records import docs_pack
from index.document import Document
from index.schema import TEXT_FIELDS, texts

_MOST_TERMS = 1 << 21
"""Terms of distinct chunks after which a table is begun anew."""

KEY_FIELDS: dict[str, Callable[[Document], Sequence[str]]] = {
    "id": lambda document: (document.id,),
    "keys": lambda document: () if document.stub else document.keys,
    "stub_keys": lambda document: document.keys if document.stub else (),
    "links": lambda document: [key for link in document.related for key in link.keys],
}
"""The fields of whole terms, by which records find each other, and what a record has in each."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The arrays and the meta of both packs of a segment."""

    terms: dict[str, Array]
    terms_meta: dict[str, Any]
    docs: dict[str, Array]
    docs_meta: dict[str, Any]


class Bulk:
    """Makes segments. Holds the table of chunks, which is the same for all of them."""

    def __init__(self) -> None:
        self._table = _Table()

    def segment_of(self, documents: Sequence[Document]) -> Segment:
        """The segment of records that are numbered in the order they have here."""
        if len(self._table) > _MOST_TERMS:
            self._table = _Table()
        texts_of = [texts(document) for document in documents]
        fields, lengths = [], []
        for text_field in TEXT_FIELDS:
            found, counted = self._table.invert(text_field.name, [text[text_field.name] for text in texts_of])
            fields.append(found)
            lengths.append(counted)
        fields += [_keys(name, [values(document) for document in documents]) for name, values in KEY_FIELDS.items()]
        terms, terms_meta = terms_pack(fields, len(documents), GROUPED)
        docs, docs_meta = docs_pack(documents, np.array(lengths, dtype=np.int64).reshape(len(TEXT_FIELDS), -1))
        return Segment(terms, terms_meta, docs, docs_meta)


def segment_of(documents: Sequence[Document]) -> Segment:
    """The segment of these records; for many segments a `Bulk` is quicker."""
    return Bulk().segment_of(documents)


@dataclass(slots=True)
class _Table:
    """The distinct chunks and what each becomes. Number 0 is the gap between the values of a list."""

    terms: dict[str, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=lambda: [LIST_GAP])
    """Positions that each chunk takes up."""
    first: list[int] = field(default_factory=lambda: [0, 0])
    """Where the terms of each begin in `term` and `offset`."""
    term: list[int] = field(default_factory=list)
    offset: list[int] = field(default_factory=list)
    numbers: tuple[_Numbers, _Numbers] = field(init=False)
    """Chunks to numbers: of texts in capitals only, and of all others."""

    def __post_init__(self) -> None:
        self.numbers = (_Numbers(self, mixed=False), _Numbers(self, mixed=True))

    def __len__(self) -> int:
        return len(self.term)

    def add(self, parts: tuple[Part, ...]) -> int:
        """The number of a chunk that was not there yet."""
        self.places.append(len(parts))
        for offset, part in enumerate(parts):
            for term in part.surfaces:
                self.term.append(self.terms.setdefault(term, len(self.terms)))
                self.offset.append(offset)
        self.first.append(len(self.term))
        return len(self.places) - 1

    def _read(self, text: str) -> list[int]:
        """The chunks of one field of one record, gaps between."""
        if LIST_BREAK not in text:
            return list(map(self.numbers[is_mixed_case(text)].__getitem__, chunks(text)))
        found: list[int] = []
        for value in text.split(LIST_BREAK):
            found += map(self.numbers[is_mixed_case(value)].__getitem__, chunks(value))
            found.append(0)
        return found

    def invert(self, name: str, values: Sequence[str]) -> tuple[FieldPostings, Array]:
        """The postings of one field of all records, and its length in words in each."""
        lists = [self._read(text) if text else [] for text in values]
        sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        tokens = np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=int(sizes.sum()))
        owner = np.repeat(np.arange(len(values), dtype=np.uint32), sizes)
        places = np.array(self.places)[tokens]
        words = np.where(tokens == 0, 0, places)
        lengths = np.bincount(owner, weights=words, minlength=len(values)).astype(np.int64)
        position = np.cumsum(places) - places
        starts = np.cumsum(sizes) - sizes
        begun = np.append(position, 0)[np.minimum(starts, tokens.size)]
        position -= np.repeat(begun, sizes)
        first = np.array(self.first, dtype=np.int64)
        counts = np.diff(first)[tokens]
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        where = np.repeat(first[tokens], counts) + inside
        terms = np.array(self.term, dtype=np.int32)[where]
        position = np.repeat(position, counts) + np.array(self.offset, dtype=np.int64)[where]
        return self._postings(name, terms, np.repeat(owner, counts), position), lengths

    def _postings(self, name: str, terms: Array, owner: Array, position: Array) -> FieldPostings:
        """Occurrences, in the order of (record, position), grouped by term and record."""
        present = np.flatnonzero(np.bincount(terms, minlength=len(self.terms)))
        spelled = list(self.terms)
        encoded = sorted((spelled[number].encode("utf-8"), number) for number in present.tolist())
        rank = np.zeros(len(self.terms), dtype=np.int64)
        rank[[number for _, number in encoded]] = np.arange(len(encoded))
        ranks = rank[terms]
        order = _stable_order(ranks)
        ranks, docs, position = ranks[order], owner[order], position[order]
        new = np.ones(ranks.size, dtype=bool)
        new[1:] = (ranks[1:] != ranks[:-1]) | (docs[1:] != docs[:-1])
        begun = np.flatnonzero(new)
        return FieldPostings(
            name,
            "places",
            [term for term, _ in encoded],
            np.bincount(ranks[begun], minlength=len(encoded)),
            docs[begun],
            np.diff(begun, append=ranks.size),
            narrow(position),
        )


class _Numbers(dict[str, int]):
    """Chunk -> number; a new one is analysed as it is asked for."""

    def __init__(self, table: _Table, mixed: bool) -> None:
        super().__init__()
        self._table = table
        self._mixed = mixed

    def __missing__(self, chunk: str) -> int:
        number = self._table.add(analyse_chunk(chunk, self._mixed))
        self[chunk] = number
        return number


def _stable_order(ranks: Array) -> Array:
    """The stable order of small whole numbers. NumPy sorts 16 bits by counting, so it is done in two passes."""
    order = np.argsort(ranks.astype(np.uint16), kind="stable")
    if ranks.size and int(ranks.max()) >> 16:
        order = order[np.argsort((ranks >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _keys(name: str, values: Sequence[Sequence[str]]) -> FieldPostings:
    """The postings of a field of whole terms, each once a record."""
    pairs = sorted({(key.encode("utf-8"), number) for number, keys in enumerate(values) for key in keys})
    terms: list[bytes] = []
    counts: list[int] = []
    for key, _ in pairs:
        if terms and terms[-1] == key:
            counts[-1] += 1
        else:
            terms.append(key)
            counts.append(1)
    docs = np.fromiter((number for _, number in pairs), dtype=np.uint32, count=len(pairs))
    return FieldPostings(
        name, "none", terms, np.array(counts, dtype=np.int64), docs, np.ones(len(pairs), dtype=np.uint8)
    )
