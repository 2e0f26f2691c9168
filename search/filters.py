"""Which records pass the filters of facets: a bit a record, kept of the values that were asked for last.

A value is asked for again while readers drill down and turn pages, as in the filter cache of Lucene and Solr.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from search.byte_cache import ByteCache
from search.columns import Columns
from search.id_sets import Bits

Filter = tuple[str, tuple[str, ...]]
"""A facet and the values of it that are chosen, any of which a record must have."""


class Filters:
    """The filters of one generation."""

    def __init__(self, columns: Columns, most_bytes: int) -> None:
        self._columns = columns
        self._held: ByteCache[tuple[str, str], Bits] = ByteCache(most_bytes, lambda bits: bits.nbytes)

    def passing(self, chosen: Filter) -> Bits:
        """The records that pass a filter."""
        name, values = chosen
        return reduce(np.bitwise_or, [self._having(name, value) for value in values])

    def _having(self, name: str, value: str) -> Bits:
        return self._held.get((name, value), lambda: self._columns.facets[name].bits(value))

    def near(self, filters: Sequence[Filter]) -> Bits | None:
        """The records that miss at most one of some filters: others are neither hits nor counted in any facet. None
        where that is all of them."""
        if len(filters) < 2:
            return None
        every, near = self.passing(filters[0]), None
        for chosen in filters[1:]:
            passing = self.passing(chosen)
            near = every | passing if near is None else (near & passing) | every
            every = every & passing
        return near
