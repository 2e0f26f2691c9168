"""Indexing, each side by a command of its own from its start to its end, as a user would wait for it.

Records a second count the whole of it, start of the interpreter, reading and commits included; on a busy machine the
processor seconds tell more. The size is that of all files of the index, stored text included.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.schema import version
from tests.bench.group import run_group
from tests.bench.options import BenchError
from tests.bench.rows import SPLIT

MIB = 1 << 20
_PEERS = {name: f"tests.bench.peer_{name}" for name in ("whoosh", "sqlite", "tantivy")}


@dataclass(frozen=True, slots=True)
class Build:
    """What indexing took. `kept`: an index of an earlier run was found, and these are that run's figures."""

    records: int
    seconds: float
    processor_seconds: float
    peak_mib: float
    size_mib: float
    version: str = ""
    kept: bool = False

    @property
    def records_per_second(self) -> float:
        """Throughput from the start of the process to its end."""
        return self.records / self.seconds

    def as_dict(self) -> dict[str, Any]:
        """The figures, for the JSON file."""
        return asdict(self) | {"records_per_second": round(self.records_per_second, 1)}


def build(side: str, file: Path, folder: Path, anew: bool = False) -> Build:
    """Fill a folder of the side's name with the records of a file, unless a kept index is there already (`anew`: for
    all that).

    Dossier by `python -m index add FILE --json` with the settings that everybody has, a peer by its module.
    """
    index, note = folder / side, folder / f"{side}.json"
    kept = None if anew else _kept(note)
    if kept is not None:
        return kept
    if index.exists():
        shutil.rmtree(index)
    outcome = run_group(_command(side, file, index))
    if outcome.status:
        raise BenchError(f"Indexing with {side} ended with status {outcome.status}; see its message above.")
    made = Build(
        records=json.loads(outcome.output)["added"],
        seconds=round(outcome.seconds, 2),
        processor_seconds=round(outcome.processor, 2),
        peak_mib=round(outcome.peak / MIB, 1),
        size_mib=round(sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / MIB, 1),
        version=version(),
    )
    note.write_text(json.dumps(asdict(made)) + "\n", encoding="utf-8")
    return made


def _command(side: str, file: Path, folder: Path) -> Sequence[str]:
    if side == SPLIT:
        return [*_command("whoosh", file, folder), "--split"]
    if side in _PEERS:
        return ["-m", _PEERS[side], str(file), str(folder)]
    return ["-m", "index", "add", str(file), "--index", str(folder), "--json"]


def _kept(note: Path) -> Build | None:
    """The figures of an index of an earlier run, if they are there and it can still be read."""
    try:
        found = Build(**json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError):
        return None
    return replace(found, kept=True) if found.version == version() else None
