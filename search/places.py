"""Where words stand in some records of one segment: all places of all words at once.

A place is one number, document number * `PLACES` + position, so that places of several records are in one rising array.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.arrays import SegmentArrays
from search.id_sets import Ids, among, marked, places_of, rising

PLACES = 1 << 32
"""Document number and position in one integer: positions stay below 2**31, also after an offset is taken off."""
NOWHERE = np.empty(0, dtype=np.int64)
_FEW = 16
"""A list with so many more postings than records are looked for is searched, not read."""


class Run(NamedTuple):
    """Entries whose postings lie side by side: their postings, and the first of their places. `single`: it is one
    entry, whose document numbers rise."""

    first: int
    end: int
    place: int
    single: bool


class Entries(NamedTuple):
    """Runs of entries whose occurrences are added up, and of those whose occurrences are taken off again."""

    plus: tuple[Run, ...]
    minus: tuple[Run, ...]


def read_places(arrays: SegmentArrays, words: Sequence[Entries], docs: Ids) -> list[Ids]:
    """Every place of each word in some records (rising), rising, none twice."""
    runs = [run for entries in words for run in (*entries.plus, *entries.minus)]
    each = iter(_read_runs(arrays, runs, docs))
    found = []
    for entries in words:
        plus = [next(each) for _ in entries.plus]
        minus = [next(each) for _ in entries.minus]
        single = len(plus) == 1 and entries.plus[0].single
        places = plus[0] if single else rising(np.concatenate([NOWHERE, *plus]))
        for taken in minus:
            places = np.setdiff1d(places, taken)
        found.append(places)
    return found


def _read_runs(arrays: SegmentArrays, runs: Sequence[Run], docs: Ids) -> list[Ids]:
    """The places of each run, entry after entry. The postings of each are found on their own, what stands behind them
    is read for all together."""
    marks: NDArray[np.bool_] | None = None
    owners, counts, firsts = [NOWHERE], [NOWHERE], [NOWHERE]
    for run in runs:
        having, freqs = arrays.postings_between(run.first, run.end)
        if run.single and docs.size * _FEW < having.size:
            at = np.minimum(having.searchsorted(docs.astype(having.dtype)), having.size - 1)  # else all are converted
            at = at[having[at] == docs]
        else:
            marks = marked(docs, arrays.count) if marks is None else marks
            at = places_of(marks.take(having))
        ends = freqs[: at[-1] + 1].cumsum(dtype=np.int64)[at] if at.size else NOWHERE
        times = freqs[at].astype(np.int64)
        owners.append(having[at].astype(np.int64))
        counts.append(times)
        firsts.append(ends - times + run.place)
    every = np.concatenate(counts)
    before = every.cumsum() - every
    where = np.repeat(np.concatenate(firsts) - before, every) + np.arange(int(every.sum()))
    places = np.repeat(np.concatenate(owners) * PLACES, every) + arrays.terms["places"].take(where)
    ends = accumulate((int(times.sum()) for times in counts[1:]), initial=0)
    return [places[first:end] for first, end in pairwise(ends)]


def places_in(places: Ids, docs: Ids) -> Ids:
    """Those of some places (rising) that are in some records (rising)."""
    first = places.searchsorted(docs * PLACES)
    count = places.searchsorted((docs + 1) * PLACES) - first
    if count.size and int(count.max()) == 1:
        return places.take(first.compress(count))
    before = count.cumsum() - count
    return places.take(np.repeat(first - before, count) + np.arange(int(count.sum())))


def near(starts: Sequence[Ids], slop: int) -> Ids:
    """The records in which some choice of one start (rising, as places) a word spans at most `slop`, rising.

    Where a window begins with a start of the first word, the others are looked up in it, which settles most records of
    frequent words. In those that are left a window may begin with any word.
    """
    first = starts[0]
    for others in starts[1:]:
        after = others.take(np.minimum(others.searchsorted(first), others.size - 1)) if others.size else first - 1
        first = first[(after >= first) & (after - first <= slop)]
    settled = rising(first // PLACES)
    size = max((int(own[-1]) // PLACES for own in starts if own.size), default=0) + 1
    left = [own[~among(own // PLACES, settled, size)] for own in starts]
    return rising(np.concatenate([settled, _any_window(left, slop)]))


def _any_window(starts: Sequence[Ids], slop: int) -> Ids:
    """The records with a window of all words, some twice. All starts are sorted together; the last place of each word
    before every start is carried along (`maximum.accumulate`), so that no window is missed."""
    if not all(own.size for own in starts):
        return NOWHERE
    keys = np.concatenate(starts)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    owners = np.repeat(np.arange(len(starts)), [own.size for own in starts])[order]
    oldest = np.full(keys.size, np.iinfo(np.int64).max)
    for owner in range(len(starts)):
        last = np.maximum.accumulate(np.where(owners == owner, keys, -1))
        oldest = np.minimum(oldest, last)
    return np.asarray(keys[(oldest >= 0) & (keys - oldest <= slop)] // PLACES)
