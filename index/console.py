"""What the command lines share: the option of the index, exit statuses, and errors on the terminal.

| status | meaning |
|---|---|
| 0 | done |
| 1 | done, with rejected records |
| 2 | wrong use |
| 65 | damaged index, or one of another version |
| 66 | input missing |
| 74 | I/O error or full disk |
| 75 | the index is being written by another process |
| 77 | no permission |
| 130 | interrupted; what was committed stays |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import click

from index.errors import Error

DONE, REJECTED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

EXIT_STATUS = {
    "invalid_parameter": WRONG_USE,
    "invalid_body": WRONG_USE,
    "not_found": REJECTED,
    "not_implemented": WRONG_USE,
    "input_missing": 66,
    "input_unreadable": 66,
    "index_missing": 66,
    "index_damaged": 65,
    "index_version": 65,
    "index_locked": 75,
    "disk_full": 74,
    "io_error": 74,
    "no_permission": 77,
}

index_option = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path, readable=False),
    metavar="DIR",
    help="The index (default DOSSIER_INDEX).",
)
"""The folder of the index, as `folder`; None where it is not given."""


@contextmanager
def exit_with_status() -> Iterator[None]:
    """End the process with the status of whatever is raised inside, and say it in one or two lines."""
    try:
        yield
    except Error as error:
        print(f"error: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        sys.exit(EXIT_STATUS[error.code])
    except KeyboardInterrupt:
        print("interrupted: what was committed stays; run the same command again to go on", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away, as `| head` does
        sys.exit(DONE)


def run_and_end(command: Callable[[], None]) -> NoReturn:
    """Run a command line and end the process with its status, without taking down one by one the objects that a run of
    many records leaves, which are a quarter of a second's work."""
    try:
        command()
        status = DONE
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        status = end.code or DONE
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed
        with suppress(BrokenPipeError):  # the reader went away
            stream.flush()
    os._exit(status)
