"""What is in a segment: every array by its name. Three packs a segment, `NAME.terms`, `NAME.docs` and `NAME.tables`,
and maybe a fourth. The tables (`index.tables`) follow from the other two; segments of foreign schemas have none, nor
have those of a run that goes on (`ColumnarSegment.tabled`).

An *entry* is one term of one field. Entries are numbered in the order of (field name, bytes of the term), so that each
field has a range of entry numbers and a prefix a range within it. Postings lie in another order: those of fields that
are *grouped* (stemmed when they are searched) by (stem, field, term), so that all that a plain word finds, in all its
forms and all these fields, is one slice; the postings of all other fields follow, by (field, term). Within an entry
document numbers rise.

A *group* is the set of entries of grouped fields whose terms have one stem (`index.languages.stem`), each in the
language of its field, so that a name has one group in all languages. Its entries are
listed in the order of their postings: by field, in the order of `GROUPED`, then by term.

`NAME.terms`; n entries, p postings, g groups

| array | dtype | shape | holds |
|---|---|---|---|
| `term_bytes`, `term_offsets` | u1, u4 or u8 | n + 1 | the bytes of the terms, one after the other |
| `key_crc` | u4 | | `build.FieldPostings.hashes` of the terms of fields whose values are "none", in entry order |
| `entry_start` | i8 | n | first posting |
| `entry_count` | u4 | n | document frequency, deleted records counted in |
| `entry_values` | i8 | n | first place in `places`, or row of `value_offsets`, as the field's `values` says |
| `entry_lengths` | u4 | n, 2 | shortest and longest length that came with the postings, where no records came |
| `post_docs` | u4 | p | document number |
| `post_freqs` | u1, u2, u4 or f4 | p | frequency (weight; f4 where some weight is no small integer) |
| `places` | u2 or u4 | | positions of each posting, rising, as many as its frequency; in entry order |
| `value_bytes`, `value_offsets` | u1, u8 | | encoded values, a row a posting, of fields whose values are "bytes" |
| `group_bytes`, `group_offsets` | u1, u4 | g + 1 | the stems, sorted by bytes |
| `group_first`, `group_entries` | u4, u4 | g + 1 | entries of each group |

meta: `documents` (N), `fields`: name -> {`first`, `end` (its entries), `values`}; a field without entries may be
missing. The values of a field are "places" for a Whoosh format `Positions`, "bytes" for any other that keeps more than
frequencies, or has weights that are not the number of its positions, and "none" where they follow from the weights.
Only in segments of foreign schemas may one document number follow itself within an entry (Whoosh files every word for
spelling under the first record).

`NAME.docs`; N records

| array | dtype | shape | holds |
|---|---|---|---|
| `stored_bytes`, `stored_offsets`, `stored_crc` | u1, u8, u4 | N + 1, N | stored fields, and their CRC-32 |
| `lengths` | u2 or u4 | F, N | exact length of each field in `meta["length_fields"]` |
| `stored_dictionary` | u1 | | what records are compressed with (`index.columnar.stored_records`), maybe nothing |
| `id_bytes`, `id_offsets`, `id_rank` | u1, u8, u4 | N + 1, N | ids; the place of each by code point |
| `title_bytes`, `title_offsets`, `title_rank` | u1, u8, u4 | N + 1, N | sort keys of titles; places by (key, id) |
| `first_day`, `last_day` | i4 | N | ordinals of the date interval, 0 without a date |
| `kind`, `stub` | u1 | N | place in `KINDS`; 1 for stubs |
| `content_hash` | u1 | N, 16 | first 16 bytes of the content hash |
| `facet_X_bytes`, `facet_X_offsets` | u1, u8 | V + 1 | values of facet X, most frequent first, then by code point |
| `facet_X_hash` | u8 | V | `facet_hash` of each value |
| `facet_X_rows` | u2 or u4 | N, W | first W <= `FACET_ROW` values of each record; V where there are fewer |
| `facet_X_more_docs`, `facet_X_more_values` | u4 | | the values beyond, as pairs; document numbers rise |
| `acronym_bytes`, `acronym_offsets` | u1, u4 | A + 1 | short form, U+001F, long form of `index.acronyms`, by bytes |
| `acronym_docs`, `acronym_pairs` | u4 | | record and place of each acronym it explains; document numbers rise |
| `column_X` | u1 | | a Whoosh column of field X, as Whoosh writes it |
| `vector_first_X` | u8 | N + 1 | first item of the Whoosh vector of field X of each record |
| `vector_terms_X_bytes`, `vector_terms_X_offsets` | u1, u4 or u8 | | the term of each item |
| `vector_weights_X` | f4 | | the weight of each item |
| `vector_values_X_bytes`, `vector_values_X_offsets` | u1, u4 or u8 | | the encoded value of each item |

meta: `documents`, `stored` ("record": the value of the stored field `record`, compressed; "pickle": all stored fields
of a record as a pickled mapping, nothing where there are none), `dictionary_records` (of archives:
how many the dictionary was trained of), `length_fields`, `field_totals` (name -> sum of lengths).
The arrays from `stored_dictionary` to `acronym_pairs` are there when the schema is that of an archive, those of columns
and vectors, and pickles, only when it is not. A column that is added to a segment afterwards is a file of its own,
`NAME.X.col`.

`NAME.tables`; W words of letters only in the fields of plain words, by length; K: title, or the name of a facet, with E
entries (records, or values), numbered by *rank*: what their uses are worth (`index.tables.entries`), the most first

| array | dtype | shape | holds |
|---|---|---|---|
| `near_bags`, `near_ends` | u8 | W | the letters of each word, and at its ends (`index.tables.letters`) |
| `near_starts` | u4 | | the first word of each length, from 0 on |
| `near_first`, `near_entries` | u4 | W + 1 | the entries of the terms pack that are each word |
| `entries_K` | u4 | E | document number, or value, of each rank |
| `title_order` | u4 | N | ranks in the order of `title_rank` |
| `worth_X`, `uses_X` | f8, u4 | V | what the uses of each value of facet X are worth, and how many |
| `hashes_X`, `hashed_X` | u8, u4 | V | `facet_X_hash` in order, and the value of each |
| `words_K_bytes`, `words_K_offsets` | u1, u4 | L + 1 | different words of the entries, sorted |
| `words_K_first`, `words_K_items` | u4 | L + 1 | the ranks of the entries that have each word |
| `words_K_alphabet`, `words_K_codes` | u4, u1 | | characters of the words, rising, and a code of each, rising too |
| `words_K_heads` | u8 | L | codes of the first eight characters of each word, as one number |
| `head_X_packed` | u2, u4 or u8 | N | the frequent values of each record (`index.tables.heads`) |
| `head_X_docs`, `head_X_more` | u4, as before | | those beyond |
| `head_X_owners`, `head_X_starts` | u4 | H + 1 | the records of each frequent value |
| `acronym_folded` | u4 | A | `name_hash` of each acronym, folded |
| `acronym_names`, `acronym_named` | u4, u4 | 2 A | `name_hash` of the letters of each form, in order; the acronym |

meta: `documents`, `head` (values in a head), `bounds` (facet -> most records with one and the same value beyond it).

`NAME.MODEL.latent`, where the table of contents says that the segment has vectors of this model; N records

| array | dtype | shape | holds |
|---|---|---|---|
| `vector` | i1 | N, D | the vector of each record, in 127ths of its largest value; zeros where nothing is known |
| `vector_norm` | f4 | N | how long that is |

meta: `documents`, `model`.

`latent-MODEL.model`, one for all segments that name it; T stems

| array | dtype | shape | holds |
|---|---|---|---|
| `term_bytes`, `term_offsets` | u1, u4 or u8 | T + 1 | the stems it knows, sorted by bytes |
| `weights` | f4 | T | idf * sqrt(burst) of each, when it was trained |
| `matrix` | f2 | T, D | the right singular vectors, one a column |

meta: `model`, `documents` (of the archive when it was trained), `averages` (name -> average length of each text field).
"""

