"""Whoosh's own tests, run with the columnar codec as Whoosh's default. They are fetched when they are run."""
