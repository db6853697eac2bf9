"""Where to redirect after signing in: only ever to a page of this site.

Open redirects came back again and again in systems like this (docs of incidents 12 and 13: Indico,
Flask-Security, Flask-AppBuilder), since what a browser takes for a host is wider than one thinks.
"""

import unicodedata
from urllib.parse import unquote, urlsplit

from flask import url_for

from chapter.accounts.viewer import Viewer, staff

OFFICE = "/office/"
LONGEST = 2000
DECODED_TIMES = 3


def after_signing_in(viewer: Viewer, wanted: str | None) -> str:
    """The ``wanted`` page, when it is safe; else the office for staff, the member's own page for others.
    Staff without a second factor are sent to set it up."""
    ours = wanted if wanted and is_safe(wanted) else ""
    if viewer.must_secure:
        return viewer.led_to_secure(ours)
    return ours or (OFFICE if staff.includes(viewer) else url_for("portal.index"))


def after_second_factor_setup(viewer: Viewer, wanted: str | None) -> str:
    """The page that required the second factor; else the office for staff, who may enter now, and for others
    their account page, which lists the new factor."""
    return after_signing_in(
        viewer, wanted or (None if staff.includes(viewer) else url_for("authentication_portal.account"))
    )


def safe_path(given: str | None) -> str:
    """``given`` when it is a page of this site; else empty."""
    return given if given and is_safe(given) else ""


def is_safe(address: str) -> bool:
    """Whether ``address`` is a plain path on this site, however a browser might read it.

    It begins with one slash; no backslash, no control character, no second slash at its start, neither as
    written nor decoded up to three times nor in compatibility form.
    """
    if len(address) > LONGEST or not address.startswith("/"):
        return False
    if not all(mark.isprintable() for mark in address) or "\\" in address:
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and _plain(address.partition("?")[0])


def _plain(path: str) -> bool:
    for _ in range(DECODED_TIMES):
        path = unicodedata.normalize("NFKC", unquote(path))
        if "//" in path or "\\" in path or not all(mark.isprintable() for mark in path):
            return False
    return True
