"""Words that are looked up all at once are found as each is by itself."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.arrays import SegmentArrays
from index.document import from_record
from index.folder import IndexFolder, open_store
from index.leaves import Leaves
from index.schema import TEXT_FIELDS
from search import open_engine
from search.dictionary import entries_of, groups_of, left
from search.looked_up import entries_in
from tests.engines import fill, settings_at
from tests.randoms import SEED, some_text

TERMS = st.binary(min_size=1, max_size=12).filter(lambda term: b"\0" not in term)


@given(st.sets(TERMS, max_size=60), st.lists(TERMS, min_size=1, max_size=30), st.data())
def test_places_are_those_of_a_binary_search(there: set[bytes], wanted: list[bytes], data: st.DataObject) -> None:
    strings = sorted(there)
    ends = st.tuples(st.integers(0, len(strings)), st.integers(0, len(strings)))
    ranges = np.array([sorted(data.draw(ends)) for _ in wanted])
    offsets = np.array([0, *accumulate(map(len, strings))], dtype=np.uint32)
    found = left(np.frombuffer(b"".join(strings), dtype=np.uint8), offsets, wanted, ranges[:, 0], ranges[:, 1])
    assert found.tolist() == [bisect_left(strings, term, *own) for term, own in zip(wanted, ranges, strict=True)]


@pytest.fixture(scope="module")
def arrays(tmp_path_factory: pytest.TempPathFactory) -> SegmentArrays:
    """A segment with acronyms beside the words that they spell, and some words in French."""
    rng = Random(SEED)
    texts = [some_text(rng, 30) for _ in range(60)]
    made = [{"id": str(number), "title": text[:40] or "x", "body": text} for number, text in enumerate(texts)]
    made += [
        {"id": "aid", "title": "AIDS and aid", "body": "She aids the US, which aided us. AIDED by Zürich."},
        {"id": "guerre", "title": "La guerre et l'Europe", "language": "fr"},
    ]
    settings = settings_at(tmp_path_factory.mktemp("dictionary"))
    fill(open_engine(settings), map(from_record, made))
    store = IndexFolder(settings.index).store()
    return Leaves(store, open_store(store).segments).leaves[0].arrays


def _terms(arrays: SegmentArrays) -> list[str]:
    size = arrays.terms["term_offsets"].size - 1
    words = sorted({str(term, "utf-8") for term in arrays.terms_of(np.arange(size, dtype=np.uint32))})
    return [form for word in words for form in (word, word[:-1] or "x", f"{word}s")]


def test_entries_are_those_of_each_term(arrays: SegmentArrays) -> None:
    wanted = [(field, term.encode()) for field in (*arrays.fields(), "absent") for term in _terms(arrays)]
    found = entries_of(arrays, wanted)
    assert found == [arrays.entry(*one) for one in wanted]
    assert None in found
    assert set(found) - {None} == set(range(arrays.terms["term_offsets"].size - 1))


def test_groups_are_those_of_each_stem(arrays: SegmentArrays) -> None:
    stems = [term.encode() for term in _terms(arrays)]
    found = [group.tolist() for group in groups_of(arrays, stems)]
    assert found == [arrays.group(stem).tolist() for stem in stems]
    assert [] in found
    assert max(map(len, found)) > 1


def test_many_words_stand_for_the_same_entries_as_each(arrays: SegmentArrays) -> None:
    terms = [(term,) for term in _terms(arrays)]
    views = {view for field in TEXT_FIELDS for view in (field.exact, field.stems)}
    wanted = [(view, each) for view in sorted(views) for each in (*terms, ("aid", "us"), ("fr:guerr", "aid"))]
    found = entries_in(arrays, wanted)
    assert found == [entries_in(arrays, [one])[0] for one in wanted]
    assert any(entries.minus for entries in found)
