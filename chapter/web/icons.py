"""Icons of lucide (ISC), vendored in static/vendor/lucide and written into the page.

An icon always stands beside words; it is hidden from those who listen.
"""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor" / "lucide"
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def icon(name: str) -> Markup:
    """The icon ``name`` as inline SVG. KeyError when it is not vendored (add it in tools/vendor.py)."""
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon {name!r}: add it to tools/vendor.py and run it")
    match = INSIDE.search(path.read_text())
    if match is None:
        raise KeyError(f"{path.name} is no SVG")
    inside = re.sub(r"\s+", " ", match[1]).replace(" />", "/>").replace("> <", "><").strip()
    return Markup(  # noqa: S704 - a file of our own, locked by its hash
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{inside}</svg>'
    )
