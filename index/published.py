"""The generation that is published: its table of contents, its segments, and how the next one comes about."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from index.columnar.codec import ColumnarSegment
from index.columnar.merge import write_merged_docs, write_merged_terms
from index.columnar.policy import Groups, Size, to_gather, to_merge
from index.columnar.storage import open_segment, write_tables
from index.columnar.stored_records import Dictionary, best_of
from index.columnar.toc import INDEX_NAME, Toc, sweep, write_toc
from index.columnar.worker import Folding, Merging, Tabulating, Worker
from index.folder import open_store, opening
from index.latent.files import write_model, write_vectors
from index.latent.model import Model, Vectors
from index.leaves import Leaf, Leaves

LEAST_LEARNT = 64
"""Records from which on an archive has a model of what they are about."""
GROWTH = 4
"""How many times as many records as it was trained for make a model stale."""


class Published:
    """The newest generation of a store, for the holder of the lock. An operation that fails leaves it as it is."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.coming: set[str] = set()
        """Ids of segments that are being made; their files are left alone."""
        self.toc = open_store(store)
        sweep(store, self.toc)
        with opening(store):
            self.leaves = Leaves(store, self.toc.segments)

    @property
    def generation(self) -> int:
        """Its number."""
        return self.toc.generation

    @property
    def dictionary(self) -> Dictionary:
        """What the records of new segments are compressed with.

        Raises:
            DamagedPackError: it cannot be read.
        """
        return best_of(leaf.arrays.records.dictionary for leaf in self.leaves.leaves)

    def add(self, replaced: Iterable[tuple[Leaf, int]], segment: ColumnarSegment | None) -> Leaf | None:
        """Publish a segment that is on the disk, without the records it replaces; gives its leaf."""
        segments = [copy.copy(old) for old in self.toc.segments]
        by_id = {old.segment_id(): old for old in segments}
        for old in segments:
            old.copy_deletions()
        for leaf, number in replaced:
            by_id[leaf.id].delete_document(number)
        if segment is not None:
            self._fold_in(segment)
            segments.append(segment)
        self._publish(Leaves(self._store, segments, self.leaves.opened))
        return self.leaves.leaves[-1] if segment is not None else None

    def merge_small(self) -> None:
        """Merge what is to be merged after a commit, generation by generation."""
        while (merged := self._merged(to_merge)) is not None:
            self._publish(merged)

    def gather(self, most: int) -> None:
        """Have few segments while a run goes on, where it has made more than `most`."""
        if len(self.leaves.leaves) > most and (merged := self._merged(to_gather, tabled=False)) is not None:
            self._publish(merged)

    def finish(self, worker: Worker) -> None:
        """End a run that has made many segments: a worker merges their terms and makes the tables, those of segments
        that stay too, while this process merges the rest and makes the vectors."""
        live, groups = self._live, self._groups(to_gather)
        made = [_segment_of([live[place] for place in group]) for group in groups]
        alone = self._lacking.difference(live[place].id for group in groups for place in group)
        coming = {segment.segment_id() for segment in made} | alone
        self.coming |= coming
        for segment, group in zip(made, groups, strict=True):
            name, leaves = segment.segment_id(), [live[place] for place in group]
            worker.start(Merging(self._store, name, [(leaf.id, leaf.live) for leaf in leaves]))
            write_merged_docs(self._store, name, [(leaf.arrays, leaf.live) for leaf in leaves])
            worker.start(Tabulating(self._store, name))
        for name in alone:
            worker.start(Tabulating(self._store, name))
        self.learn(worker)
        worker.wait()
        if (merged := self._after(groups, made)) is not None:
            self._publish(merged)
        self._have_tables(alone)
        self.coming -= coming

    def _merged(self, policy: Groups, tabled: bool = True) -> Leaves | None:
        """The segments after the merges that a policy wants, None where it wants none."""
        groups = self._groups(policy)
        made = [self._merge([self._live[place] for place in group], tabled) for group in groups]
        return self._after(groups, made)

    @property
    def _live(self) -> list[Leaf]:
        """The segments with live records; the others are left out by the next merge."""
        return [leaf for leaf in self.leaves.leaves if leaf.live_count]

    def _groups(self, policy: Groups) -> list[list[int]]:
        return policy([Size(leaf.live_count, len(leaf.deleted)) for leaf in self._live])

    def _merge(self, leaves: Sequence[Leaf], tabled: bool) -> ColumnarSegment:
        """One segment of several, on the disk, without vectors."""
        segment = _segment_of(leaves)
        segment.tabled = tabled
        name, parts = segment.segment_id(), [(leaf.arrays, leaf.live) for leaf in leaves]
        write_merged_terms(self._store, name, parts)
        write_merged_docs(self._store, name, parts)
        if tabled:
            write_tables(self._store, name)
        return segment

    def _after(self, groups: Sequence[Sequence[int]], made: Sequence[ColumnarSegment]) -> Leaves | None:
        """The segments when these are made of groups of the live ones; None where nothing changes."""
        kept, model = self._live, self.leaves.model
        if not groups and len(kept) == len(self.leaves.leaves):
            return None
        by_id = {segment.segment_id(): segment for segment in self.leaves.segments}
        chosen = {place for group in groups for place in group}
        segments = [by_id[leaf.id] for place, leaf in enumerate(kept) if place not in chosen]
        for group, segment in zip(groups, made, strict=True):
            if model is not None:
                vectors = [_vectors(model, kept[place]) for place in group]
                write_vectors(self._store, segment.segment_id(), model, vectors)
                segment.model = model.id
            segments.append(segment)
        return Leaves(self._store, segments, self.leaves.opened)

    def _fold_in(self, segment: ColumnarSegment) -> None:
        """Give a segment that is on the disk vectors of the present model."""
        model = self.leaves.model
        if model is not None:
            name = segment.segment_id()
            write_vectors(self._store, name, model, [model.fold_in(open_segment(self._store, name, segment.tabled))])
            segment.model = model.id

    def complete(self) -> None:
        """Give the segments that a run left without tables theirs, so that readers take the generation over."""
        lacking = self._lacking
        for name in lacking:
            write_tables(self._store, name)
        self._have_tables(lacking)

    @property
    def _lacking(self) -> set[str]:
        """The ids of the segments without tables."""
        return {segment.segment_id() for segment in self.toc.segments if not segment.tabled}

    def _have_tables(self, names: Collection[str]) -> None:
        """Publish that some segments have their tables now."""
        if names:
            segments = [copy.copy(segment) for segment in self.toc.segments]
            for segment in segments:
                segment.tabled |= segment.segment_id() in names
            self._publish(Leaves(self._store, segments, self.leaves.opened))

    def learn(self, worker: Worker | None = None) -> None:
        """Train a model where the archive has none, or has grown much since; all vectors are made with it anew, some of
        them by a worker that would have nothing else to do."""
        known, live = self.leaves.model, self.leaves.documents
        if live >= max(LEAST_LEARNT, GROWTH * known.documents if known else 0):
            model = write_model(self._store, [(leaf.arrays, leaf.live) for leaf in self._live])
            self._renew(model, worker)

    def _renew(self, model: Model, worker: Worker | None) -> None:
        """Publish all segments with vectors of another model."""
        waiting = list(self.leaves.leaves)
        while waiting:
            leaf = waiting.pop()
            write_vectors(self._store, leaf.id, model, [model.fold_in(leaf.arrays)])
            leaf.arrays.terms.release()
            if worker is not None and len(waiting) > 1 and worker.is_idle:
                half = len(waiting) // 2
                worker.start(Folding(self._store, [leaf.id for leaf in waiting[:half]], model.id))
                waiting = waiting[half:]
        if worker is not None:
            worker.wait()
        segments = {segment.segment_id(): copy.copy(segment) for segment in self.leaves.segments}
        for leaf in self.leaves.leaves:
            segments[leaf.id].model = model.id
        self._publish(Leaves(self._store, list(segments.values()), self.leaves.opened))

    def _publish(self, leaves: Leaves) -> None:
        """Make segments that are on the disk the next generation."""
        toc = Toc(self.toc.generation + 1, self.toc.schema, leaves.segments)
        write_toc(self._store, toc, self.coming)
        self.toc, self.leaves = toc, leaves


def _segment_of(leaves: Sequence[Leaf]) -> ColumnarSegment:
    """A new segment, which is to hold the live records of these."""
    return ColumnarSegment(INDEX_NAME, sum(leaf.live_count for leaf in leaves))


def _vectors(model: Model, leaf: Leaf) -> Vectors:
    """Those of the live records of a leaf, made now where it has none."""
    latent = leaf.arrays.latent
    found = model.fold_in(leaf.arrays) if latent is None else Vectors(latent["vector"], latent["vector_norm"])
    return Vectors(found.values[leaf.live], found.norms[leaf.live])
