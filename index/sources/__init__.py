"""Sources: they detect what a file is by looking at it, and yield its records one by one.

A *form* (`detect`) has one parser each: JSON lines and JSON (`jsonl`), CSV (`csv`), HTML pages (`html`, with `facts`,
`json_ld` and `main_text`) and scraped text pages (`text`, with `related_list`). All share the reading of bytes
(`chunks`), their decoding (`encoding`), and the end of the way (`found.accept`).
"""

from index.sources.files import read, read_standard_input, walk
from index.sources.found import Found, Stream

__all__ = ["Found", "Stream", "read", "read_standard_input", "walk"]
