"""The columnar codec: a Whoosh segment as memory-mapped NumPy arrays. `layout.py` names every array."""
