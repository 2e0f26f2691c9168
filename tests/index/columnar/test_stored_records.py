"""Stored records come back whatever they are compressed with, and segments share the dictionary of their archive."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.bulk import Bulk
from index.columnar.merge import merge
from index.columnar.pack import DamagedPackError, Pack, Segment, pack
from index.columnar.records import prepared
from index.columnar.stored_records import (
    NO_DICTIONARY,
    Dictionary,
    StoredRecords,
    compressed,
    compression,
    dictionary_for,
)
from index.document import Document, from_record
from index.published import Published
from index.settings import Settings
from index.stored import decode_record
from index.whoosh_writer import open_writer
from tests.index.columnar.packs import opened

SEED = 20_261_126
WORDS = [f"word{number}" for number in range(400)]


def documents(count: int, first: int = 0) -> list[Document]:
    draw = random.Random(SEED + first)
    return [
        from_record({"id": f"r{number}", "title": f"Title {number}", "summary": " ".join(draw.choices(WORDS, k=60))})
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def trained() -> Dictionary:
    """A dictionary of some 300 records."""
    print(f"seed {SEED}")
    return prepared(documents(300)).dictionary


@given(record=st.binary(max_size=3_000))
def test_any_bytes_come_back(trained: Dictionary, record: bytes) -> None:
    for dictionary in (NO_DICTIONARY, trained):
        [stored] = compressed([record], dictionary)
        assert compression(dictionary.data).decompress(stored) == record


def test_a_dictionary_makes_records_smaller(trained: Dictionary) -> None:
    assert trained.records == 300
    spelled = [document.summary.encode() for document in documents(50, first=1_000)]
    with_it, without = (sum(map(len, compressed(spelled, one))) for one in (trained, NO_DICTIONARY))
    assert with_it < 0.8 * without


def test_when_a_dictionary_is_trained(trained: Dictionary) -> None:
    few, more, many = (prepared(documents(count, first=2_000), trained).dictionary for count in (2, 500, 600))
    assert few is trained
    assert more is trained
    assert many.records == 600
    assert prepared(documents(63)).dictionary == NO_DICTIONARY
    assert prepared(documents(2_500)).dictionary.records == 1_000


@pytest.mark.parametrize("record", [b"", b"x", b'{"id":"a","title":"The same"}'])
def test_records_that_teach_little(record: bytes) -> None:
    dictionary = dictionary_for([record] * 200, NO_DICTIONARY)
    assert bool(dictionary.data) == bool(record)
    assert list(map(compression(dictionary.data).decompress, compressed([record], dictionary))) == [record]


def test_threads_read_beside_each_other(trained: Dictionary) -> None:
    spelled = [document.summary.encode() for document in documents(400)]
    stored = compressed(spelled, trained)

    def read(_: int) -> bool:
        return [compression(trained.data).decompress(data) for data in stored] == spelled

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(12)))


def segment(records: list[Document], known: Dictionary = NO_DICTIONARY) -> Segment:
    return Bulk().segment_of_prepared(prepared(records, known))


def test_merging_keeps_the_better_dictionary_and_every_record() -> None:
    first, second, third = documents(3), documents(300, first=10), documents(100, first=500)
    parts = [opened(segment(part)) for part in (first, second, third)]
    live = [np.arange(3), np.arange(1, 300), np.arange(0, 100, 2)]
    assert [part.records.dictionary.records for part in parts] == [0, 300, 100]
    merged = opened(merge(list(zip(parts, live, strict=True)))).records
    wanted = [*first, *second[1:], *third[::2]]
    assert merged.dictionary == parts[1].records.dictionary
    assert list(map(decode_record, merged.read(range(len(wanted))))) == wanted


def test_a_damaged_dictionary_gives_no_other_record() -> None:
    made = segment(documents(100))
    data = bytearray(b"".join(pack(made.docs, made.docs_meta)))
    at = data.index(made.docs["stored_dictionary"].tobytes())
    for place in (0, 5, 900, made.docs["stored_dictionary"].size - 1):
        damaged = bytearray(data)
        damaged[at + place] ^= 1
        with pytest.raises(DamagedPackError, match=r"x\.docs: the dictionary"):
            StoredRecords(Pack(bytes(damaged), "x.docs")).read([3])


def test_commits_share_the_dictionary_of_the_archive(tmp_path: Path) -> None:
    settings = replace(Settings(), index=tmp_path / "index")
    for part in (documents(20), documents(200, first=20), documents(1, first=300), documents(300, first=400)):
        with open_writer(settings) as writer:
            for document in part:
                writer.put(document)
            writer.commit()
    leaves = Published((settings.index / "current").resolve()).leaves
    assert {leaf.arrays.records.dictionary.records for leaf in leaves.leaves if leaf.count > 20} == {200}
    found = [document for leaf in leaves.leaves for document in leaf.records(leaf.live.tolist())]
    wanted = [*documents(20), *documents(200, first=20), *documents(1, first=300), *documents(300, first=400)]
    assert sorted(found, key=str) == sorted(wanted, key=str)
