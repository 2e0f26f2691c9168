"""What records and queries are about: vectors of one generation, by the model that its segments name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.columns import Floats, Ids
from search.scoring import LeafScore


class LatentSpace:
    """The vectors of a generation."""

    def of_query(self, leaves: Sequence[LeafScore]) -> Floats | None:
        """Of a query; None where there is no model, or it knows none of the words."""
        return None

    def of_records(self, docs: Ids) -> Floats:
        """Of some records, a row each, of length 1, or 0 where nothing is known."""
        return np.zeros((docs.size, 0))
