"""What weights are chosen for a collection depends on the others alone."""

from __future__ import annotations

from search import rerank
from tests.relevance.left_out import AS_THEY_ARE, GROUPS, WEIGHTS, chosen_without, render, weighted

OTHER = (2.0, 1.0, 1.0, 1.0)
REACHED = {
    AS_THEY_ARE: {"cranfield": 0.4, "cisi": 0.4, "adi": 0.4, "time": 0.4, "nfcorpus": 0.4},
    OTHER: {"cranfield": 0.9, "cisi": 0.3, "adi": 0.4, "time": 0.4, "nfcorpus": 0.4},
}


def test_a_collection_has_no_say_in_the_weights_it_is_ranked_with() -> None:
    assert chosen_without(("cranfield",), REACHED) == AS_THEY_ARE
    assert chosen_without(("cisi", "adi"), REACHED) == OTHER


def test_the_table_has_each_collection_with_what_the_others_choose() -> None:
    _, _, *rows, mean = render(REACHED)
    assert [row.split()[:3] for row in rows][:2] == [["cranfield", "0.4000", "0.4000"], ["cisi", "0.3000", "0.4000"]]
    assert len(rows) == sum(map(len, GROUPS))
    assert mean.split() == ["mean", "0.3800", "0.4000"]


def test_weights_are_as_they_were_afterwards() -> None:
    before = [getattr(rerank, name) for name in WEIGHTS]
    with weighted((2.0, 0.5, 1.0, 1.0)):
        assert [getattr(rerank, name) for name in WEIGHTS] == [2 * before[0], before[1] / 2, *before[2:]]
    assert [getattr(rerank, name) for name in WEIGHTS] == before
