"""Draw static/favicon.ico from the mark, for browsers that ask for it by that name.

    python -m tools.favicon         needs Chromium, as the browser tests do

An .ico file may hold a PNG as it is, behind a head of 22 bytes.
"""

import struct
import sys

from playwright.sync_api import sync_playwright

from chapter.cover_art.svg import icon_svg
from chapter.web.assets import STATIC_FOLDER

SIDE = 32


def png() -> bytes:
    """The mark as a PNG of 32 × 32."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
        page.set_content(f"<body style='margin:0'>{icon_svg()}</body>")
        drawn = page.screenshot(omit_background=True)
        browser.close()
    return drawn


def ico(picture: bytes) -> bytes:
    """``picture`` as an icon of one size."""
    head = struct.pack("<HHH", 0, 1, 1)
    return head + struct.pack("<BBBBHHII", SIDE, SIDE, 0, 0, 1, 32, len(picture), 22) + picture


if __name__ == "__main__":
    written = (STATIC_FOLDER / "favicon.ico").write_bytes(ico(png()))
    sys.stdout.write(f"{written} bytes\n")
