"""Files and folders: which files a path stands for, and how one of them is read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from index.errors import Error, translate_os_errors
from index.report import Rejection
from index.settings import Settings
from index.sources.chunks import Chunks, DamagedError, as_utf8, chunks_of, peek, whole
from index.sources.csv import read_csv
from index.sources.detect import Form, detect, kind_of_binary
from index.sources.encoding import Decoder, bom_encoding, decode_page
from index.sources.found import Place, Stream
from index.sources.html import read_html
from index.sources.jsonl import read_document, read_lines, too_large
from index.sources.text import read_text

STANDARD_INPUT = "-"


def walk(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that paths stand for: a file itself, a folder all files below it, sorted by path.

    In folders, hidden files and folders, `README*` and `*.md` are passed over, and links to folders are not followed.
    A file named twice comes once.

    Raises:
        Error: `input_missing` when a path is not there; `no_permission` or `io_error` when a folder cannot be listed.
    """
    for path in paths:
        try:
            path.lstat()
        except PermissionError:
            raise Error("no_permission", f"{path} may not be looked at.", "Mend the mode of its folder.") from None
        except (OSError, ValueError):
            raise Error(
                "input_missing", f"{path} is not there.", "Check the path; files and folders can be named."
            ) from None
    seen: set[Path] = set()
    for path in paths:
        for file in _folder(path) if path.is_dir() else [path]:
            if file not in seen:
                seen.add(file)
                yield file


def _folder(folder: Path) -> Iterator[Path]:
    with translate_os_errors(f"list the folder {folder}"), os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(Path(entry.path))
        elif entry.is_file() and not entry.name.startswith("README") and not entry.name.lower().endswith(".md"):
            yield Path(entry.path)


def read(path: Path, settings: Settings) -> Stream:
    """The records of one file, whatever its form.

    Raises:
        Error: `io_error` when the disk fails while reading. All else that is wrong with a file is a `Rejection`.
    """
    place = Place(str(path))
    try:
        stream = path.open("rb")
    except PermissionError:
        yield place.reject("no permission to read this file; make it readable, or leave it out")
        return
    except (FileNotFoundError, NotADirectoryError):
        yield place.reject("the file is not there (any more), or is a link to nothing")
        return
    except IsADirectoryError:
        yield place.reject("this is a folder; name it to the command, which reads the files in it")
        return
    except (OSError, ValueError) as error:
        yield place.reject(f"the file cannot be opened: {error}")
        return
    with stream:
        yield from _read_stream(chunks_of(stream, str(path)), str(path), settings)


def read_standard_input(stream: BinaryIO, settings: Settings) -> Stream:
    """The records of JSON lines that come through a pipe, gzip or not; their source is "-"."""
    head, chunks = peek(chunks_of(stream, "standard input"))
    chunks, decoder = _lines(head, chunks)
    yield from read_lines(chunks, STANDARD_INPUT, decoder, settings)


def _read_stream(chunks: Chunks, source: str, settings: Settings) -> Stream:
    head, chunks = peek(chunks)
    form = detect(head, source)
    if form is Form.EMPTY:
        yield _empty(chunks, source)
    elif form is Form.BINARY:
        kind = kind_of_binary(head) or "binary data"
        yield Place(source).reject(
            f"not a text, HTML, JSON lines or CSV file (it looks like {kind}); "
            "save its text as one of these and add that, or leave the file out"
        )
    elif form is Form.JSON:
        yield from read_document(chunks, source, settings)
    elif form in (Form.JSON_LINES, Form.CSV):
        chunks, decoder = _lines(head, chunks)
        parser = read_csv if form is Form.CSV else read_lines
        yield from parser(chunks, source, decoder, settings)
    else:
        yield from _read_page(chunks, source, form, settings)


def _empty(chunks: Chunks, source: str) -> Rejection:
    """The rejection of a file whose first bytes hold nothing: the rest may yet be damaged."""
    try:
        blank = all(not chunk.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe") for chunk in chunks)
    except DamagedError as damage:
        return Place(source).reject(str(damage))
    return Place(source).reject(
        "empty file" if blank else "nothing but blanks at the beginning of the file; remove them"
    )


def _lines(head: bytes, chunks: Chunks) -> tuple[Chunks, Decoder]:
    """The chunks of a file of lines as bytes in which a line feed is one byte, and their decoder."""
    marked = bom_encoding(head)
    if marked and marked != "utf-8":
        return as_utf8(chunks, marked), Decoder("utf-8", multibyte=True)
    return chunks, Decoder.of(head)


def _read_page(chunks: Chunks, source: str, form: Form, settings: Settings) -> Stream:
    """The record of a file that is one page."""
    try:
        data = whole(chunks, settings.record_bytes)
    except DamagedError as damage:
        yield Place(source).reject(str(damage))
        return
    if data is None:
        yield Place(source).reject(too_large(settings, "one page"))
    elif form is Form.HTML:
        yield from read_html(data, source, settings)
    else:
        text, notes = decode_page(data)
        yield from read_text(text, source, settings, notes)
