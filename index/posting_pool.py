"""The postings of one commit, grouped by term in memory.

Whoosh's own pool pickles runs of postings to disk and merges them again, which bounds its memory and
lengthens a commit by half. Here the batch is bounded already (`Settings.batch_records`, `batch_bytes`), so grouping is
enough.
"""

from __future__ import annotations

from collections.abc import Iterator

Posting = tuple[str, bytes, int, float, bytes]
"""Field, term, document number, weight, encoded positions."""


class PostingPool:
    """Takes the place of `whoosh.writing.PostingPool` in a Whoosh writer, which adds documents in rising number."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, bytes], list[Posting]] = {}

    def add(self, posting: Posting) -> None:
        """Take a posting in."""
        self._terms.setdefault(posting[:2], []).append(posting)

    def iter_postings(self) -> Iterator[Posting]:
        """All postings by field, term and document number; each term is forgotten when it was given."""
        for key in sorted(self._terms):
            yield from self._terms.pop(key)

    def cleanup(self) -> None:
        """Forget everything, as Whoosh asks when a writer is done."""
        self._terms.clear()
