"""Every icon that a template asks for is there; none speaks to those who listen."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import chapter
from chapter.web import icons

TEMPLATES = Path(chapter.__file__).parent / "templates"
ASKED = (
    re.compile(r"""\bicon\(\s*["']([^"']+)["']"""),
    re.compile(r"""\bicon(?:_name)?\s*=\s*["']([^"']+)["']"""),
)
TABLE = re.compile(r"set [A-Z]+ = \{(.*?)\}", re.DOTALL)
LOOKED_UP = re.compile(r"\bicon\(([A-Z]+)\[")
VALUE = re.compile(r""":\s*["']([^"']+)["']""")


def asked(sources: Iterable[str]) -> set[str]:
    """Every icon that ``sources`` ask for by name, or through a table such as SIGNS."""
    found: set[str] = set()
    for source in sources:
        found.update(name for pattern in ASKED for name in pattern.findall(source))
        if LOOKED_UP.search(source):
            found.update(value for table in TABLE.findall(source) for value in VALUE.findall(table))
    return found


def test_every_icon_in_a_template_exists() -> None:
    found = asked(path.read_text() for path in TEMPLATES.rglob("*.html"))
    assert {"triangle-alert", "circle-check", "undo-2"} <= found
    assert found <= icons.icon_names()


@pytest.mark.parametrize(
    "source",
    [
        '{{ icon("unicorn") }}',
        "{{ go(url, label, icon_name='unicorn') }}",
        '{% set SIGNS = {"": "unicorn"} %}{{ icon(SIGNS[kind]) }}',
    ],
)
def test_the_search_finds_an_icon_that_is_not_there(source: str) -> None:
    assert asked([source]) - icons.icon_names() == {"unicorn"}


def test_every_icon_is_one_small_drawing_in_the_color_of_its_words() -> None:
    assert len(icons.icon_names()) >= 30
    for name in icons.icon_names():
        svg = icons.icon(name)
        assert svg.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><')
        assert svg.count("<svg") == 1
        assert not re.search(r"style=|script|\bid=|\n|<!--", svg)
        assert len(svg) < 2_000


@pytest.mark.parametrize("name", ["unicorn", "", "../lucide/check", "check.svg", "Check", "<b>"])
def test_a_name_that_is_no_icon_is_refused(name: str) -> None:
    with pytest.raises(icons.UnknownIcon):
        icons.icon(name)
