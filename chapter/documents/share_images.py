"""The picture that a link to a page shows where it is shared (https://ogp.me): 1200 by 630, PNG."""

from dataclasses import dataclass

from chapter.cover_art import svg
from chapter.documents.typesetting import typeset

CONTENT_TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630
PIXELS_PER_INCH = 144
LONGEST_LINE, LONGEST_BELOW, LONGEST_WORD = 60, 80, 20
"""Characters of a line, and of the two lines below the title: what is longer ends at a word, with an
ellipsis. A longer word may be broken."""

BREAK = "\u200b"


@dataclass(frozen=True)
class ShareImage:
    """``title`` large; ``above`` it lines (when, where), ``below`` it up to two, the chapter at the ``foot``.
    Ground and threads are those of ``slug``, with as many threads as of ``seats`` are ``taken``."""

    title: str
    above: tuple[str, ...]
    below: str
    foot: str
    slug: str
    taken: int | None = None
    seats: int | None = None

    def png(self) -> bytes:
        """The picture. About 100 ms: call it with no transaction open."""
        return typeset("card", self.data(), "png", ppi=PIXELS_PER_INCH)

    def data(self) -> dict[str, object]:
        """What card.typ reads."""
        ground, ink = svg.GROUNDS[svg.ground_of(self.slug)][:2]
        return {
            "title": " ".join(breakable(word) for word in self.title.split()),
            "above": [shortened(line, LONGEST_LINE) for line in self.above],
            "below": shortened(self.below, LONGEST_BELOW),
            "foot": shortened(self.foot, LONGEST_LINE),
            "ground": ground,
            "ink": ink,
            "threads": svg.standalone_svg(self.slug, self.taken, self.seats),
        }


def shortened(words: str, most: int) -> str:
    """``words`` in at most ``most`` characters, ended at a word with an ellipsis."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1].rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:.–—") + "…"


def breakable(word: str) -> str:
    """``word`` with places where a line may end, when it is longer than a line."""
    if len(word) <= LONGEST_WORD:
        return word
    return BREAK.join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
