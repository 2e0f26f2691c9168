"""Records to the arrays of `NAME.docs`: what is stored of each, and the columns that filter, count and sort."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from index.acronyms import acronyms_of
from index.columnar.joined import joined, parted
from index.columnar.layout import FACET_ROW, KINDS, facet_hash
from index.columnar.ordering import narrow, numbered_in_order, ranks, sizes_of
from index.columnar.pack import Array
from index.columnar.stored_records import (
    NO_DICTIONARY,
    Dictionary,
    compressed,
    dictionary_array,
    dictionary_for,
    stored_arrays,
)
from index.columnar.strings import Strings, packed, texts
from index.document import Document
from index.schema import FACET_VALUES, SPOKEN, TEXT_FIELDS, indexed_texts, interval, text_field_of
from index.stored import encode_record, sort_title

KEY_FIELDS: dict[str, Callable[[Document], Sequence[str]]] = {
    "id": lambda document: (document.id,),
    "keys": lambda document: () if document.stub else document.keys,
    "stub_keys": lambda document: document.keys if document.stub else (),
    "links": lambda document: [key for link in document.related for key in link.keys],
}
"""The fields of whole terms, by which records find each other, and what a record has in each."""


class Prepared(NamedTuple):
    """All that a segment is made of, column by column, of records in the order of their numbers: maybe worked out by
    another process than the one that makes the segment, so that both have as much to do and no records are sent."""

    texts: Mapping[str, bytes]
    """Of each index field, as `indexed_texts` gives them, `joined`."""
    keys: Mapping[str, Sequence[Sequence[str]]]
    """Of each field of whole terms."""
    facets: Mapping[str, Sequence[Sequence[str]]]
    titles: Sequence[str]
    """The keys under which titles are sorted."""
    days: Sequence[tuple[int, int]]
    """First and last day of each date."""
    kinds: bytes
    stubs: bytes
    stored: Sequence[bytes]
    dictionary: Dictionary
    """What `stored` is compressed with."""
    hashes: bytes
    """The content hashes, 16 bytes each."""
    acronyms: Sequence[Sequence[str]] | None = None
    """The acronyms that each record explains, where they were read before."""
    columns: Mapping[str, Array] | None = None
    """The arrays of all facets, where they were made before, in place of the values."""

    @property
    def ids(self) -> list[str]:
        """The id of each record."""
        return [own for (own,) in self.keys["id"]]

    def with_acronyms(self) -> Prepared:
        """The same with the acronyms, which may be read by either process."""
        if self.acronyms is not None:
            return self
        return self._replace(acronyms=_acronyms(self.texts, len(self.titles)))

    def with_columns(self) -> Prepared:
        """The same with the arrays of the facets, which may be made by either process too."""
        if self.columns is not None:
            return self
        columns: dict[str, Array] = {}
        for name, of_records in self.facets.items():
            columns |= facet_arrays(name, of_records)
        return self._replace(columns=columns, facets={})


def prepared(documents: Sequence[Document], known: Dictionary = NO_DICTIONARY) -> Prepared:
    """Work out of each record what needs no other, but for the dictionary that they are compressed with.

    Args:
        known: what the archive has, or nothing.
    """
    spelled = list(map(encode_record, documents))
    dictionary = dictionary_for(spelled, known)
    return Prepared(
        texts={name: joined(texts) for name, texts in indexed_texts(documents).items()},
        keys={name: list(map(values, documents)) for name, values in KEY_FIELDS.items()},
        facets={name: list(map(values, documents)) for name, values in FACET_VALUES.items()},
        titles=[sort_title(document.title) for document in documents],
        days=list(map(interval, documents)),
        kinds=bytes([KINDS.index(document.kind) for document in documents]),
        stubs=bytes([document.stub for document in documents]),
        stored=compressed(spelled, dictionary),
        dictionary=dictionary,
        hashes=bytes.fromhex("".join([document.content_hash for document in documents])),
    )


def _acronyms(texts: Mapping[str, bytes], records: int) -> list[list[str]]:
    """The acronyms that each record explains, in whatever language its texts are."""
    explaining: list[list[str]] = [[] for _ in range(records)]
    for name, data in texts.items():
        if text_field_of(name) in SPOKEN and b"(" in data:
            for own, text in zip(explaining, parted(data), strict=True):
                if "(" in text:
                    own.append(text)
    return list(map(acronyms_of, explaining))


def docs_pack(records: Prepared, lengths: Array) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the meta of a docs pack, as `layout.py` tells them.

    Args:
        records: the records, prepared.
        lengths: words of each text field (rows, as in `TEXT_FIELDS`) of each record (columns).
    """
    records = records.with_acronyms().with_columns()
    ids, titles = records.ids, records.titles
    names = [field.name for field in TEXT_FIELDS]
    meta = {
        "documents": len(ids),
        "stored": "record",
        "dictionary_records": records.dictionary.records,
        "length_fields": names,
        "field_totals": dict(zip(names, lengths.sum(axis=1).tolist(), strict=True)),
    }
    days = np.array(records.days, dtype=np.int32).reshape(-1, 2)
    arrays = {
        **stored_arrays(records.stored),
        "stored_dictionary": dictionary_array(records.dictionary),
        "lengths": at_least_two_bytes(lengths),
        **texts("id", [value.encode("utf-8") for value in ids]),
        "id_rank": ranks(ids),
        **texts("title", [value.encode("utf-8") for value in titles]),
        "title_rank": ranks(list(zip(titles, ids, strict=True))),
        "first_day": days[:, 0],
        "last_day": days[:, 1],
        "kind": np.frombuffer(records.kinds, dtype=np.uint8),
        "stub": np.frombuffer(records.stubs, dtype=np.uint8),
        "content_hash": np.frombuffer(records.hashes, dtype=np.uint8).reshape(-1, 16),
        **(records.columns or {}),
        **acronym_arrays(records.acronyms or ()),
    }
    return arrays, meta


