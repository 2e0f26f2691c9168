"""`python -m search.queries`: what readers searched for, as editors see it, and what shall not be suggested."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from index.console import exit_with_status, index_option
from index.settings import Settings
from search.query_log import QueryLog
from search.steering import never_suggest, read_steering


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command."""
    command = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")(command)
    return index_option(command)


def _settings(folder: Path | None) -> Settings:
    settings = Settings.from_env()
    return replace(settings, index=folder or settings.index)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Look after the log of past queries."""


@cli.command(name="list")
@_common
@click.option("--days", type=click.IntRange(min=1), default=1, metavar="N", help="Only those of N days or more.")
def list_command(folder: Path | None, as_json: bool, days: int) -> None:
    """List the queries of the log, and on how many days each was made: those that come first in suggestions first."""
    with exit_with_status():
        settings = _settings(folder)
        steering = read_steering(settings)
        shown = [
            row for row in QueryLog(settings).read(days, settings.query_log_size) if steering.of(row.text).suggested
        ]
        if as_json:
            print(json.dumps({"queries": [asdict(row) for row in shown]}, ensure_ascii=False, default=str))
        else:
            for row in shown:
                print(f"{row.text}  # {row.days:,} days, {row.uses:,} times, last on {row.last}")


@cli.command()
@_common
@click.argument("queries", nargs=-1, required=True)
def forget(queries: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Remove QUERIES from the log and never suggest them again: each in quotes, if it has several words.

    `"suggest": false` in steering.json keeps them away; who removes that line there allows them again.
    """
    with exit_with_status():
        settings = _settings(folder)
        log = QueryLog(settings)
        forgotten: dict[str, Any] = {}
        try:
            for query in queries:
                never_suggest(settings, query)
                forgotten[query] = log.strike(query)
        finally:
            log.close()
        if as_json:
            print(json.dumps({"forgotten": forgotten}, ensure_ascii=False))
        else:
            for query, count in forgotten.items():
                print(f"{query}: will not be suggested; {count:,} removed from the log")


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m search.queries")


if __name__ == "__main__":
    main()
