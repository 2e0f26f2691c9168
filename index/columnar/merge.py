"""Several segments of an archive to one, by array operations: what building it from their live records would give.

Stored records are copied as they are, where the merged segment has the dictionary that they are compressed with; others
are compressed again. The terms are `index.columnar.merge_terms`; each pack is written before the next is made, so that
the memory taken is little more than that of the largest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import DOCS_EXTENSION, TERMS_EXTENSION
from index.columnar.merge_terms import Part, merge_terms
from index.columnar.ordering import gather, ranks
from index.columnar.pack import Array, Segment
from index.columnar.records import acronym_columns, at_least_two_bytes, facet_columns
from index.columnar.storage import write_pack
from index.columnar.stored_records import Dictionary, best_of, compressed, dictionary_array, stored_arrays
from index.columnar.strings import Strings, packed
from index.schema import FACETS

_BLOCK = 1 << 10
"""Records that are compressed again at once."""

Live = tuple[SegmentArrays, Array]
"""A segment and its live document numbers, rising."""


def merge(segments: Sequence[Live]) -> Segment:
    """One segment of the live records of several, in their order."""
    parts, documents = _parts(segments)
    return Segment(*merge_terms(parts, documents), *_merge_docs(parts, documents))


def write_merged_terms(folder: Path, segment_id: str, segments: Sequence[Live]) -> None:
    """Write the pack of terms of the merged segment, which takes as long as all the others, and wait until the disk has
    it.

    Raises:
        OSError: as `write_pack`.
    """
    write_pack(folder, segment_id + TERMS_EXTENSION, *merge_terms(*_parts(segments)))


def write_merged_docs(folder: Path, segment_id: str, segments: Sequence[Live]) -> None:
    """Write its pack of documents.

    Raises:
        OSError: as `write_pack`.
    """
    arrays, meta = _merge_docs(*_parts(segments))
    for part, _ in segments:
        part.docs.release()
    write_pack(folder, segment_id + DOCS_EXTENSION, arrays, meta)


def _parts(segments: Sequence[Live]) -> tuple[list[Part], int]:
    bases = np.cumsum([0, *(live.size for _, live in segments)]).tolist()
    return [Part(arrays, live, base) for (arrays, live), base in zip(segments, bases, strict=False)], bases[-1]


def _merge_docs(parts: Sequence[Part], documents: int) -> tuple[dict[str, Array], dict[str, object]]:
    meta = parts[0].arrays.docs.meta
    lengths = np.concatenate([part.arrays.docs["lengths"][:, part.live] for part in parts], axis=1)
    totals = lengths.sum(axis=1, dtype=np.int64).tolist()
    dictionary = best_of(part.arrays.records.dictionary for part in parts)
    before = np.cumsum([0, *(part.arrays.count for part in parts)]).tolist()
    live = np.concatenate([part.live + base for part, base in zip(parts, before, strict=False)])
    ids, titles = (_strings(name, parts).take(live) for name in ("id", "title"))
    by_title = list(zip(titles.as_list(), ids.as_list(), strict=True))
    arrays = {
        **_stored(parts, dictionary),
        "stored_dictionary": dictionary_array(dictionary),
        "lengths": at_least_two_bytes(lengths),
        **packed("id", [ids]),
        "id_rank": ids.numbered()[1].astype(np.uint32),
        **packed("title", [titles]),
        "title_rank": ranks(by_title, _by_title(parts)),
    }
    for name in ("first_day", "last_day", "kind", "stub", "content_hash"):
        arrays[name] = np.concatenate([part.arrays.docs[name][part.live] for part in parts])
    for name in FACETS:
        arrays |= _merge_facet(name, parts, documents)
    arrays |= _merge_acronyms(parts)
    totals_of = dict(zip(meta["length_fields"], totals, strict=True))
    more = {"documents": documents, "field_totals": totals_of, "dictionary_records": dictionary.records}
    return arrays, meta | more


def _by_title(parts: Sequence[Part]) -> list[int]:
    """The new numbers of the live records, those of each part in the order of their titles."""
    orders = [part.base + np.argsort(part.arrays.docs["title_rank"][part.live]) for part in parts]
    return [number for order in orders for number in order.tolist()]


def _stored(parts: Sequence[Part], dictionary: Dictionary) -> dict[str, Array]:
    """The stored records of all parts, which are most of a pack."""
    data, sizes, checksums = zip(*(_stored_by(part, dictionary) for part in parts), strict=True)
    found = {
        "stored_bytes": np.concatenate(data),
        "stored_offsets": np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.uint64),
        "stored_crc": np.concatenate(checksums),
    }
    for part in parts:
        part.arrays.docs.release()
    return found


def _stored_by(part: Part, dictionary: Dictionary) -> tuple[Array, Array, Array]:
    """The stored live records of a part, compressed with a dictionary, one after the other; their lengths and
    checksums."""
    records, docs = part.arrays.records, part.arrays.docs
    if records.dictionary == dictionary:
        offsets = docs["stored_offsets"].astype(np.int64)
        sizes = np.diff(offsets)[part.live]
        data = docs["stored_bytes"]
        if not part.is_whole:
            data = gather(data, offsets[:-1][part.live], sizes)
        return data, sizes, docs["stored_crc"][part.live]
    numbers = part.live.tolist()
    each = (record for at in range(0, len(numbers), _BLOCK) for record in records.read(numbers[at : at + _BLOCK]))
    found = stored_arrays(compressed(each, dictionary))
    return found["stored_bytes"], np.diff(found["stored_offsets"].astype(np.int64)), found["stored_crc"]


def _merge_facet(name: str, parts: Sequence[Part], documents: int) -> dict[str, Array]:
    uses = [part.arrays.facet_pairs(name) for part in parts]
    spelled, owners, numbers, first = _merged_uses(f"facet_{name}", parts, uses)
    hashes = np.concatenate([part.arrays.docs[f"facet_{name}_hash"] for part in parts])[first]
    return facet_columns(name, spelled, hashes, owners, numbers, documents)


def _merge_acronyms(parts: Sequence[Part]) -> dict[str, Array]:
    uses = [(part.arrays.docs["acronym_docs"], part.arrays.docs["acronym_pairs"]) for part in parts]
    spelled, owners, numbers, _ = _merged_uses("acronym", parts, uses)
    return acronym_columns(spelled, owners, numbers)


def _merged_uses(
    name: str, parts: Sequence[Part], uses: Sequence[tuple[Array, Array]]
) -> tuple[Strings, Array, Array, Array]:
    """Different values of all parts, sorted; the new number of the record and the value of each use by a live record;
    and where each value is first among those of all parts. `uses`: of each part, by its own numbers."""
    found = _strings(name, parts)
    first, numbers = found.numbered()
    bases = np.cumsum([0, *(part.arrays.count_of(name) for part in parts)])
    owners, values = [], []
    for part, (docs, own), base in zip(parts, uses, bases, strict=False):
        new = part.renumbered[docs]
        owners.append(new[new >= 0])
        values.append(numbers[base + own[new >= 0].astype(np.int64)])
    return found.take(first), np.concatenate(owners), np.concatenate(values), first


def _strings(name: str, parts: Sequence[Part]) -> Strings:
    """All texts of some name, of one part after the other."""
    return Strings.joined((part.arrays.docs[f"{name}_bytes"], part.arrays.docs[f"{name}_offsets"]) for part in parts)
