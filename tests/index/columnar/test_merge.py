"""A merged segment is, array for array, the one that its live records would have made; which ones are merged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columnar import merge_terms
from index.columnar.bulk import segment_of
from index.columnar.merge import merge
from index.columnar.policy import FACTOR, LARGEST, SMALL, Size, to_gather, to_merge
from tests.index.columnar.packs import arrays_of
from tests.index.columnar.test_bulk import documents_of, record


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_merging_is_building_from_what_is_there(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_terms, "_BLOCK", block)
    _merging_is_building()


@settings(max_examples=70, deadline=None)
@given(st.lists(record, min_size=1, max_size=9), st.data())
def _merging_is_building(records: list[dict[str, object]], data: st.DataObject) -> None:
    documents = documents_of(records)
    cuts = data.draw(st.lists(st.integers(0, len(documents)), max_size=3).map(sorted))
    parts = [documents[start:end] for start, end in zip([0, *cuts], [*cuts, len(documents)], strict=True)]
    parts = [part for part in parts if part]
    dead = data.draw(st.sets(st.integers(0, len(documents) - 1), max_size=len(documents) - 1))
    segments, place = [], 0
    for part in parts:
        live = [number for number in range(len(part)) if place + number not in dead]
        segments.append((arrays_of(part), np.array(live, dtype=np.intp)))
        place += len(part)
    found = merge(segments)
    wanted = segment_of([document for number, document in enumerate(documents) if number not in dead])
    assert found.terms_meta == wanted.terms_meta
    assert found.docs_meta == wanted.docs_meta
    for mine, theirs in ((found.terms, wanted.terms), (found.docs, wanted.docs)):
        assert mine.keys() == theirs.keys()
        for name, array in mine.items():
            assert array.dtype == theirs[name].dtype, name
            np.testing.assert_array_equal(array, theirs[name], err_msg=name)


def test_small_segments_become_one() -> None:
    assert to_merge([Size(50_000, 0), Size(3, 0), Size(SMALL, 1)]) == [[1, 2]]
    assert to_merge([Size(50_000, 0), Size(3, 0)]) == []


def test_a_full_tier_becomes_one() -> None:
    sizes = [Size(10_000 + place, 0) for place in range(FACTOR)]
    assert to_merge([Size(200_000, 0), *sizes]) == [list(range(1, FACTOR + 1))]
    assert to_merge(sizes[1:]) == []


def test_what_would_grow_too_large_stays() -> None:
    assert to_merge([Size(LARGEST // FACTOR + 1, 0)] * FACTOR) == []
    assert to_merge([Size(LARGEST + 1, LARGEST * 3)]) == []


def test_a_segment_of_mostly_deleted_records_is_written_anew() -> None:
    assert to_merge([Size(2_000, 2_001), Size(2_000, 2_000)]) == [[0]]


@given(st.lists(st.builds(Size, st.integers(0, 300_000), st.integers(0, 300_000)), max_size=40))
def test_merging_ends_with_few_segments(sizes: list[Size]) -> None:
    """However they come, no segment is in two groups, and again and again applying the policy ends."""
    rounds = 0
    while groups := to_merge(sizes):
        chosen = [place for group in groups for place in group]
        assert len(chosen) == len(set(chosen))
        kept = [size for place, size in enumerate(sizes) if place not in chosen]
        sizes = kept + [Size(sum(sizes[place].live for place in group), 0) for group in groups]
        rounds += 1
        assert rounds < 20
    assert sum(size.live <= SMALL for size in sizes) <= 1


def test_a_run_gathers_what_it_added() -> None:
    assert to_gather([Size(10_000, 0)] * 15 + [Size(8_357, 0)]) == [list(range(16))]
    assert to_gather([Size(158_000, 0), Size(10_000, 0), Size(357, 0), Size(10_000, 5)]) == [[1, 2, 3]]
    assert to_gather([Size(10_000, 0)]) == to_gather([]) == []
    assert to_gather([Size(LARGEST + 1, 0), Size(10_000, 0)]) == []
    assert [len(group) for group in to_gather([Size(10_000, 0)] * 100)] == [25] * 4


@given(st.lists(st.builds(Size, st.integers(1, 300_000), st.integers(0, 300_000)), max_size=40))
def test_gathering_stays_within_the_largest(sizes: list[Size]) -> None:
    groups = to_gather(sizes)
    chosen = [place for group in groups for place in group]
    assert len(chosen) == len(set(chosen))
    assert all(sum(sizes[place].live for place in group) <= LARGEST for group in groups)
