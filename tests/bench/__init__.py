"""The benchmark: `python -m tests.bench` indexes real publications, asks real queries, and prints one table.

Beside Dossier its peers (`peer_tantivy`, `peer_sqlite`, `peer_whoosh`) do the same work in the same run, so that a
ratio means something on any machine, also a busy one. `rows` is the table of what is measured and wanted, `options`
says what can be set, `growth` measures Dossier alone on up to a million records.
"""
