"""A text of each of many records as one run of bytes, which a process hands to another, or looks at, as a whole.

Clean text has no control character but the line feed, so one of them stands between the records; between the values of
a list is `LIST_BREAK`.
"""

from __future__ import annotations

from collections.abc import Iterable

RECORD_BREAK = "\x1e"
_BREAK = RECORD_BREAK.encode("ascii")


def joined(texts: Iterable[str]) -> bytes:
    """The texts of some records, one after the other."""
    return _BREAK.join(map(str.encode, texts))


def parted(data: bytes) -> list[str]:
    """The same texts again; of no record at all, that of one which is empty."""
    return str(data, "utf-8").split(RECORD_BREAK)
