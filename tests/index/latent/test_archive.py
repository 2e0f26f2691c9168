"""Models in an archive: when they are trained, and what becomes of the vectors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh.query import Term

from index import under_way, whoosh_writer
from index.check import check_index
from index.columnar.worker import Folding, Job, Worker
from index.errors import Error
from index.folder import IndexFolder, open_store
from index.leaves import Leaves
from index.published import LEAST_LEARNT
from index.settings import Settings
from index.whoosh_writer import open_writer
from tests.engines import settings_at
from tests.index.latent.test_model import about


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an archive below a temporary folder, without workers."""
    return replace(settings_at(tmp_path), workers=0)


def put(settings: Settings, *numbers: int) -> None:
    """Add records in one commit."""
    with open_writer(settings) as writer:
        for number in numbers:
            writer.put(about(("sea", "war", "crop")[number % 3], number))
        writer.commit()


def leaves(settings: Settings) -> Leaves:
    """The segments of the newest generation."""
    store = IndexFolder(settings.index).store()
    return Leaves(store, open_store(store).segments)


def files(settings: Settings) -> list[str]:
    """The names of models and vectors."""
    names = (path.name for path in IndexFolder(settings.index).store().iterdir())
    return sorted(name for name in names if name.endswith((".model", ".latent")))


def model_of(settings: Settings) -> str:
    """The id of the present model."""
    model = leaves(settings).model
    assert model is not None
    return model.id


def assert_vectors_are_of_their_records(settings: Settings) -> None:
    """What is stored is what the model makes of each record now."""
    found = leaves(settings)
    assert found.model is not None
    for leaf in found.leaves:
        assert leaf.arrays.latent is not None
        again = found.model.fold_in(leaf.arrays)
        assert np.array_equal(leaf.arrays.latent["vector"], again.values)
        assert np.array_equal(leaf.arrays.latent["vector_norm"], again.norms)


def test_small_archives_have_no_model(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT - 1))
    assert leaves(settings).model is None
    assert not files(settings)


def test_a_model_comes_with_enough_records_and_stays_until_there_are_four_times_as_many(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT))
    first = model_of(settings)
    for number in range(LEAST_LEARNT, LEAST_LEARNT + 3):
        put(settings, number)
        assert model_of(settings) == first
    assert {leaf.arrays.model for leaf in leaves(settings).leaves} == {first}
    put(settings, *range(4 * LEAST_LEARNT - 1))
    assert model_of(settings) == first
    put(settings, 4 * LEAST_LEARNT - 1)
    assert model_of(settings) != first
    assert {leaf.arrays.model for leaf in leaves(settings).leaves} == {model_of(settings)}
    assert len(files(settings)) == 1 + len(leaves(settings).leaves)
    assert check_index(settings, lambda: None)["records"] == 4 * LEAST_LEARNT


def test_merging_moves_vectors_as_they_are(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT))
    for number in (70, 71, 72):
        put(settings, number)
    with open_writer(settings) as writer:
        writer.delete("sea-0")
        writer.commit()
    put(settings, 80)
    assert_vectors_are_of_their_records(settings)


def test_a_worker_with_nothing_else_to_do_makes_some_of_the_vectors(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []
    start = Worker.start

    def noted(worker: Worker, job: Job) -> None:
        jobs.append(job)
        start(worker, job)

    monkeypatch.setattr(Worker, "start", noted)
    monkeypatch.setattr(Worker, "is_idle", property(lambda worker: worker.wait() is None))
    monkeypatch.setattr(whoosh_writer, "SMALLEST_BATCH", 1)
    monkeypatch.setattr(under_way, "_cores", lambda: 2)
    with open_writer(replace(settings, workers=1)) as writer:
        for batch in range(8):
            for number in range(16 * batch, 16 * (batch + 1)):
                writer.put(about(("sea", "war", "crop")[number % 3], number))
            writer.checkpoint()
        writer.commit()
    assert [len(job.names) for job in jobs if isinstance(job, Folding)] == [3, 1], "of the seven, then three, that wait"
    assert_vectors_are_of_their_records(settings)


def test_damage_to_a_model_or_to_vectors_is_found(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT))
    store = IndexFolder(settings.index).store()
    for name in files(settings):
        whole = (store / name).read_bytes()
        (store / name).write_bytes(whole[:-70] + bytes(byte ^ 255 for byte in whole[-70:-60]) + whole[-60:])
        with pytest.raises(Error) as error:
            check_index(settings, lambda: None)
        assert error.value.code == "index_damaged"
        (store / name).write_bytes(whole)
    check_index(settings, lambda: None)
    for name in files(settings):
        whole = (store / name).read_bytes()
        (store / name).unlink()
        with pytest.raises(Error):
            check_index(settings, lambda: None)
        (store / name).write_bytes(whole)


def test_what_no_segment_names_is_swept_away(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT))
    expected = files(settings)
    store = IndexFolder(settings.index).store()
    [segment] = open_store(store).segments
    (store / "latent-0123456789abcdef.model").write_bytes(b"left by a commit that failed")
    (store / f"{segment.segment_id()}.0123456789abcdef.latent").write_bytes(b"so was this")
    with open_writer(settings):
        pass
    assert files(settings) == expected


def test_training_that_fails_leaves_what_was_committed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.latent.files.write_pack", full)
    with pytest.raises(Error) as error:
        put(settings, *range(LEAST_LEARNT))
    assert error.value.code == "disk_full"
    assert leaves(settings).documents == LEAST_LEARNT
    monkeypatch.undo()
    put(settings, LEAST_LEARNT)
    assert leaves(settings).model is not None


def test_whoosh_opens_an_archive_with_vectors(settings: Settings) -> None:
    put(settings, *range(LEAST_LEARNT))
    opened = whoosh_index.open_dir(IndexFolder(settings.index).store(), indexname="MAIN")
    with opened.searcher() as searcher:
        assert len(searcher.search(Term("id", "sea-3"))) == 1
