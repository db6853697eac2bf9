"""The style page shows every part of the look, made by the macros that make the pages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "chapter/templates"
STYLE_PAGE = ROOT / "demo/templates/demo/style.html"
FRAMES = {"masthead", "footer", "error"}
"""What the layouts and the other parts draw: every page shows them."""


def not_shown(style_page: str) -> set[str]:
    """The parts whose macros the style page doesn't import."""
    shown = set(re.findall(r'from "components/([\w-]+)\.html"', style_page))
    return {part.stem for part in (TEMPLATES / "components").glob("*.html")} - shown - FRAMES


def test_every_part_is_on_the_style_page() -> None:
    assert not_shown(STYLE_PAGE.read_text()) == set()


@pytest.mark.parametrize("part", ["facts", "field"])
def test_a_part_that_was_forgotten_is_seen(part: str) -> None:
    page = STYLE_PAGE.read_text().replace(f'"components/{part}.html"', '""')
    assert not_shown(page) == {part}
