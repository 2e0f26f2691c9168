"""Walking folders, detecting forms, and files that hold no records."""

from __future__ import annotations

import errno
import gzip
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Error
from index.settings import Settings
from index.sources import Found, read, read_standard_input, walk
from index.sources.detect import Form, detect
from tests.index.sources.reading import SETTINGS, only, read_bytes, rejected


def test_walk_lists_files_sorted_and_passes_over_what_is_no_source(tmp_path: Path) -> None:
    for name in (
        "b/z.txt",
        "b/a.html",
        "a.jsonl",
        ".hidden",
        ".git/x.txt",
        "README",
        "README.txt",
        "notes.md",
        "c.csv",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "linked.txt").symlink_to(tmp_path / "b" / "z.txt")
    os.mkfifo(tmp_path / "pipe")
    found = [str(path.relative_to(tmp_path)) for path in walk([tmp_path])]
    assert found == ["a.jsonl", "b/a.html", "b/z.txt", "c.csv", "linked.txt"]
    assert list(walk([tmp_path / "c.csv", tmp_path / "README", tmp_path / "c.csv"])) == [
        tmp_path / "c.csv",
        tmp_path / "README",
    ]


def test_a_missing_path_is_an_error_with_a_hint_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(Error) as caught:
        next(walk([tmp_path / "a.txt", tmp_path / "nowhere"]))
    assert caught.value.code == "input_missing"
    assert "nowhere" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", gzip.compress(b"")])
def test_an_empty_file_is_rejected(tmp_path: Path, data: bytes) -> None:
    (rejection,) = rejected(read_bytes(tmp_path, data))
    assert rejection.reason == "empty file"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "an image"),
        (bytes(range(256)) * 4, "binary data"),
        (b"\0" * 100, "binary data"),
        (gzip.compress(gzip.compress(b"x")), "gzip inside gzip"),
    ],
)
def test_a_binary_file_is_rejected_with_what_to_do(tmp_path: Path, data: bytes, kind: str) -> None:
    (rejection,) = rejected(read_bytes(tmp_path, data, "page.txt"))
    assert "not a text, HTML, JSON lines or CSV file" in rejection.reason
    assert kind in rejection.reason
    assert "add" in rejection.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    assert "permission" in rejected(list(read(path, SETTINGS)))[0].reason


def test_a_file_that_may_not_be_opened_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> io.BytesIO:
        raise PermissionError(errno.EACCES, "no", "a.txt")

    monkeypatch.setattr(Path, "open", refuse)
    assert "permission" in rejected(list(read(tmp_path / "a.txt", SETTINGS)))[0].reason


def test_folders_dead_links_and_vanished_files_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    for path, reason in ((tmp_path, "folder"), (tmp_path / "dead", "link to nothing"), (tmp_path / "no", "not there")):
        assert reason in rejected(list(read(path, SETTINGS)))[0].reason


class _FailingDisk(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_a_failing_disk_is_an_error() -> None:
    lines = b'{"title": "A"}\n' * 10_000
    stream = read_standard_input(_FailingDisk(lines), SETTINGS)
    with pytest.raises(Error) as caught:
        list(stream)
    assert caught.value.code == "io_error"
    assert "standard input" in caught.value.message


@pytest.mark.parametrize(
    ("head", "name", "form"),
    [
        (b'{"title": "A"}\n{"title": "B"}', "x", Form.JSON_LINES),
        (b'{"title": "A", \n{"title": "B"}', "x.jsonl", Form.JSON_LINES),
        (b"nonsense\n{}", "x.jsonl.gz", Form.JSON_LINES),
        (b'{\n "title": "A"\n}', "x", Form.JSON),
        (b'[{"title": "A"}]', "x.txt", Form.JSON),
        (b"[Editor's note: this was updated.] It rains.", "x", Form.TEXT),
        (b"\xef\xbb\xbftitle;body\n", "x", Form.CSV),
        (b"anything\n", "x.csv", Form.CSV),
        (b"<!DOCTYPE html><p>x", "x.csv", Form.HTML),
        (b"\n<!-- c --><div><p>x</p></div>", "x.txt", Form.HTML),
        ("<html><p>x".encode("utf-16"), "x", Form.HTML),
        (b"<?xml version='1.0'?><html>", "x", Form.HTML),
        (b"It rains <p> here", "x.html", Form.HTML),
        (b"It rains, a <b>lot</b>.", "x.txt", Form.TEXT),
        (b"< 5 and > 3", "x", Form.TEXT),
    ],
)
def test_the_content_decides_the_form(head: bytes, name: str, form: Form) -> None:
    assert detect(head, name) is form


def test_a_page_beyond_the_limit_is_rejected(tmp_path: Path) -> None:
    (rejection,) = rejected(read_bytes(tmp_path, b"word " * 100, "a.txt", Settings(record_bytes=400)))
    assert "400 bytes" in rejection.reason
    assert "DOSSIER_RECORD_BYTES" in rejection.reason


def test_a_page_may_be_gzipped(tmp_path: Path) -> None:
    assert only(read_bytes(tmp_path, gzip.compress(b"It rains."), "a.txt.gz")).document.body == "It rains."


STARTS = st.sampled_from(
    [
        b"",
        b"<html>",
        b"<p>",
        b"{",
        b"[",
        b'{"',
        b"title,body\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08\0",
        b"A\n\nA\n",
    ]
)
NAMES = st.sampled_from(["x", "x.html", "x.csv", "x.jsonl", "x.json", "x.txt", "x.gz"])


@given(start=STARTS, data=st.binary(max_size=200), name=NAMES)
def test_no_bytes_make_a_source_fail(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, data: bytes, name: str
) -> None:
    items = read_bytes(tmp_path_factory.getbasetemp(), start + data, name)
    assert all(isinstance(item, Found) or item.reason for item in items)
