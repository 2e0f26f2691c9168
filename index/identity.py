"""The identity of a record: its given id, else derived from its URL, else title and date, else body.

Derived keys are the first 16 hex digits of a SHA-256, so they live in one namespace with given ids. A record answers
to several *keys*; a link finds its target by any of them.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from index.folding import fold_words

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(/[\w./~%+=,:@()-]*)?", re.ASCII)
"""Addresses with nothing to be worked out: most of them, quickly; `_canonical` says the same of them."""
_DEFAULT_PORT = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """The URL without what does not change the page: http for https, case of the host, default port, fragment,
    tracking parameters, a final slash. None when it is no web address."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        return f"https://{plain[1]}{(plain[2] or '').rstrip('/') or '/'}"
    return _canonical(url)


def _canonical(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in _DEFAULT_PORT or not host:
        return None
    place = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    pairs = [pair for pair in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(pair[0])]
    query = urlencode(pairs, errors="replace")
    return f"https://{place}{parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")


def url_key(url: str | None) -> str | None:
    """The key of a web address, or None when it is none."""
    canonical = canonical_url(url) if url else None
    return _digest(canonical) if canonical else None


def title_key(title: str, date: str | None) -> str | None:
    """The key of a folded title and a date, or None without a title."""
    folded = fold_words(title)
    return _digest(f"{folded}\n{date or ''}") if folded else None


def derive(url: str | None, title: str, date: str | None, body: str) -> str:
    """The identity of a record that came without an id."""
    return url_key(url) or title_key(title, date) or _digest(body)


def keys(doc_id: str, url: str | None, title: str, date: str | None) -> tuple[str, ...]:
    """Every key a record answers to, its id first."""
    found = dict.fromkeys((doc_id, url_key(url), title_key(title, date)))
    return tuple([key for key in found if key])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
