"""The one exception type that crosses a layer.

    Error(code, message, hint)

`code` is a stable word for programs, `message` says what happened, `hint` what to do next. The edges turn
codes into exit statuses (`index.console.EXIT_STATUS`) and HTTP statuses (`web.errors.HTTP_STATUS`); nothing
below an edge knows either.

    invalid_parameter   a number, date, year, sort or window that cannot be read
    invalid_body        a JSON body of the wrong shape
    not_found           no such record, facet or page
    not_implemented     the engine does not declare the capability that was asked for
    input_missing       a file or folder that is not there
    input_unreadable    a file that is no text, page, JSONL or CSV
    index_missing       no index yet in the folder
    index_damaged       the index cannot be read
    index_version       the index was written by another format version
    index_locked        another process is writing
    disk_full           no space left
    io_error            any other failure of a read or write
    no_permission       the file system said no
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

CODES = (
    "invalid_parameter",
    "invalid_body",
    "not_found",
    "not_implemented",
    "input_missing",
    "input_unreadable",
    "index_missing",
    "index_damaged",
    "index_version",
    "index_locked",
    "disk_full",
    "io_error",
    "no_permission",
)


class Error(Exception):
    """A failure with a stable code, a sentence for people and a hint saying what to do next."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


@contextmanager
def translate_os_errors(action: str) -> Iterator[None]:
    """Raise `Error` in the place of an `OSError`: `action` completes the sentence "Could not ..."."""
    try:
        yield
    except PermissionError as error:
        raise Error(
            "no_permission",
            f"Could not {action}: permission denied ({error.filename}).",
            "Run the command as the owner of the folder, or name another one with --index DIR.",
        ) from error
    except FileNotFoundError as error:
        raise Error("io_error", f"Could not {action}: {error.filename} is not there.", "Check the path.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Error(
                "disk_full",
                f"Could not {action}: no space left on the disk.",
                "Free some space and run the command again: what was committed before is kept.",
            ) from error
        raise Error("io_error", f"Could not {action}: {error}.", "Check the disk, then run it again.") from error
