"""What one field of one record holds, place by place: the truth that postings are measured by."""

from __future__ import annotations

from index.analysis import tokenize
from index.languages import DEFAULT

Postings = dict[str, list[int]]
"""Each term of one field of one record, with its positions in rising order."""


def invert(text: str, language: str = DEFAULT) -> tuple[Postings, Postings, int]:
    """Postings of surfaces, postings of stems, and the length in words."""
    surfaces: Postings = {}
    stems: Postings = {}
    length = 0
    for token in tokenize(text, language=language):
        length += 1
        for term in token.surfaces:
            surfaces.setdefault(term, []).append(token.position)
        for term in token.stems:
            stems.setdefault(term, []).append(token.position)
    return surfaces, stems, length
