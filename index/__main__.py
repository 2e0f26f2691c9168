"""`python -m index`: the write side's command line."""

from __future__ import annotations

from index.cli import main

if __name__ == "__main__":
    main()
