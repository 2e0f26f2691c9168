"""The write side: documents in, a finished generation out. Imports nothing of the other layers.

index.sources        read(path)              ->  Found | Rejection   one file, whatever form it has
index.ingest         ingest(stream, writer)  ->  IngestReport        identity, merging, skipping, batches
index.whoosh_writer  open_writer(settings)   ->  WhooshWriter        the lock, and one commit after the other

The package loads none of them, so that who reads an index, or makes segments, does without what parses pages.
"""