def at_least_two_bytes(lengths: Array) -> Array:
    """Lengths as u2, or u4 where one is longer."""
    found = narrow(lengths)
    return found.astype(np.uint16) if found.dtype.itemsize == 1 else found


def facet_arrays(name: str, of_records: Sequence[Sequence[str]]) -> dict[str, Array]:
    """The arrays of one facet from the values of each record."""
    values, numbers = numbered_in_order(chain.from_iterable(of_records))
    spelled = Strings.listed([value.encode("utf-8") for value in values])
    hashes = np.fromiter(map(facet_hash, values), dtype=np.uint64, count=len(values))
    return facet_columns(name, spelled, hashes, owners_of(of_records), numbers, len(of_records))


def acronym_arrays(of_records: Sequence[Sequence[str]]) -> dict[str, Array]:
    """The arrays of the acronyms that each record explains."""
    pairs, numbers = numbered_in_order(chain.from_iterable(of_records))
    spelled = Strings.listed([pair.encode("utf-8") for pair in pairs])
    return acronym_columns(spelled, owners_of(of_records), numbers)


def owners_of(of_records: Sequence[Sequence[str]]) -> Array:
    """The record of each value."""
    sizes = sizes_of(of_records)
    return np.repeat(np.arange(sizes.size), sizes)


def acronym_columns(pairs: Strings, owners: Array, numbers: Array) -> dict[str, Array]:
    """The same from different pairs, sorted, and the record (rising) and pair of each explanation."""
    used, pairs_of = np.unique(numbers, return_inverse=True)
    return {
        **packed("acronym", [pairs.take(used)]),
        "acronym_docs": owners.astype(np.uint32),
        "acronym_pairs": pairs_of.astype(np.uint32),
    }


def facet_columns(
    name: str, spelled: Strings, hashes: Array, owners: Array, numbers: Array, records: int
) -> dict[str, Array]:
    """The arrays of one facet from different values, sorted, the hash of each, and the record (rising) and value of
    each use; what has no use is left out."""
    counts = np.bincount(numbers, minlength=len(spelled))
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    place = np.zeros(len(spelled), dtype=np.int64)
    place[order] = np.arange(order.size)
    ordinals = place[numbers]
    sizes = np.bincount(owners, minlength=records)
    inside = np.arange(owners.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = max(min(int(sizes.max()) if sizes.size else 0, FACET_ROW), 1)
    rows = np.full((records, width), order.size, dtype=np.uint16 if order.size < 1 << 16 else np.uint32)
    first = inside < width
    rows[owners[first], inside[first]] = ordinals[first]
    return {
        **packed(f"facet_{name}", [spelled.take(order)]),
        f"facet_{name}_hash": hashes[order],
        f"facet_{name}_rows": rows,
        f"facet_{name}_more_docs": owners[~first].astype(np.uint32),
        f"facet_{name}_more_values": ordinals[~first].astype(np.uint32),
    }
