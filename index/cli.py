"""The commands `add`, `remove`, `rebuild`, `status`, `acronyms` and `check`."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from index.check import check_index, index_acronyms, index_status
from index.console import DONE, REJECTED, exit_with_status, index_option
from index.errors import Error
from index.folder import IndexFolder
from index.ingest import ingest, remove
from index.progress import count_records, progress_bar
from index.report import IngestReport
from index.settings import Settings
from index.sources import read, read_standard_input, walk
from index.sources.found import Stream
from index.whoosh_writer import WhooshWriter, open_writer, rebuild_writer

_ALLOCATIONS = 100_000
"""Between two looks for unreachable cycles: records have none, and there are many of them."""
_SHOWN = 20
"""Rejected records and remarks that are printed one by one; the report file has all of them."""


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command."""
    command = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")(command)
    command = click.option(
        "--wait", type=click.FloatRange(min=0), metavar="SECONDS", help="Wait for the write lock (default 30)."
    )(command)
    return index_option(command)


def _settings(folder: Path | None, wait: float | None) -> Settings:
    settings = Settings.from_env()
    return replace(settings, index=folder or settings.index, wait=settings.wait if wait is None else wait)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Write the index of a publications archive."""


@cli.command()
@_common
@click.argument("paths", nargs=-1, required=True)
def add(paths: tuple[str, ...], folder: Path | None, wait: float | None, as_json: bool) -> None:
    """Add files or folders: pages (text, HTML) and exports (.jsonl, .jsonl.gz, .csv); `-` reads standard input.

    Unchanged records are skipped and changed ones replaced, so the same command may run again and again.
    """
    with exit_with_status():
        settings = _settings(folder, wait)
        _ingest(paths, settings, open_writer, as_json)


@cli.command()
@_common
@click.argument("paths", nargs=-1, required=True)
def rebuild(paths: tuple[str, ...], folder: Path | None, wait: float | None, as_json: bool) -> None:
    """Build a new index from files or folders beside the old one, and swap it in when it is complete."""
    with exit_with_status():
        settings = _settings(folder, wait)
        _ingest(paths, settings, rebuild_writer, as_json)


@cli.command(name="remove")
@_common
@click.argument("ids", nargs=-1, required=True)
def remove_command(ids: tuple[str, ...], folder: Path | None, wait: float | None, as_json: bool) -> None:
    """Remove records by id, with the list entries that nothing else links to."""
    with exit_with_status():
        settings = _settings(folder, wait)
        index = IndexFolder(settings.index)
        index.store()
        with open_writer(settings) as writer:
            report = remove(ids, writer, settings, index.reports)
        _print_report(report, as_json)


@cli.command()
@_common
def status(folder: Path | None, wait: float | None, as_json: bool) -> None:
    """Say what the index holds."""
    with exit_with_status():
        facts = index_status(_settings(folder, wait))
        _print_facts(facts, as_json)


@cli.command()
@_common
@click.option("--least", type=click.IntRange(min=1), default=1, metavar="N", help="Only those of N records or more.")
def acronyms(folder: Path | None, wait: float | None, as_json: bool, least: int) -> None:
    """List the acronyms that the records explain, and in how many: a beginning for a file of synonyms.

    What three records or more explain alike is searched without it; a line such as `IT != information technology` in
    the file stops that.
    """
    with exit_with_status():
        found = [acronym for acronym in index_acronyms(_settings(folder, wait)) if acronym.records >= least]
        if as_json:
            print(json.dumps({"acronyms": [asdict(acronym) for acronym in found]}, ensure_ascii=False))
        else:
            for acronym in found:
                print(f"{acronym.short} = {acronym.long}  # {acronym.records:,} records")


@cli.command()
@_common
def check(folder: Path | None, wait: float | None, as_json: bool) -> None:
    """Read every record and every posting, and say what is damaged."""
    with exit_with_status(), progress_bar(None) as progress:
        facts = check_index(_settings(folder, wait), progress)
        _print_facts(facts, as_json)


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m index")


def _ingest(
    paths: Sequence[str],
    settings: Settings,
    opener: Callable[[Settings], AbstractContextManager[WhooshWriter]],
    as_json: bool,
) -> None:
    gc.set_threshold(_ALLOCATIONS)
    files = list(walk([Path(name) for name in paths if name != "-"]))
    total = None if "-" in paths else count_records(files)
    with opener(settings) as writer:
        with progress_bar(total) as progress:
            stream = _read_all(files, "-" in paths, settings)
            report = ingest(stream, writer, settings, IndexFolder(settings.index).reports, progress)
        if opener is rebuild_writer and report.added == 0:
            raise Error(
                "input_unreadable",
                f"No record of {', '.join(paths)} could be taken in ({report.rejected} rejected); the old index stays.",
                f"See {report.file}." if report.file else "Name the files of the archive.",
            )
    _print_report(report, as_json)


def _read_all(files: Sequence[Path], standard_input: bool, settings: Settings) -> Stream:
    for path in files:
        yield from read(path, settings)
    if standard_input:
        yield from read_standard_input(sys.stdin.buffer, settings)


def _print_report(report: IngestReport, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for line in _report_lines(report):
            print(line)
    sys.exit(REJECTED if report.rejected else DONE)


def _report_lines(report: IngestReport) -> Iterator[str]:
    counts = ("added", "replaced", "unchanged", "removed", "rejected")
    yield ", ".join(f"{getattr(report, name):,} {name}" for name in counts) + (
        f" in {report.seconds:.1f} s (generation {report.generation})"
    )
    if not (report.added or report.replaced or report.removed):
        yield "nothing changed: the index already holds these records" if report.unchanged else "nothing changed"
    for rejection in report.rejections[:_SHOWN]:
        place = f"{rejection.source}:{rejection.line}" if rejection.line else rejection.source
        yield f"rejected {place}" + (f" [{rejection.id}]" if rejection.id else "") + f": {rejection.reason}"
    for remark in report.remarks[:_SHOWN]:
        place = f"{remark.source}:{remark.line}" if remark.line else remark.source
        yield f"remark {place} [{remark.id}]: {remark.message}"
    if report.file:
        yield f"all {report.rejected:,} rejections and {report.remarked:,} remarks: {report.file}"


def _print_facts(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    width = max(map(len, facts))
    for name, value in facts.items():
        print(f"{name.replace('_', ' '):{width}}  {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
