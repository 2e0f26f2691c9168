"""Every setting in one table: name, default, environment variable and help.

`Settings` is a frozen value, read once from the environment at the start of a process. The README prints
`settings_table()`, and a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from index.errors import Error

PREFIX = "DOSSIER_"


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. Holds no state; `from_env` is the only reader of the environment."""

    index: Path = _setting(Path("var/index"), "folder that holds the index")
    engine: str = _setting("whoosh", "search engine: `whoosh`, or the URL of an OpenSearch server")
    wait: float = _setting(30.0, "seconds to wait for the lock of another writing process")
    rate_limit: int = _setting(0, "requests a minute and address, shared by all workers; 0 = off")
    cache: bool = _setting(True, "keep the results of recent requests in memory; 0 = off")
    types: tuple[str, ...] = _setting((), "closed list of types, separated by `;`; empty = any type")
    synonyms: str = _setting("", "file of synonyms; empty = synonyms.txt in the index folder")
    past_queries: bool = _setting(
        True, "count what readers search for, and suggest it; 0 = no log and no such suggestions"
    )
    query_log: str = _setting("", "file of that log; empty = queries.sqlite in the index folder")
    query_log_size: int = _setting(20_000, "different queries that the log keeps")
    query_log_days: int = _setting(3, "different days on which a query must have been made before it is suggested")
    site_name: str = _setting("Dossier", "name shown on the pages")
    base_url: str = _setting("", "public address of the service, for absolute links; empty = as requested")
    origins: tuple[str, ...] = _setting(
        (), "websites whose pages may ask the API, as `https://www.example.org`, separated by `;`; `*` = all"
    )
    batch_records: int = _setting(5_000, "records a batch while indexing")
    batch_bytes: int = _setting(60_000_000, "characters of text a batch while indexing")
    workers: int = _setting(
        2, "most processes that make segments while another reads; one core is left to that; 0 = none"
    )
    record_bytes: int = _setting(16_000_000, "largest record or file page that is read; larger ones are rejected")
    query_characters: int = _setting(4_096, "characters of a query that are read")
    query_words: int = _setting(256, "words of a query that are searched")
    query_operators: int = _setting(64, "operators of a query that are obeyed")
    query_expansions: int = _setting(8, "words known in part (prefix, wildcard, fuzzy) of a query that are expanded")
    query_phrases: int = _setting(16, "phrases of a query (quoted texts, compounds) that are searched as such")
    query_synonyms: int = _setting(16, "words of a query whose synonyms are searched too")
    query_names: int = _setting(64, "first words of a query among which names of several words are looked for")
    near_words: int = _setting(16, 'words of a `"..."~5` that are looked for near each other')
    near_distance: int = _setting(100, "most words between them")
    prefix_characters: int = _setting(2, "shortest prefix that is expanded")
    wildcard_literals: int = _setting(3, "fewest literal characters of a wildcard other than a prefix")
    fuzzy_edits: int = _setting(2, "most edits of a fuzzy word")
    expansion_terms: int = _setting(50, "terms kept of an expansion: those of highest document frequency")
    query_seconds: float = _setting(2.0, "seconds after which a search looks up no more words and says so")
    result_window: int = _setting(10_000, "deepest hit that paging reaches (page x size)")
    page_size: int = _setting(100, "largest page")
    facet_size: int = _setting(100, "most values of a facet in one answer")
    snippet_characters: int = _setting(240, "characters of a snippet")
    request_line: int = _setting(8_192, "bytes of a request line that are answered; longer ones get 414")
    draft_bytes: int = _setting(1_000_000, "bytes of a posted draft; longer ones get 413")
    posting_bytes: int = _setting(
        0, "bytes of posting lists that each worker keeps in memory; 0: 600 a record, at least 96,000,000"
    )
    refresh_seconds: float = _setting(0.1, "least time between two looks for a new generation")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read every `DOSSIER_*` variable that is a setting.

        Raises:
            Error: `invalid_parameter` when a value cannot be read as its type.
        """
        environ = os.environ if environ is None else environ
        hints = get_type_hints(cls)
        values = {
            item.name: _read(item.name, environ[variable(item.name)], hints[item.name])
            for item in fields(cls)
            if environ.get(variable(item.name), "") != ""
        }
        return cls(**values)


def variable(name: str) -> str:
    """The environment variable of a setting: `index` -> `DOSSIER_INDEX`."""
    return PREFIX + name.upper()


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {"0": False, "1": True}[text]
        if kind in (int, float):
            number = kind(text)
            if not 0 <= number < float("inf"):
                raise ValueError(text)
            return number
        if kind is Path:
            return Path(text)
        if kind is str:
            return text
        return tuple(part.strip() for part in text.split(";") if part.strip())
    except (KeyError, ValueError) as error:
        allowed = "0 or 1" if kind is bool else "a number, 0 or more"
        raise Error(
            "invalid_parameter",
            f"{variable(name)}={text!r} cannot be read.",
            f"Set it to {allowed}, or unset it.",
        ) from error


def settings_table() -> str:
    """The table of all settings as Markdown, one row each."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for item in fields(Settings):
        default = ";".join(item.default) if isinstance(item.default, tuple) else item.default
        shown = int(default) if isinstance(default, bool) else default
        rows.append(f"| `{variable(item.name)}` | `{shown}` | {item.metadata['help']} |")
    return "\n".join(rows).replace("| `` |", "| |")
