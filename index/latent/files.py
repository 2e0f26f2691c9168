"""Models and vectors on the disk: one pack a model, and one for the vectors that a segment has by it.

A segment says in the table of contents which model its vectors are of (`ColumnarSegment.model`); one without has none.
The pack of its vectors is named after both, so that vectors of another model can be made beside those in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.columnar.arrays import SegmentArrays
from index.columnar.layout import latent_name, model_name
from index.columnar.pack import DamagedPackError, Pack
from index.columnar.storage import map_pack, write_pack
from index.latent.model import Live, Model, Vectors, joined, train


def write_model(folder: Path, segments: Sequence[Live]) -> Model:
    """Train a model on some records, and write it; gives it as it lies on the disk.

    Raises:
        OSError: as `write_pack`.
    """
    arrays, meta = train(segments)
    name = model_name(str(meta["model"]))
    write_pack(folder, name, arrays, meta)
    return Model(map_pack(folder / name))


def open_model(folder: Path, model: str) -> Model:
    """A model by its id.

    Raises:
        DamagedPackError, PackVersionError, OSError: as `open_segment`.
    """
    return Model(_opened(folder / model_name(model)))


def open_vectors(folder: Path, segment_id: str, model: str, arrays: SegmentArrays) -> Pack:
    """The vectors that a segment has by a model.

    Raises:
        DamagedPackError: the pack is missing, damaged at its beginning, or of another segment.
        PackVersionError, OSError: as `open_segment`.
    """
    pack = _opened(folder / latent_name(segment_id, model))
    if pack.meta.get("model") != model or pack.meta.get("documents") != arrays.count:
        raise DamagedPackError(f"{pack.name}: it does not belong to its segment")
    return pack


def _opened(path: Path) -> Pack:
    try:
        return map_pack(path)
    except FileNotFoundError as error:
        raise DamagedPackError(f"{path.name}: it is missing") from error


def write_vectors(folder: Path, segment_id: str, model: Model, parts: Sequence[Vectors]) -> None:
    """Write the vectors of a segment, part after part.

    Raises:
        OSError: as `write_pack`.
    """
    found = joined(parts)
    meta = {"model": model.id, "documents": found.values.shape[0]}
    write_pack(folder, latent_name(segment_id, model.id), {"vector": found.values, "vector_norm": found.norms}, meta)
