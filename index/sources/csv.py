"""Records in CSV: the header names record keys, lists inside a cell are split on ";".

The separator is that of the header line: comma, semicolon or tab. With semicolons as separators a cell that holds a
list is quoted. A cell may hold line breaks when it is quoted; an empty cell is a missing value. A record stands at the
line it starts on.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence

from index.document import Notes
from index.report import EXCERPT, Rejection
from index.settings import Settings
from index.sources.chunks import Chunks, DamagedError, lines_of
from index.sources.encoding import Decoder
from index.sources.found import Found, Place, Stream, accept
from index.sources.jsonl import too_large

SEPARATORS = ",;\t"
KEYS = frozenset("id kind title summary body authors date type topics url language related".split())
_NEEDED = ("title", "body")
_CELL_LIMIT = 2**31 - 1


class _UnreadableError(Exception):
    """A record that cannot be read from the line it starts on."""


class _Tape:
    """The lines of a file as text, handed to the CSV reader one by one; those of the current record are kept, so that
    reading can go on at its second line when a quotation mark was never closed."""

    def __init__(self, chunks: Chunks, decoder: Decoder, settings: Settings) -> None:
        self._lines = lines_of(chunks, settings.record_bytes)
        self._decoder = decoder
        self._settings = settings
        self._back: deque[tuple[int, str, bool]] = deque()
        self.notes: Notes = []
        self.record: list[tuple[int, str, bool]] = []
        """The lines of the current record: number, text, whether whole."""
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        item = self._back.popleft() if self._back else self._fresh()
        self.record.append(item)
        self._size += len(item[1])
        if not item[2] or self._size > self._settings.record_bytes:
            raise _UnreadableError(too_large(self._settings, "one record"))
        return item[1] + "\n"

    def _fresh(self) -> tuple[int, str, bool]:
        line = next(self._lines)
        text, notes = self._decoder.decode(line.data)
        self.notes += notes
        return line.number, text.removeprefix("\ufeff") if line.number == 1 else text, line.whole

    def start(self) -> None:
        """The record is complete; the next line begins another one."""
        self.record, self._size, self.notes = [], 0, []

    def rewind(self) -> None:
        """Hand out again all lines of the record but its first."""
        self._back.extendleft(reversed(self.record[1:]))
        self.start()

    @property
    def line(self) -> int:
        return self.record[0][0] if self.record else 1

    @property
    def raw(self) -> str:
        return "\n".join(text[:EXCERPT] for _, text, _ in self.record[:EXCERPT])[:EXCERPT]


def header_of(line: str) -> tuple[list[str], str]:
    """The keys that a header line names, in lower case, and its separator."""
    separator = max(SEPARATORS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = []
    return [_key(cell) for cell in cells], separator


def _key(cell: str) -> str:
    """A header cell as a key: known keys in any case, others as they are written."""
    name = " ".join(cell.split())
    folded = name.lower()
    return folded if folded in KEYS else name


def looks_like_header(line: str) -> bool:
    """Whether a line names keys of a record, two or more, as a header does and prose does not."""
    keys, _ = header_of(line)
    return len(KEYS.intersection(keys)) >= 2 and all(re.fullmatch(r"[\w ./()-]{0,40}", key) for key in keys)


def read_csv(chunks: Chunks, source: str, decoder: Decoder, settings: Settings) -> Stream:
    """The records of a CSV file."""
    csv.field_size_limit(_CELL_LIMIT)
    tape = _Tape(chunks, decoder, settings)
    line = 1
    try:
        header, separator = _header(tape)
        reason = _fault(header)
        if reason:
            yield Place(source, tape.line, tape.raw).reject(reason)
            return
        tape.start()
        for row in _rows(tape, separator, source):
            line = tape.line
            if isinstance(row, Rejection):
                yield row
            elif any(cell.strip() for cell in row):
                yield _record(header, row, Place(source, line, tape.raw), settings.types, tape.notes)
    except DamagedError as damage:
        yield Place(source, line + 1).reject(str(damage))


def _header(tape: _Tape) -> tuple[list[str], str]:
    """The first line that is not blank."""
    try:
        for line in tape:
            if line.strip():
                return header_of(line)
    except _UnreadableError:
        pass
    return [], ","


def _fault(header: Sequence[str]) -> str | None:
    if not any(key in header for key in _NEEDED):
        return (
            'the header must name record keys, "title" or "body" among them '
            f"({', '.join(sorted(KEYS))}); it holds: {', '.join(header)[:200] or 'nothing'}"
        )
    doubled = next((key for key in header if key and header.count(key) > 1), None)
    return f'the header names "{doubled[:40]}" twice; rename one of the columns' if doubled else None


def _rows(tape: _Tape, separator: str, source: str) -> Iterator[list[str] | Rejection]:
    """The rows; while one is in the hands of the caller the tape holds its lines."""
    reader = csv.reader(tape, delimiter=separator, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, _UnreadableError) as error:
            yield _reject(tape, error, source)
            tape.rewind()
            reader = csv.reader(tape, delimiter=separator, strict=True)
            continue
        yield row
        tape.start()


def _reject(tape: _Tape, error: Exception, source: str) -> Rejection:
    number, text, whole = tape.record[0]
    reason = str(error) if isinstance(error, _UnreadableError) else f"not CSV: {error}"
    if whole and len(tape.record) > 1:
        reason = "a quotation mark on this line is not closed as it should be; reading went on with the next line"
    return Place(source, number, text).reject(reason)


def _record(
    header: Sequence[str], row: Sequence[str], place: Place, types: Sequence[str], notes: Notes
) -> Found | Rejection:
    if len(row) != len(header):
        return place.reject(f"{len(row)} cells under a header of {len(header)} columns")
    record = {key: cell for key, cell in zip(header, row, strict=True) if key and cell.strip()}
    unnamed = [cell for key, cell in zip(header, row, strict=True) if not key and cell.strip()]
    if unnamed:
        notes = [*notes, f'a cell under a column without a name was left out: "{unnamed[0][:40]}"']
    return accept(record, place, types, list(notes))
