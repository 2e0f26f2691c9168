"""Several segments of an archive to one, by array operations: what building it from their live records would give.

Stored records are copied as they are. Fields are merged one after the other, so that the memory taken is that of the
largest field and of the whole result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.build import FieldPostings, Values, gather, terms_pack, texts
from index.columnar.layout import GROUPED
from index.columnar.pack import Array, Segment
from index.columnar.records import at_least_two_bytes, facet_columns, ranks
from index.schema import FACETS


@dataclass(frozen=True, slots=True)
class Part:
    """A segment and its live document numbers (rising), which become `base` and the following ones."""

    arrays: SegmentArrays
    live: Array
    base: int

    def renumbered(self) -> Array:
        """The new number of each document number, -1 for deleted ones."""
        numbers = np.full(self.arrays.count, -1, dtype=np.int64)
        numbers[self.live] = np.arange(self.base, self.base + self.live.size)
        return numbers


def merge(segments: Sequence[tuple[SegmentArrays, Array]]) -> Segment:
    """One segment of the live records (document numbers, rising) of several, in their order."""
    bases = np.cumsum([0, *(live.size for _, live in segments)]).tolist()
    parts = [Part(arrays, live, base) for (arrays, live), base in zip(segments, bases, strict=False)]
    names = sorted({name for part in parts for name in part.arrays.fields()})
    fields = [_merge_field(name, parts) for name in names]
    terms, terms_meta = terms_pack(fields, bases[-1], GROUPED)
    docs, docs_meta = _merge_docs(parts, bases[-1])
    return Segment(terms, terms_meta, docs, docs_meta)


def _merge_field(name: str, parts: Sequence[Part]) -> FieldPostings:
    values = next(fields[name]["values"] for part in parts if name in (fields := part.arrays.fields()))
    pieces = [_piece(name, values, part) for part in parts]
    distinct = sorted(set().union(*(piece.terms for piece in pieces)))
    number = {term: place for place, term in enumerate(distinct)}
    rank = np.concatenate(
        [np.fromiter(map(number.__getitem__, piece.terms), np.int64, len(piece.terms)) for piece in pieces]
    )
    order = np.argsort(rank, kind="stable")
    counts = np.concatenate([piece.counts for piece in pieces])
    docs = np.concatenate([piece.docs for piece in pieces])
    freqs = np.concatenate([piece.freqs for piece in pieces])
    starts = np.cumsum(counts) - counts
    places = None
    if values == "places":
        sums = np.concatenate([[0], np.cumsum(freqs, dtype=np.int64)])
        totals = sums[starts + counts] - sums[starts]
        flat = np.concatenate([piece.places for piece in pieces if piece.places is not None])
        places = gather(flat, (np.cumsum(totals) - totals)[order], totals[order])
    return FieldPostings(
        name,
        values,
        distinct,
        np.bincount(rank, weights=counts, minlength=len(distinct)).astype(np.int64),
        gather(docs, starts[order], counts[order]),
        gather(freqs, starts[order], counts[order]),
        places,
    )


def _piece(name: str, values: Values, part: Part) -> FieldPostings:
    """The live postings of a field in one segment, by (term, document), in the new document numbers."""
    pack = part.arrays.terms
    first, end = part.arrays.entries(name)
    terms = [part.arrays.term(entry) for entry in range(first, end)]
    starts, counts = pack["entry_start"][first:end], pack["entry_count"][first:end].astype(np.int64)
    docs = part.renumbered()[gather(pack["post_docs"], starts, counts)]
    freqs = gather(pack["post_freqs"], starts, counts)
    places = None
    if values == "places":
        ends = np.cumsum(counts)
        sums = np.concatenate([[0], np.cumsum(freqs, dtype=np.int64)])
        places = gather(pack["places"], pack["entry_values"][first:end], sums[ends] - sums[ends - counts])
    if part.live.size < part.arrays.count:
        kept = docs >= 0
        if places is not None:
            places = places[np.repeat(kept, freqs)]
        sums = np.concatenate([[0], np.cumsum(kept)])
        counts = sums[np.cumsum(counts)] - sums[np.cumsum(counts) - counts]
        docs, freqs = docs[kept], freqs[kept]
        terms = [term for term, count in zip(terms, counts.tolist(), strict=True) if count]
        counts = counts[counts > 0]
    return FieldPostings(name, values, terms, counts, docs.astype(np.uint32), freqs, places)


def _merge_docs(parts: Sequence[Part], documents: int) -> tuple[dict[str, Array], dict[str, object]]:
    meta = parts[0].arrays.docs.meta
    lengths = np.concatenate([part.arrays.docs["lengths"][:, part.live] for part in parts], axis=1)
    totals = lengths.sum(axis=1, dtype=np.int64).tolist()
    stored = [_texts("stored", part, part.live) for part in parts]
    ids, titles = ([text for part in parts for text in _strings(name, part)] for name in ("id", "title"))
    sizes = np.concatenate([sizes for _, sizes in stored])
    arrays = {
        "stored_bytes": np.concatenate([data for data, _ in stored]),
        "stored_offsets": np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        "lengths": at_least_two_bytes(lengths),
        **texts("id", ids),
        "id_rank": ranks(ids),
        **texts("title", titles),
        "title_rank": ranks(list(zip(titles, ids, strict=True))),
        **_merge_languages(parts),
    }
    for name in ("stored_crc", "first_day", "last_day", "kind", "stub", "content_hash"):
        arrays[name] = np.concatenate([part.arrays.docs[name][part.live] for part in parts])
    for name in FACETS:
        arrays |= _merge_facet(name, parts, documents)
    totals_of = dict(zip(meta["length_fields"], totals, strict=True))
    return arrays, {**meta, "documents": documents, "field_totals": totals_of}


def _texts(name: str, part: Part, rows: Array) -> tuple[Array, Array]:
    """The bytes of some rows of texts, one after the other, and the length of each."""
    offsets = part.arrays.docs[f"{name}_offsets"].astype(np.int64)
    sizes = np.diff(offsets)[rows]
    return gather(part.arrays.docs[f"{name}_bytes"], offsets[:-1][rows], sizes), sizes


def _strings(name: str, part: Part) -> list[bytes]:
    data, sizes = _texts(name, part, part.live)
    whole, ends = data.tobytes(), np.cumsum(sizes).tolist()
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _merge_languages(parts: Sequence[Part]) -> dict[str, Array]:
    columns = [part.arrays.docs["language"][part.live] for part in parts]
    values = [_values("language", part) for part in parts]
    used = (own[number] for own, column in zip(values, columns, strict=True) for number in np.unique(column).tolist())
    distinct = sorted({b"", *used})
    place = {value: number for number, value in enumerate(distinct)}
    columns = [
        np.array([place.get(value, 0) for value in own], dtype=np.uint16)[column]
        for own, column in zip(values, columns, strict=True)
    ]
    return {**texts("language", distinct), "language": np.concatenate(columns)}


def _values(name: str, part: Part) -> list[bytes]:
    count = part.arrays.docs[f"{name}_offsets"].size - 1
    data, sizes = _texts(name, part, np.arange(count))
    whole, ends = data.tobytes(), np.cumsum(sizes).tolist()
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _merge_facet(name: str, parts: Sequence[Part], documents: int) -> dict[str, Array]:
    number: dict[bytes, int] = {}
    owners, ordinals = [], []
    for part in parts:
        own = np.array([number.setdefault(value, len(number)) for value in _values(f"facet_{name}", part)], np.int64)
        owner, ordinal = facet_pairs(part.arrays, name)
        owner = part.renumbered()[owner]
        owners.append(owner[owner >= 0])
        ordinals.append(own[ordinal[owner >= 0]])
    flat = np.concatenate(ordinals)
    counts = np.bincount(flat, minlength=len(number))
    spelled = list(number)
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda value: (-int(counts[value]), spelled[value]))
    places = np.zeros(len(number), dtype=np.int64)
    places[order] = np.arange(len(order))
    values = [str(spelled[value], "utf-8") for value in order]
    return facet_columns(name, values, np.concatenate(owners), places[flat], documents)


def facet_pairs(arrays: SegmentArrays, name: str) -> tuple[Array, Array]:
    """Every pair of document number (rising) and value of a facet, in the order that each record has them."""
    rows = arrays.docs[f"facet_{name}_rows"]
    there = rows < arrays.docs[f"facet_{name}_hash"].size
    owners = np.concatenate([np.nonzero(there)[0], arrays.docs[f"facet_{name}_more_docs"].astype(np.int64)])
    values = np.concatenate([rows[there], arrays.docs[f"facet_{name}_more_values"]]).astype(np.int64)
    order = np.argsort(owners, kind="stable")
    return owners[order], values[order]
