"""Which answers tell that a reader searched for something, and so may help others: these are counted.

A reader submits words, or follows a link to them: then the browser goes to a page. A script asks at every pause in
typing, and says with the header of `SUBMITTED` when what is typed is meant; a program that asks the API in the name of
a reader is no browser and needs no header. The words must have found something by themselves: without another spelling,
a filter, or time running out.
"""

from __future__ import annotations

import re

from flask import request

from search import SearchRequest, SearchResult
from web.site import site

SUBMITTED = "Dossier-Submitted"
"""The header, of whatever value, by which a script in a browser tells that a search was submitted."""

_CRAWLER = re.compile(r"bot\b|crawl|spider|slurp|preview", re.IGNORECASE)


def count_asked(result: SearchResult) -> None:
    """Count the words of a search, if a reader searched for them and they found something."""
    past = site().past
    if past is not None and _found_by_words(result) and _is_submitted():
        past.note(result.request.q)


def _found_by_words(result: SearchResult) -> bool:
    wanted = result.request
    corrected = result.did_you_mean is not None and result.did_you_mean.applied
    words_alone = SearchRequest(q=wanted.q, sort=wanted.sort, size=wanted.size, facet_size=wanted.facet_size)
    return wanted == words_alone and wanted.size > 0 and result.total > 0 and not (result.partial or corrected)


def _is_submitted() -> bool:
    """A browser says with each request what it is for (Fetch Metadata Request Headers, W3C)."""
    headers = request.headers
    if request.method != "GET" or "Sec-Purpose" in headers or _CRAWLER.search(headers.get("User-Agent", "")):
        return False
    return SUBMITTED in headers or headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
