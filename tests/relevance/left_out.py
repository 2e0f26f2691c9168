"""`python -m tests.relevance.left_out` (in `make ranking`): whether the weights of the ranking fit what they never saw.

Every weight of `search.rerank` at half, once and twice its value, in all combinations: for each collection the one that
is best on the *others* is chosen, and the collection is ranked with it. What that reaches beside the weights as they
are says how much of it was learnt by heart. CISI and ADI, which share queries, are left out together.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from statistics import fmean

from search import rerank
from tests.bench.folders import say
from tests.bench.options import BenchError
from tests.relevance.collections import Collection, load
from tests.relevance.measures import ndcg
from tests.relevance.sides import Ranker, dossier

GROUPS = (("cranfield",), ("cisi", "adi"), ("time",), ("nfcorpus",))
WEIGHTS = ("TITLE_WEIGHT", "CONTENT_WEIGHT", "FEEDBACK_WEIGHT", "CLOSENESS_WEIGHT")
FACTORS = (1.0, 0.5, 2.0)

Choice = tuple[float, ...]
"""What each of the weights is multiplied with."""
Reached = Mapping[str, float]
"""Mean nDCG@10 by the name of the collection."""
AS_THEY_ARE: Choice = (1.0,) * len(WEIGHTS)


def main() -> int:
    """Measure; the exit status."""
    try:
        collections = [load(name) for group in GROUPS for name in group]
    except BenchError as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        say("weights chosen by the other collections")
        rankers = [dossier(collection.texts, Path(temporary) / collection.name) for collection in collections]
        reached = {}
        for choice in product(FACTORS, repeat=len(WEIGHTS)):
            with weighted(choice):
                reached[choice] = {
                    collection.name: mean_ndcg(ranker, collection)
                    for ranker, collection in zip(rankers, collections, strict=True)
                }
    print("\n".join(render(reached)))
    return 0


@contextmanager
def weighted(choice: Choice) -> Iterator[None]:
    """Rank with other weights."""
    before = {name: getattr(rerank, name) for name in WEIGHTS}
    try:
        for (name, value), factor in zip(before.items(), choice, strict=True):
            setattr(rerank, name, value * factor)
        yield
    finally:
        for name, value in before.items():
            setattr(rerank, name, value)


def mean_ndcg(ranker: Ranker, collection: Collection) -> float:
    """What one collection reaches."""
    return fmean(ndcg(ranker(topic.text), topic.gains) for topic in collection.topics)


def chosen_without(group: Sequence[str], reached: Mapping[Choice, Reached]) -> Choice:
    """The choice that is best on all collections but some; the weights as they are where others are no better."""
    return max(reached, key=lambda choice: fmean(found for name, found in reached[choice].items() if name not in group))


def render(reached: Mapping[Choice, Reached]) -> Iterator[str]:
    """The table."""
    yield f"nDCG@10 of each collection with the weights that the others choose, of {len(reached)} combinations"
    yield f"{'left out':<12}{'chosen':>9}{'as is':>9}   title, content, feedback, closeness times"
    chosen: dict[str, float] = {}
    for group in GROUPS:
        choice = chosen_without(group, reached)
        for name in group:
            chosen[name] = reached[choice][name]
            factors = ", ".join(f"{factor:g}" for factor in choice)
            yield f"{name:<12}{chosen[name]:>9.4f}{reached[AS_THEY_ARE][name]:>9.4f}   {factors}"
    yield f"{'mean':<12}{fmean(chosen.values()):>9.4f}{fmean(reached[AS_THEY_ARE].values()):>9.4f}"


if __name__ == "__main__":
    sys.exit(main())
