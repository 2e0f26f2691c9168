"""Records to a segment's arrays, many at once, with no Python call per posting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from index.columnar.build import FieldPostings, terms_pack
from index.columnar.layout import GROUPED
from index.columnar.ordering import pair_starts, stable_order
from index.columnar.pack import Array, Segment
from index.columnar.records import Prepared, docs_pack, owners_of, prepared
from index.columnar.strings import Strings
from index.columnar.table import ChunkTable
from index.document import Document
from index.schema import FIELD, text_field_of

_MOST_TERMS = 1 << 20
"""Terms of distinct chunks after which a table is begun anew: some 120 MB."""


class Bulk:
    """Makes segments. Holds the table of chunks, which is the same for all of them."""

    def __init__(self) -> None:
        self._table = ChunkTable()

    def segment_of(self, documents: Sequence[Document]) -> Segment:
        """The segment of records that are numbered in the order they have here."""
        return self.segment_of_prepared(prepared(documents))

    def segment_of_prepared(self, records: Prepared) -> Segment:
        """The same of records of which a part was worked out before."""
        if len(self._table) > _MOST_TERMS:
            self._table = ChunkTable()
        fields, lengths = self._table.invert(records.texts)
        fields += [_keys(name, values) for name, values in records.keys.items()]
        terms, terms_meta = terms_pack(fields, lengths.shape[1], GROUPED, self._table.stems.strings())
        docs, docs_meta = docs_pack(records, _of_text_fields(list(records.texts), lengths))
        return Segment(terms, terms_meta, docs, docs_meta)


def segment_of(documents: Sequence[Document]) -> Segment:
    """The segment of these records; for many segments a `Bulk` is quicker."""
    return Bulk().segment_of(documents)


def _of_text_fields(names: Sequence[str], lengths: Array) -> Array:
    """The lengths of text fields, from those of all index fields, a row each: a text is in one language."""
    found = lengths[: len(FIELD)].copy()
    for name, own in zip(names[len(FIELD) :], lengths[len(FIELD) :], strict=True):
        found[names.index(text_field_of(name))] += own
    return found


def _keys(name: str, values: Sequence[Sequence[str]]) -> FieldPostings:
    """The postings of a field of whole terms, each once a record."""
    spelled = Strings.listed(list(map(str.encode, chain.from_iterable(values))))
    first, numbers = spelled.numbered()
    order = stable_order(numbers)
    numbers, docs = numbers[order], owners_of(values)[order]
    new = pair_starts(numbers, docs)
    counts = np.bincount(numbers[new], minlength=first.size)
    freqs = np.ones(new.size, dtype=np.uint8)
    return FieldPostings(name, "none", spelled.take(first), counts, docs[new].astype(np.uint32), freqs)
