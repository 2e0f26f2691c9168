"""`python -m index`: the write side's command line."""

from __future__ import annotations

from index.cli import main
from index.console import run_and_end

if __name__ == "__main__":
    run_and_end(main)
