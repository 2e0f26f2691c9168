"""The edge: HTTP in, pages and JSON out. Imports `search`, and of `index` only settings and errors.

create_app(settings, engine) -> Flask
"""

from web.app import create_app

__all__ = ["create_app"]
