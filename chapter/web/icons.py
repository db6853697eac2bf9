"""Icons: Lucide's drawings, inlined beside the words that they only repeat."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor" / "lucide"
SVG_CONTENT = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
LINE_BREAKS = re.compile(r"\s*\n\s*")
NAME = re.compile(r"[a-z0-9-]+")


class UnknownIcon(LookupError):
    """A template asks for an icon that is not in the vendor folder (tools/vendor.py lists them)."""


@cache
def icon(name: str) -> Markup:
    """The icon as inline SVG, hidden from screen readers. Raises UnknownIcon."""
    path = FOLDER / f"{name}.svg"
    if not NAME.fullmatch(name) or not path.is_file():
        raise UnknownIcon(name)
    drawing = SVG_CONTENT.search(path.read_text())
    if drawing is None:
        raise UnknownIcon(f"{name} holds no drawing")
    inside = LINE_BREAKS.sub("", drawing[1]).replace(" />", "/>")
    return Markup(  # noqa: S704 - the file is ours, and its hash is in vendor.lock
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def icon_names() -> set[str]:
    """The names of all icons."""
    return {path.stem for path in FOLDER.glob("*.svg")}
