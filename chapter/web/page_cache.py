"""Rendered pages, cached in memory for as long as what they show is unchanged.

A page is cached under everything that it depends on (versions of rows, the day, the chosen scheme, the
version of the program), all read from the database at each request: so it is right however many processes
write, and no change has to invalidate anything. The least recently used go first.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Flask, current_app

HTML = "text/html; charset=utf-8"
MOST_PAGES = 128
LARGEST_PAGE = 256 * 1024
"""Bytes; a larger page is rendered each time."""

CachedPage = tuple[bytes, str]
"""Body and content type."""

_lock = Lock()


def register(app: Flask) -> None:
    """Start with an empty cache."""
    app.extensions["page_cache"] = OrderedDict()


def get(key: Hashable) -> CachedPage | None:
    """The cached page of ``key``; None when there is none."""
    pages: OrderedDict[Hashable, CachedPage] = current_app.extensions["page_cache"]
    with _lock:
        if key in pages:
            pages.move_to_end(key)
        return pages.get(key)


def put(key: Hashable, body: bytes, content_type: str) -> None:
    """Cache a page, unless it is larger than ``LARGEST_PAGE``."""
    pages: OrderedDict[Hashable, CachedPage] = current_app.extensions["page_cache"]
    if len(body) <= LARGEST_PAGE:
        with _lock:
            pages[key] = (body, content_type)
            while len(pages) > MOST_PAGES:
                pages.popitem(last=False)


def render_with_fresh_values(fresh: dict[str, str], key: Hashable, make: Callable[[], str]) -> bytes:
    """The HTML page of ``key``, in which a few values are new each time: ``fresh`` maps their names to them.

    ``make()`` renders the page with these values; in a cached page, later ones replace them. They must be
    random, so that they occur nowhere else.
    """
    found = get(key)
    if found is None:
        body = make()
        for name, value in fresh.items():
            body = body.replace(value, _placeholder(name))
        found = body.encode(), HTML
        put(key, *found)
    whole = found[0]
    for name, value in fresh.items():
        whole = whole.replace(_placeholder(name).encode(), value.encode())
    return whole


def _placeholder(name: str) -> str:
    return f"\ue000{name}\ue001"
