"""The machine and the libraries that figures come from."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from typing import Any

_LIBRARIES = ("whoosh3", "numpy", "nltk", "tantivy")


def machine_facts() -> dict[str, Any]:
    """Cores, load, Python and the libraries that do the work, with their versions."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES} | {"sqlite": sqlite3.sqlite_version},
    }
