"""The synonyms of an archive, in a text file that editors write.

    # One line each; names are words, or several words that are looked for side by side.
    NATO = North Atlantic Treaty Organization = Atlantic Alliance      each finds all others
    Burma => Myanmar                                                   who types the first finds the second too
    IT != information technology                                       never, although texts explain it so

A line that cannot be read is a problem that `python -m index status` and `/readyz` name; all others hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.analysis import tokenize
from index.editorial import Stamp, stamp, text_of
from index.folding import clean, fold
from index.settings import Settings

FILE = "synonyms.txt"
MOST_LINES = 10_000
MOST_NAMES = 16
"""Names on one line."""
_SIGN = re.compile(r"\s*(!=|=>|=)\s*")


@dataclass(frozen=True, eq=False, slots=True)
class Synonyms:
    """What a file says. Compared by identity: one state of a file is read once.

    `finds` has a name as it was written and another that it finds too, in the order of the file; `never` holds pairs
    of folded names, both ways round.
    """

    finds: tuple[tuple[str, str], ...] = ()
    never: frozenset[tuple[str, str]] = frozenset()
    lines: int = 0
    problems: tuple[str, ...] = ()


def synonyms_path(settings: Settings) -> Path:
    """The file of an archive."""
    return Path(settings.synonyms) if settings.synonyms else settings.index / FILE


def read_synonyms(settings: Settings) -> Synonyms:
    """The synonyms as the file has them now."""
    path = synonyms_path(settings)
    return _read(path, stamp(path))


@lru_cache(maxsize=8)
def _read(path: Path, _: Stamp | None) -> Synonyms:
    text, problem = text_of(path)
    found = parse_synonyms(text.splitlines(), path.name)
    problems = (problem, *found.problems) if problem else found.problems
    return Synonyms(found.finds, found.never, found.lines, problems)


def parse_synonyms(lines: Iterable[str], name: str = FILE) -> Synonyms:
    """Read the lines of a file."""
    finds: dict[tuple[str, str], None] = {}
    never: set[tuple[str, str]] = set()
    problems, count = [], 0
    for number, line in enumerate(lines, 1):
        text = clean(line).partition("#")[0].strip()
        if not text:
            continue
        if number > MOST_LINES:
            problems.append(f"{name}:{number}: only {MOST_LINES:,} lines are read")
            break
        problem = _add(text, finds, never)
        if problem:
            problems.append(f"{name}:{number}: {problem}")
        count += not problem
    return Synonyms(tuple(finds), frozenset(never), count, tuple(problems))


def _add(text: str, finds: dict[tuple[str, str], None], never: set[tuple[str, str]]) -> str | None:
    """Take in a line; what is wrong with it."""
    first, *rest = _SIGN.split(text)
    signs, names = rest[::2], [first, *rest[1::2]]
    if not signs:
        return 'no "=" between names'
    if len(names) > MOST_NAMES:
        return f"more than {MOST_NAMES} names"
    for name in names:
        if not any(True for _ in tokenize(name)):
            return "a name without a word"
    if len({fold(name) for name in names}) < len(names):
        return "a name twice"
    if signs[0] == "!=" and len(names) == 2:
        never |= {(fold(names[0]), fold(names[1])), (fold(names[1]), fold(names[0]))}
    elif signs[0] == "=>" and set(signs[1:]) <= {"="}:
        finds |= {(names[0], name): None for name in names[1:]}
    elif set(signs) == {"="}:
        finds |= {(name, other): None for name in names for other in names if name != other}
    else:
        return "signs that do not go together"
    return None
