"""Why a record was found, for readers: the sum of its score as a few reasons, each with its part in percent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.result import Explanation
from web.views import WhyRow, WhyView

_WORDS = "sum over the words found"
_SAID = {
    "words of the query in the title": "The title says what was searched for",
    "similar in content (latent semantic)": "It is about what was searched for",
    "like the best records found": "It is like the best results",
    "words that stand close together": "The words stand close together",
}
"""Parts of a score as `search.rerank` names them, in a reader's words; others are shown as they are."""


def why_view(explanation: Explanation) -> WhyView:
    """The reasons that are at least one percent of the score, the weightiest first."""
    rows = [row for part, share in _parts(explanation) if (row := _row(part, share)).share >= 1]
    rows.sort(key=lambda row: -row.share)
    return WhyView(tuple(rows), f"{explanation.value:.4f}", explanation.as_dict())


def _parts(node: Explanation, share: float = 1.0) -> Iterator[tuple[Explanation, float]]:
    """The parts that a reader can understand, with their share of the whole: sums are opened, products are not."""
    whole = next((part for part in node.parts if node.op == "product" and _is_whole(part)), None)
    if whole is not None:
        yield from _parts(whole, share)
    elif node.op == "sum":
        total = sum(part.value for part in node.parts) or 1.0
        for part in node.parts:
            yield from _parts(part, share * part.value / total)
    else:
        yield node, share


def _is_whole(node: Explanation) -> bool:
    """Whether a node is a whole score, and not the frequency of one word."""
    return node.what == _WORDS or node.what.startswith("score")


def _row(part: Explanation, share: float) -> WhyRow:
    places = [node.what.removeprefix("in ") for node in _walk(part) if node.what.startswith("in ")]
    text = _SAID.get(part.what, part.what)
    return WhyRow(f"{text[:1].upper()}{text[1:]}", _detail(part, places), round(100 * share))


def _detail(part: Explanation, places: list[str]) -> str:
    rarity = next((found[1] for node in _walk(part) if (found := re.search(r": (in .+)$", node.what))), "")
    fields = ", ".join(dict.fromkeys(places))
    facts = (f"found in {fields}" if fields else "", f"it stands {rarity}" if rarity else "")
    return "; ".join(filter(None, facts))


def _walk(node: Explanation) -> Iterator[Explanation]:
    yield node
    for part in node.parts:
        yield from _walk(part)
