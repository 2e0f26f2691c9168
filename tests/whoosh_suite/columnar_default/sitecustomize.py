"""Makes the columnar codec Whoosh's default, in every Python process that has this folder in its `PYTHONPATH`.

Python imports a module of this name when it starts, so that processes started by a test have the same default.
"""

from __future__ import annotations

from typing import Any

import whoosh.codec

from index.columnar.codec import ColumnarCodec


def _default_codec(*_: Any, **__: Any) -> ColumnarCodec:
    """The options of Whoosh's own codec, such as its block length, mean nothing to this one."""
    return ColumnarCodec()


whoosh.codec.default_codec = _default_codec