from __future__ import annotations

import zlib
from hashlib import blake2b

from index.schema import LANGUAGE_FIELDS, TEXT_FIELDS

TERMS_EXTENSION = ".terms"
DOCS_EXTENSION = ".docs"
TABLES_EXTENSION = ".tables"

LATENT_EXTENSION = ".latent"
MODEL_EXTENSION = ".model"

GROUPED = (*(field.name for field in TEXT_FIELDS if field.stemmed), *LANGUAGE_FIELDS)
"""The fields of an archive that are stemmed when they are searched, in the order of their postings in a group."""

KINDS = ("article", "publication")
FACET_ROW = 6


def latent_name(segment_id: str, model: str) -> str:
    """The file of the vectors that a segment has by a model."""
    return f"{segment_id}.{model}{LATENT_EXTENSION}"


def model_name(model: str) -> str:
    """The file of a model."""
    return f"latent-{model}{MODEL_EXTENSION}"


def facet_hash(value: str) -> int:
    """The hash by which the values of two segments are matched."""
    return int.from_bytes(blake2b(value.encode("utf-8"), digest_size=8).digest(), "little")


def name_hash(name: str) -> int:
    """A hash of the name of an acronym, by which those that may be meant are found; they are compared then."""
    return zlib.crc32(name.encode("utf-8"))
