"""QR codes: as SVG for a page, as PNG for a mail."""

import io
from typing import Any

import segno

QUIET_ZONE = 4
"""Empty modules around the code (ISO/IEC 18004 asks for four)."""


def svg(content: str) -> bytes:
    """A scalable picture that carries ``content``, black on white whatever the page's colors."""
    return _drawn(content, kind="svg", omitsize=True, light="#fff", xmldecl=False)


def png(content: str, *, pixels_a_module: int = 8) -> bytes:
    """A picture for where SVG is not shown."""
    return _drawn(content, kind="png", scale=pixels_a_module)


def _drawn(content: str, **how: Any) -> bytes:
    file = io.BytesIO()
    segno.make_qr(content, error="m").save(file, border=QUIET_ZONE, **how)
    return file.getvalue()
