"""The picture that a link to a page shows where it is shared (https://ogp.me): 1200 by 630, PNG."""

import json

import typst

from chapter.documents.pdf import TEMPLATES

CONTENT_TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630
PIXELS_PER_INCH = 144


def share_image(title: str, *, above: str, below: str, foot: str, ground: str) -> bytes:
    """``title`` large, a line ``above`` it, up to two lines ``below``, the chapter's name at the ``foot``, on
    one of the six grounds. About 100 ms: call it with no transaction open."""
    data = {"title": title, "above": above, "below": below, "foot": foot, "ground": ground}
    return bytes(
        typst.compile(
            str(TEMPLATES / "card.typ"),
            root=str(TEMPLATES),
            format="png",
            ppi=PIXELS_PER_INCH,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ignore_system_fonts=True,
        )
    )
