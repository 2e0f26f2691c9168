"""The benchmark: `python -m tests.bench` indexes real publications, asks real queries, and prints one table.

Beside Dossier a plain hand-written use of Whoosh (`peer`) does the same work in the same run, so that a ratio means
something on any machine, also a busy one. See `__main__` for what is measured and `options` for what can be set.
"""
