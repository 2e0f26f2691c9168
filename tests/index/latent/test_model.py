"""Models and vectors: what they depend on, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from index.columnar.arrays import SegmentArrays
from index.columnar.bulk import segment_of
from index.columnar.pack import Pack, pack
from index.document import Document, from_record
from index.latent import model as model_module
from index.latent.model import Model, train
from index.latent.occurrences import Occurrences

SUBJECTS = {
    "sea": "herring cod trawler fishery quota harbour net shoal vessel".split(),
    "war": "missile treaty army frontier ceasefire artillery sanction truce general".split(),
    "crop": "wheat harvest irrigation drought maize farmer soil seed fertiliser".split(),
}


def about(subject: str, number: int, words: int = 12) -> Document:
    """A record about one subject, in some of its words."""
    draw = Random(f"{subject}/{number}")
    text = " ".join(draw.choices(SUBJECTS[subject], k=words))
    kind = "article" if number % 3 == 0 else "publication"
    return from_record({"id": f"{subject}-{number}", "kind": kind, "title": " ".join(text.split()[:3]), "body": text})


RECORDS = [about(subject, number) for number in range(40) for subject in SUBJECTS]


def segment(documents: Sequence[Document]) -> SegmentArrays:
    """The segment of some records, in memory."""
    made = segment_of(documents)
    terms, docs = (b"".join(pack(*one)) for one in ((made.terms, made.terms_meta), (made.docs, made.docs_meta)))
    return SegmentArrays(Pack(terms), Pack(docs))


def trained(*segments: SegmentArrays) -> Model:
    """The model of all records of some segments."""
    return Model(Pack(b"".join(pack(*train([(arrays, np.arange(arrays.count)) for arrays in segments])))))


@pytest.fixture(scope="module")
def model() -> Model:
    """Of all the records in one segment."""
    return trained(segment(RECORDS))


def test_records_of_one_subject_are_alike(model: Model) -> None:
    vectors = model.fold_in(segment(RECORDS))
    rows = vectors.values / vectors.norms[:, None]
    same = np.array([[a.id[:3] == b.id[:3] for a in RECORDS] for b in RECORDS])
    cosines = rows @ rows.T
    assert cosines[same].mean() > cosines[~same].mean() + 0.1


def test_a_record_has_the_same_vector_whenever_it_is_folded_in(model: Model) -> None:
    whole = model.fold_in(segment(RECORDS))
    for places in (slice(0, 1), slice(5, 40), slice(119, 120)):
        part = model.fold_in(segment(RECORDS[places]))
        assert np.array_equal(part.values, whole.values[places])
        assert np.array_equal(part.norms, whole.norms[places])


def test_blocks_change_no_vector(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model.fold_in(segment(RECORDS))
    monkeypatch.setattr("index.latent.occurrences.BLOCK_WORDS", 40)
    monkeypatch.setattr("index.latent.occurrences._BLOCK_POSTINGS", 7)
    monkeypatch.setattr(model_module, "_FEW", 3)
    small = model.fold_in(segment(RECORDS))
    assert np.array_equal(small.values, whole.values)


def test_a_model_does_not_depend_on_how_records_lie_in_segments(model: Model) -> None:
    shuffled = Random(3).sample(RECORDS, len(RECORDS))
    split = trained(segment(shuffled[:13]), segment(shuffled[13:14]), segment(shuffled[14:]))
    assert np.allclose(split.weights, model.weights)
    assert split.averages == pytest.approx(model.averages)
    rows = [found.values / found.norms[:, None] for found in (one.fold_in(segment(RECORDS)) for one in (split, model))]
    assert np.allclose(rows[0] @ rows[0].T, rows[1] @ rows[1].T, atol=0.05)


def test_a_sample_is_bounded_and_the_same_for_every_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "MOST_RECORDS", 30)
    shuffled = Random(4).sample(RECORDS, len(RECORDS))
    one, other = trained(segment(RECORDS)), trained(segment(shuffled[:50]), segment(shuffled[50:]))
    assert one.documents == other.documents == len(RECORDS)
    assert one.averages == pytest.approx(other.averages)
    assert np.allclose(one.weights, other.weights)
    monkeypatch.setattr(model_module, "MOST_WORDS", 100)
    assert trained(segment(RECORDS)).weights.size < one.weights.size


def test_words_that_a_model_does_not_know_have_no_vector(model: Model) -> None:
    unknown = from_record({"id": "x", "title": "Xylophones", "body": "The and of xylophone zither"})
    vectors = model.fold_in(segment([unknown, RECORDS[0]]))
    assert not vectors.values[0].any()
    assert vectors.norms[0] == 0
    assert vectors.norms[1] > 100


def test_stop_words_are_not_in_a_model(model: Model) -> None:
    assert model.number(b"the") == -1
    assert model.number(b"her") == -1
    assert model.number(b"treati") >= 0


def test_one_record_and_none_with_a_word_can_be_trained_on() -> None:
    assert trained(segment(RECORDS[:1])).matrix.shape[1] == 1
    assert trained(segment([from_record({"id": "x", "title": "The"})])).matrix.shape[0] == 0


def test_groups_without_a_column_are_left_out() -> None:
    arrays = segment(RECORDS[:9])
    docs = np.array([1, 2, 5])
    whole, mass = Occurrences(arrays).of(docs, {})
    columns = np.random.default_rng(5).permutation(whole.width) - whole.width // 2
    found, some = Occurrences(arrays, np.maximum(columns, -1)).of(docs, {})
    chosen = np.flatnonzero(columns >= 0)
    expected = np.zeros((docs.size, found.width), dtype=np.float32)
    expected[:, columns[chosen]] = whole.dot(np.eye(whole.width))[:, chosen]
    np.testing.assert_allclose(found.dot(np.eye(found.width)), expected)
    assert some[columns[chosen]].tolist() == mass[chosen].tolist()
