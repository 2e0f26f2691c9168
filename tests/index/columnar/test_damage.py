"""Damage anywhere in a store is found by `check`, and no reader crashes on it or gives a record that was not written.

A flipped posting may still give a wrong hit until `check` finds it. `make torture` does it more often.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.check import check_index
from index.document import Document, from_record
from index.errors import Error
from index.schema import DEFAULT_FIELDS
from index.settings import Settings
from index.whoosh_writer import open_writer
from search import open_engine
from search.parse import parse
from search.plan import Plan
from search.query import MATCH_ALL

SEED = 20_261_125
FEW, MANY = 60, 500
QUERIES = ("river", "river peace", '"river vote"', "pea*", "author:ann", "peacf~", "river -vote")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Document]]:
    """An index with two segments, the larger one with a deletion, and what is in it."""
    print(f"seed {SEED}")
    draw = random.Random(SEED)
    words = ("river", "peace", "vote", "tax", "war")
    folder = tmp_path_factory.mktemp("whole") / "index"
    records = {}
    with open_writer(replace(Settings(), index=folder)) as writer:
        for number in range(1_030):
            text = " ".join(draw.choice(words) for _ in range(12))
            authors = ["Ann Lee", "Bo"][: number % 3]
            document = from_record(
                {"id": f"r{number}", "title": text, "authors": authors, "date": str(1990 + number % 9)}
            )
            writer.put(document)
            records[document.id] = document
            if number in (1_009, 1_019):
                writer.commit()
        writer.delete("r7")
        writer.commit()
    del records["r7"]
    return folder, records


def read_all(settings: Settings, records: dict[str, Document]) -> None:
    """Search, count and read as an engine does. Whatever is given was written; damage is told as `Error`."""
    try:
        snapshot = open_engine(settings).snapshot()
    except Error as error:
        if error.code not in ("index_damaged", "index_version", "index_missing"):
            raise
        return
    found: list[Document | None] = []
    for text in QUERIES:
        with damage_told():
            found += [match.document for match in snapshot.search(Plan(query=parse(text, settings).node)).matches]
    for typed in ("riv", "pecae vo", "r"):
        with damage_told():
            found += [row.document for row in snapshot.complete("title", typed.split(), 8, 2)]
        with damage_told():
            snapshot.complete("author", typed.split(), 8, 2)
    with damage_told():
        snapshot.similar("rivre", DEFAULT_FIELDS, 3)
    with damage_told():
        snapshot.facet(Plan(MATCH_ALL), "author", "le a", 0, 10)
    for document in found:
        assert document is not None
        assert document == records.get(document.id) or document.id == "r7"


@contextmanager
def damage_told() -> Iterator[None]:
    """Let damage pass, where it is said to be that."""
    try:
        yield
    except Error as error:
        if error.code != "index_damaged":
            raise


def damage_and_look(whole: tuple[Path, dict[str, Document]], tmp_path: Path, times: int, cut: bool) -> None:
    folder, records = whole
    draw = random.Random(SEED + times + cut)
    store = (folder / "current").resolve()
    files = [path.name for path in store.iterdir() if path.stat().st_size and not path.name.endswith("LOCK")]
    for number in range(times):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(folder, copy, symlinks=True)
        path = copy / store.name / draw.choice(files)
        data = bytearray(path.read_bytes())
        at = draw.randrange(len(data))
        if cut:
            del data[at:]
        else:
            data[at] ^= 1 << draw.randrange(8)
        path.write_bytes(data)
        settings = replace(Settings(), index=copy)
        with pytest.raises(Error) as found:
            check_index(settings, lambda: None)
        assert found.value.code in ("index_damaged", "index_version"), (path.name, at)
        read_all(settings, records)
        shutil.rmtree(copy)


def test_the_whole_index_is_whole(whole: tuple[Path, dict[str, Document]]) -> None:
    settings = replace(Settings(), index=whole[0])
    assert check_index(settings, lambda: None)["records"] == len(whole[1])
    assert len(list((whole[0] / "current").resolve().glob("*.terms"))) == 2
    read_all(settings, whole[1])


@pytest.mark.parametrize("times", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_a_flipped_bit_is_found_and_harms_no_reader(
    whole: tuple[Path, dict[str, Document]], tmp_path: Path, times: int
) -> None:
    damage_and_look(whole, tmp_path, times, cut=False)


@pytest.mark.parametrize("times", [FEW // 3, pytest.param(MANY // 5, marks=pytest.mark.slow)])
def test_a_file_cut_off_is_found_and_harms_no_reader(
    whole: tuple[Path, dict[str, Document]], tmp_path: Path, times: int
) -> None:
    damage_and_look(whole, tmp_path, times, cut=True)


def test_a_missing_file_is_damage(whole: tuple[Path, dict[str, Document]], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(whole[0], copy, symlinks=True)
    next((copy / "current").resolve().glob("*.docs")).unlink()
    with pytest.raises(Error) as found:
        check_index(replace(Settings(), index=copy), lambda: None)
    assert "missing" in found.value.message
    assert json.loads((copy / "current" / "dossier.json").read_text())
