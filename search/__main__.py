"""`python -m search`: the read side's command line."""

from __future__ import annotations

from search.cli import main

if __name__ == "__main__":
    main()
