"""Indexes that this program cannot read: each is refused with what to do, and rebuilding takes nothing away before."""

from __future__ import annotations

import json
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh import index as whoosh_index

from index.cli import cli
from index.columnar.pack import FORMAT_VERSION
from index.columnar.toc import Toc, read_toc, write_toc
from index.document import from_record
from index.errors import Error
from index.folder import IndexFolder
from index.settings import Settings
from index.whoosh_schema import whoosh_schema
from index.whoosh_writer import open_writer, rebuild_writer
from search.open_engine import open_engine

RECORD = {"id": "a", "title": "River"}


def refused(settings: Settings) -> Error:
    """The error of readers and of writers, which is the same."""
    with pytest.raises(Error) as reading:
        open_engine(settings).snapshot()
    with pytest.raises(Error) as writing, open_writer(settings):
        pass
    assert (reading.value.code, reading.value.hint) == (writing.value.code, writing.value.hint)
    return reading.value


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(), index=tmp_path / "index", refresh_seconds=0.0)


@pytest.fixture
def before_the_codec(settings: Settings) -> Path:
    """A store as it was when Whoosh's own codec wrote the postings."""
    store = settings.index / "store-0123456789abcdef"
    store.mkdir(parents=True)
    stock = whoosh_index.create_in(store, whoosh_schema())
    writer = stock.writer()
    writer.add_document(id=("a",), title="River", record=b"")
    writer.commit()
    (store / "dossier.json").write_text(json.dumps({"version": "1.2"}) + "\n", encoding="utf-8")
    (settings.index / "current").symlink_to(store.name)
    return store


@pytest.fixture
def of_a_later_format(settings: Settings) -> Path:
    """A store whose packs say that a later program wrote them."""
    with open_writer(settings) as writer:
        writer.put(from_record(RECORD))
        writer.commit()
    store = IndexFolder(settings.index).store()
    for path in [*store.glob("*.terms"), *store.glob("*.docs")]:
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, 8, FORMAT_VERSION + 1)
        struct.pack_into("<I", data, 28, zlib.crc32(data[:28]))
        path.write_bytes(data)
    return store


@pytest.mark.parametrize("kind", ["before_the_codec", "of_a_later_format"])
def test_it_says_what_to_do_and_rebuilding_does_it(
    kind: str, settings: Settings, request: pytest.FixtureRequest
) -> None:
    store: Path = request.getfixturevalue(kind)
    error = refused(settings)
    assert error.code == "index_version"
    assert "python -m index rebuild" in error.hint
    files = sorted(path.name for path in store.iterdir())

    def fail() -> None:
        with rebuild_writer(settings) as writer:
            writer.put(from_record(RECORD))
            writer.commit()
            assert os.readlink(settings.index / "current") == store.name, "the old index stays until the end"
            raise RuntimeError("the run breaks off")

    with pytest.raises(RuntimeError, match="breaks off"):
        fail()
    assert os.readlink(settings.index / "current") == store.name
    assert sorted(path.name for path in store.iterdir()) == files
    with rebuild_writer(settings) as writer:
        writer.put(from_record(RECORD))
    assert open_engine(settings).snapshot().get("a").title == "River"
    assert not store.exists()


def test_a_table_of_contents_is_not_unpickled_before_its_checksum_is_right(settings: Settings) -> None:
    with open_writer(settings) as writer:
        writer.put(from_record(RECORD))
        writer.commit()
    store = IndexFolder(settings.index).store()
    [table] = store.glob("_MAIN_*.toc")
    trap = b"cos\nmkdir\n(V" + str(store / "trapped").encode() + b"\ntR."
    table.write_bytes(trap + table.read_bytes()[len(trap) :])
    assert refused(settings).code == "index_damaged"
    assert not (store / "trapped").exists()


def test_generations_go_on_after_a_rebuild(settings: Settings) -> None:
    with open_writer(settings) as writer:
        writer.put(from_record(RECORD))
        first = writer.commit()
    with rebuild_writer(settings) as writer:
        writer.put(from_record(RECORD))
    store = IndexFolder(settings.index).store()
    toc = read_toc(store)
    assert toc.generation > first
    write_toc(store, Toc(toc.generation + 1, toc.schema, toc.segments))
    assert open_engine(settings).snapshot().generation.number == toc.generation + 1


def test_the_command_line_names_the_status(settings: Settings, before_the_codec: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        cli(["status", "--index", str(settings.index)], prog_name="index")
    assert ended.value.code == 65
