"""`python -m search "words"`: a search from the terminal, with every parameter of the API as an option."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import click

from index.console import exit_with_status, index_option
from index.schema import FACETS
from index.settings import Settings
from search.open_engine import open_engine
from search.request import PARAMETERS, from_query
from search.result import Explanation, Hit, SearchResult
from search.service import search

_FLAG = "explain"


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """One option for every parameter of the API but the text itself."""
    for name, help_text in reversed(PARAMETERS[1:]):
        kind: dict[str, Any] = {"is_flag": True} if name == _FLAG else {"multiple": name in FACETS, "metavar": "VALUE"}
        command = click.option(
            f"--{name.replace('_', '-')}", name + "_", help=f"{help_text[:1].upper()}{help_text[1:]}.", **kind
        )(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("words", nargs=-1)
@index_option
@click.option("--wait", type=float, metavar="SECONDS", help="As for every command; reading waits for nobody.")
@click.option("--json", "as_json", is_flag=True, help="Print the object of /api/v1/search.")
@_options
def cli(words: tuple[str, ...], folder: Path | None, wait: float | None, as_json: bool, **parameters: Any) -> None:
    """Search the archive for WORDS, in the language of the box; without words, the newest records."""
    with exit_with_status():
        settings = Settings.from_env()
        settings = replace(settings, index=folder or settings.index)
        request, notes = from_query([("q", " ".join(words)), *_pairs(parameters)], settings)
        result = search(open_engine(settings), request, settings, notes)
        if as_json:
            print(json.dumps(result.as_dict(), ensure_ascii=False))
        else:
            print("\n".join(_lines(result)))


def _pairs(parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        if isinstance(value, tuple):
            yield from ((name.rstrip("_"), item) for item in value)
        elif value not in (None, False):
            yield name.rstrip("_"), "1" if value is True else str(value)


def _lines(result: SearchResult) -> Iterator[str]:
    yield f"{result.total:,} records in {result.took_ms:.1f} ms (generation {result.generation})"
    if result.did_you_mean:
        said = "showing results for" if result.did_you_mean.applied else "did you mean"
        yield f"{said}: {result.did_you_mean.query} ({result.did_you_mean.total:,})"
    for note in result.notes:
        yield f"note: {note.message}"
    for offer in result.offers:
        yield f"{'instead' if offer.kind == 'spelling' else 'without'}: {offer.text} ({offer.total:,})"
    for hit in result.hits:
        yield from _hit_lines(hit)
    for facet in result.facets:
        values = ", ".join(f"{'*' if v.selected else ''}{v.value} ({v.count:,})" for v in facet.values)
        yield f"\n{facet.name}: {values}{', ...' if facet.more else ''}" if values else f"\n{facet.name}: none"


def _hit_lines(hit: Hit) -> Iterator[str]:
    document = hit.document
    score = f"  [{hit.score:.3f}]" if hit.score is not None else ""
    yield f"\n{document.title}{score}"
    facts = (document.date, document.type, "; ".join(author.display for author in document.authors), document.id)
    yield "  " + " | ".join(filter(None, facts))
    if hit.snippet:
        yield "  " + unescape(re.sub(r"</?mark>", "*", hit.snippet))
    if hit.explanation:
        yield from _explanation_lines(hit.explanation, 2)


def _explanation_lines(node: Explanation, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{node.value:.4f} {node.what}" + (f" ({node.op})" if node.op != "leaf" else "")
    for part in node.parts:
        yield from _explanation_lines(part, depth + 1)


def main() -> None:
    """Run the command line."""
    cli(prog_name="python -m search")
