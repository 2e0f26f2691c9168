"""Records in JSON lines, and whole JSON documents: one object, or a list of objects.

Lines are streamed; every line that is not blank becomes a `Found` or a `Rejection`, so that the counts add up.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import msgspec

from index.document import Notes
from index.report import EXCERPT, Rejection
from index.settings import Settings, variable
from index.sources.chunks import Chunks, DamagedError, Line, lines_of, whole
from index.sources.encoding import Decoder, decode_page
from index.sources.found import Found, Place, Stream, accept


def read_lines(chunks: Chunks, source: str, decoder: Decoder, settings: Settings) -> Stream:
    """The records of JSON lines."""
    number = 0
    try:
        for line in lines_of(chunks, settings.record_bytes):
            number = line.number
            text, notes = decoder.decode(line.data)
            if line.number == 1:
                text = text.removeprefix("\ufeff")
            if text.strip() or not line.whole:
                yield _read_line(line, text, notes, source, settings)
    except DamagedError as damage:
        yield Place(source, number + 1).reject(str(damage))


def read_document(chunks: Chunks, source: str, settings: Settings) -> Stream:
    """The records of one JSON document, which is held in memory."""
    try:
        data = whole(chunks, settings.record_bytes)
    except DamagedError as damage:
        yield Place(source).reject(str(damage))
        return
    if data is None:
        yield Place(source).reject(too_large(settings, "one JSON document") + "; or write one record a line (.jsonl)")
        return
    text, notes = decode_page(data)
    place = Place(source, None, text[:EXCERPT])
    try:
        value = parse(text)
    except ValueError as error:
        yield place.reject(f"not JSON: {error}")
        return
    for record in value if isinstance(value, list) else [value]:
        yield accept(record, Place(source, None, _excerpt(record)), settings.types, list(notes))


def parse(text: str) -> Any:
    """Parse JSON as the standard has it: no NaN, no Infinity.

    Raises:
        ValueError: with a reason for people.
    """
    try:
        return _QUICK.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _parse(text)


def _parse(text: str) -> Any:
    """The same: tells what is wrong, and reads what msgspec does not, as half of a surrogate pair."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise ValueError(f"{error.msg.removesuffix(' at')} at {where}") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def too_large(settings: Settings, what: str) -> str:
    """The reason for what is longer than may be read."""
    return (
        f"longer than {settings.record_bytes:,} bytes, the limit of {what}; raise {variable('record_bytes')} to read it"
    )


def _read_line(line: Line, text: str, notes: Notes, source: str, settings: Settings) -> Found | Rejection:
    place = Place(source, line.number, text[:EXCERPT])
    if not line.whole:
        return place.reject(too_large(settings, "one record"))
    try:
        record = parse(text)
    except ValueError as error:
        return place.reject(f"not JSON: {error}")
    return accept(record, place, settings.types, notes)


def _excerpt(record: Any) -> str:
    try:
        return json.dumps(record, ensure_ascii=False)[:EXCERPT]
    except RecursionError:
        return ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError as error:
        raise ValueError(f"a number of {len(digits):,} digits is too long") from error


_QUICK = msgspec.json.Decoder()
_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite, parse_int=_integer)


def first_value_is_whole(line: str) -> bool:
    """Whether a first line is JSON by itself, as it is in JSON lines."""
    try:
        parse(line)
    except ValueError:
        return False
    return True
