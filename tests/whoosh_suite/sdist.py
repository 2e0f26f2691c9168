"""The source distribution of the Whoosh that is installed, in which its tests are. Kept under the environment."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.children import ROOT

_PIN = re.compile(r"^(whoosh3==\S+) \\\n((?:\s+--hash=sha256:\w+.*\n)+)", re.MULTILINE)
_KEPT = Path(sys.prefix) / "whoosh-suite"


def fetch() -> Path | None:
    """The archive, from the package registry or as it was kept; None where it cannot be had.

    Its hash is one of those in `requirements.txt`, which is looked at each time and, by pip, before it is opened.
    """
    pinned = _PIN.search((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert pinned is not None
    requirement, hashes = pinned[1], re.findall(r"sha256:(\w+)", pinned[2])
    path = _KEPT / f"{requirement.replace('==', '-')}.tar.gz"
    if not path.exists():
        _KEPT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_KEPT) as folder:
            lines = [requirement, *(f"--hash=sha256:{value}" for value in hashes)]
            Path(folder, "wanted.txt").write_text(" ".join(lines), encoding="utf-8")
            if not _download(folder, requirement.partition("=")[0]):
                return None
            Path(folder, path.name).replace(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in hashes, f"{path} is not what was published: remove it"
    return path


def _download(folder: str, name: str) -> bool:
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--retries=1"]
    command += ["--no-deps", f"--no-binary={name}", "--require-hashes", "-r", "wanted.txt", "-d", "."]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 0


def unpack(archive: Path, folder: Path) -> Path:
    """The folder of the unpacked distribution."""
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    [found] = folder.iterdir()
    return found
