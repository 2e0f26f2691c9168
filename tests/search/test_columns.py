"""What a generation takes over from the one before: with segments that come, go and lose records, its columns say what
the records say; and what is known of a large segment is not worked out again for a small one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import tokenize
from index.columnar.codec import ColumnarSegment
from index.document import Document, from_record
from index.leaves import Leaf
from index.schema import FACETS, TEXT_FIELDS
from search.columns import Columns, SegmentColumns
from search.id_sets import Ids
from tests.index.columnar.packs import arrays_of
from tests.of_record import facet_values, texts

_record = st.fixed_dictionaries(
    {"title": st.sampled_from(("River", "River of the north", "A vote in the south of the river"))},
    optional={
        "summary": st.sampled_from(("one", "one two", "one two three four five six")),
        "authors": st.lists(st.sampled_from("abcdefghijkl"), max_size=9, unique=True),
        "topics": st.lists(st.sampled_from(("T1", "T2", "T3")), max_size=2, unique=True),
        "type": st.sampled_from(("Report", "Book", "Podcast")),
        "date": st.sampled_from(("1999", "2001-03", "2024")),
        "language": st.sampled_from(("en", "fr", "de")),
    },
)
_batches = st.lists(st.lists(_record, min_size=1, max_size=6), min_size=1, max_size=5)
_Segment = tuple[SegmentColumns, list[Document]]


def segment(name: str, rows: Sequence[dict[str, object]]) -> _Segment:
    documents = [from_record({**row, "id": f"{name}-{place}"}) for place, row in enumerate(rows)]
    return SegmentColumns(arrays_of(documents)), documents


def generation(segments: Sequence[SegmentColumns], dead: Sequence[set[int]]) -> Columns:
    """Segments side by side, each without some of its records."""
    leaves: list[Leaf] = []
    base = 0
    for columns, gone in zip(segments, dead, strict=True):
        named = ColumnarSegment("MAIN", columns.arrays.count)
        for number in gone:
            named.delete_document(number)
        leaves.append(Leaf(named, columns.arrays, base))
        base += columns.arrays.count
    return Columns(leaves, segments)


def say_what_the_records_say(columns: Columns, documents: list[Document], live: set[int], docs: Ids) -> None:
    """`docs`: some records to count (rising)."""
    for name in FACETS:
        column = columns.facets[name]
        wanted = Counter(value for doc in docs.tolist() for value in facet_values(documents[doc])[name])
        ordinals, counts = column.counts(docs)
        assert dict(zip(column.texts(ordinals), counts.tolist(), strict=True)) == wanted
        values = {value for document in documents for value in facet_values(document)[name]}
        assert {column.ordinal(value) for value in values} == set(range(column.size))
        assert sum(column.head_counts(docs).tolist()) == sum(wanted.values())
        if name in columns.cells.names:
            counted = columns.cells.of_facet(name, columns.cells.counts(columns.cells.of(docs)), {})
            texts_of = column.texts(np.arange(column.size))
            assert {text: count for text, count in zip(texts_of, counted.tolist(), strict=True) if count} == wanted
    assert columns.live.tolist() == sorted(live)
    spoken = {value for doc in live for value in facet_values(documents[doc])["language"]}
    assert columns.languages == tuple(sorted(spoken))
    for field in TEXT_FIELDS:
        lengths = [sum(1 for _ in tokenize(texts(document)[field.name])) for document in documents]
        having = [lengths[doc] for doc in live if lengths[doc]]
        average = sum(having) / len(having) if having else 0.0
        norms = [1 / (1 - field.b + (field.b * length / average if average else 0.0)) for length in lengths]
        np.testing.assert_allclose(columns.norms[field.name].take(docs), np.array(norms)[docs], rtol=1e-6)
        assert all(float(columns.norms[field.name][doc]) == pytest.approx(norms[doc]) for doc in docs.tolist())


@settings(max_examples=60, deadline=None)
@given(_batches, st.data())
def test_generations_say_what_their_records_say(batches: list[list[dict[str, object]]], data: st.DataObject) -> None:
    pool = [segment(f"s{number}", rows) for number, rows in enumerate(batches)]
    for _ in range(3):  # the segments stay what they are, with all that was worked out for the generation before
        chosen = data.draw(st.lists(st.sampled_from(range(len(pool))), unique=True))
        segments = [pool[number] for number in chosen]
        dead = [data.draw(st.sets(st.integers(0, len(documents) - 1))) for _, documents in segments]
        gone = [
            number in own
            for (_, documents), own in zip(segments, dead, strict=True)
            for number in range(len(documents))
        ]
        documents = [document for _, own in segments for document in own]
        some = data.draw(st.sets(st.integers(0, len(documents) - 1))) if documents else set()
        columns = generation([columns for columns, _ in segments], dead)
        live = {doc for doc, is_gone in enumerate(gone) if not is_gone}
        say_what_the_records_say(columns, documents, live, np.array(sorted(some), dtype=np.intp))


def test_a_small_segment_leaves_the_numbers_of_large_ones_as_they_are() -> None:
    large, other = (
        segment(part, [{"title": "x", "authors": [f"{part}{number}" for number in range(9)]}] * 3)[0] for part in "ab"
    )
    small = [segment(f"s{number}", [{"title": "x", "authors": ["a1", f"new {number}"]}])[0] for number in range(2)]
    before, after = (generation([large, other, one], [set(), set(), set()]) for one in small)
    old, new = before.facets["author"], after.facets["author"]
    assert old.texts(np.arange(18)) == new.texts(np.arange(18))
    assert [new.ordinals(place) is old.ordinals(place) for place in range(3)] == [True, True, False]
    assert [new._heads[place] is old._heads[place] for place in range(3)] == [True, True, False]
    assert new.texts(np.array([18])) == ["new 1"]
