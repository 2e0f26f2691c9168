"""What editors decide for a query: records that come first or are left out, and whether it may be suggested to others.

`steering.json` in the index folder holds them, under the folded words of the query, and is read anew when it changes:

    {"ukraine": {"pin": ["pb-2024-017", "pb-2023-002"], "exclude": ["pb-2001-001"]}, "jane roe": {"suggest": false}}

What cannot be read of it is named by `/readyz`, and the rest holds. `steer` and `never_suggest` write it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import filelock

from index.editorial import Stamp, stamp, text_of
from index.errors import Error, translate_os_errors
from index.folding import clean, fold_words
from index.settings import Settings

FILE = "steering.json"
MOST_PINNED = 20
MOST_EXCLUDED = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided for one query: ids, the pinned ones in their order, and whether others may see it suggested."""

    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    suggested: bool = True


NO_CHOICE = Choice()


@dataclass(frozen=True, eq=False, slots=True)
class Steering:
    """All choices of an archive, by the folded words of their queries."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, query: str) -> Choice:
        """What was decided for a query."""
        return self.choices.get(query_key(query), NO_CHOICE) if self.choices else NO_CHOICE


def query_key(query: str) -> str:
    """Under which key a query is kept: its folded words."""
    return fold_words(clean(query))


def steering_path(settings: Settings) -> Path:
    """The file of an archive."""
    return settings.index / FILE


def read_steering(settings: Settings) -> Steering:
    """The choices as the file has them now."""
    path = steering_path(settings)
    return _read(path, stamp(path))


@lru_cache(maxsize=8)
def _read(path: Path, _: Stamp | None) -> Steering:
    text, problem = text_of(path)
    if problem or not text.strip():
        return Steering(problems=(problem,) if problem else ())
    try:
        return parse_steering(json.loads(text))
    except (ValueError, RecursionError) as error:
        return Steering(problems=(f"{FILE}: is no JSON ({error})",))


def parse_steering(value: Any) -> Steering:
    """Read what the file holds."""
    if not isinstance(value, dict):
        return Steering(problems=(f"{FILE}: is no object of queries",))
    choices: dict[str, Choice] = {}
    problems = []
    for query, chosen in value.items():
        choice = _choice(chosen)
        if choice is None or not query_key(query):
            problems.append(
                f'{FILE}: "{query[:80]}" needs words, the lists "pin" and "exclude" of ids, or "suggest": false'
            )
        else:
            choices[query_key(query)] = choice
    return Steering(choices, tuple(problems))


def _choice(value: Any) -> Choice | None:
    if not isinstance(value, dict) or not value.keys() <= {"pin", "exclude", "suggest"}:
        return None
    suggested = value.get("suggest", True)
    if not isinstance(suggested, bool):
        return None
    pinned, excluded = value.get("pin", []), value.get("exclude", [])
    for ids in (pinned, excluded):
        if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
            return None
    left_out = tuple(dict.fromkeys(excluded))[:MOST_EXCLUDED]
    return Choice(
        tuple(name for name in dict.fromkeys(pinned) if name not in left_out)[:MOST_PINNED], left_out, suggested
    )


def steer(settings: Settings, query: str, pinned: Sequence[str] = (), excluded: Sequence[str] = ()) -> Choice:
    """Decide which records come first and which are left out for a query; without any, none do.

    Raises:
        Error: `invalid_parameter` for a query without words, or too many records; `index_missing`, `index_locked`,
            `index_damaged` when the file cannot be read, `no_permission`, `disk_full`, `io_error`.
    """
    if len(pinned) > MOST_PINNED or len(excluded) > MOST_EXCLUDED:
        hint = f"Pin at most {MOST_PINNED} and leave out at most {MOST_EXCLUDED:,}."
        raise Error("invalid_parameter", "Too many records for one query.", hint)
    choice = _choice({"pin": list(pinned), "exclude": list(excluded)}) or NO_CHOICE
    return _decide(settings, query, lambda kept: replace(choice, suggested=kept.suggested))


def never_suggest(settings: Settings, query: str) -> Choice:
    """Never suggest a query to readers.

    Raises:
        Error: as `steer`.
    """
    return _decide(settings, query, lambda kept: replace(kept, suggested=False))


def _decide(settings: Settings, query: str, change: Callable[[Choice], Choice]) -> Choice:
    key = query_key(query)
    if not key:
        raise Error("invalid_parameter", "The query has no words.", "Give the words that readers type.")
    path = steering_path(settings)
    if not path.parent.is_dir():
        raise Error("index_missing", f"There is no index in {path.parent} yet.", "Make one first.")
    with translate_os_errors(f"write {path}"):
        try:
            with filelock.FileLock(f"{path}.lock", timeout=settings.wait):
                kept = _kept(path)
                choice = change(kept.get(key, NO_CHOICE))
                _write(path, {**kept, key: choice})
        except filelock.Timeout:
            raise Error("index_locked", f"Another process is writing {path}.", "Try again.") from None
    return choice


def _kept(path: Path) -> Mapping[str, Choice]:
    found = _read(path, stamp(path))
    if found.problems:
        raise Error("index_damaged", f"{found.problems[0]}.", f"Mend {path}, or remove it, then try again.")
    return found.choices


def _write(path: Path, choices: Mapping[str, Choice]) -> None:
    """Replace the file in one step."""
    lists = {
        query: {"pin": list(choice.pinned), "exclude": list(choice.excluded)}
        | ({} if choice.suggested else {"suggest": False})
        for query, choice in sorted(choices.items())
        if choice != NO_CHOICE
    }
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with aside.open("x", encoding="utf-8") as stream:
            json.dump(lists, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
