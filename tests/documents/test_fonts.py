"""Names are set in one hand, whatever letters they are written in."""

import re
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from chapter.documents.typesetting import FONTS, TEMPLATES

LETTERS = (TEMPLATES / "letters.typ").read_text()
FAMILIES = {
    "Vietnamese": ("Nguyễn Thị Ánh Tuyết, Đỗ Ngọc Hương", "NotoSans_"),
    "Cyrillic": ("Олена Шевченко, Љиљана", "NotoSans_"),
    "Greek": ("Ελένη Παπαδοπούλου", "NotoSans_"),
    "Arabic": ("فاطمة الزهراء", "NotoSansArabic_"),
    "Hebrew": ("שרה כהן", "NotoSansHebrew_"),
    "Devanagari": ("प्रिया शर्मा", "NotoSansDevanagari_"),
}


@cache
def letters_of(stem: str) -> frozenset[int]:
    """What every face of a family has."""
    faces = sorted(FONTS.rglob(f"{stem}*.ttf"))
    assert faces, stem
    return frozenset.intersection(*map(_letters_of, faces))


def _letters_of(face: Path) -> frozenset[int]:
    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())


@pytest.mark.parametrize("script", FAMILIES)
def test_each_script_has_a_font_for_all_its_letters(script: str) -> None:
    words, stem = FAMILIES[script]
    assert {one for one in words if ord(one) not in letters_of(stem)} - {" ", ","} == set()


@pytest.mark.parametrize("stem", ["Kalnia_", "InstrumentSans_"])
def test_what_is_left_to_the_sites_own_fonts_is_in_them(stem: str) -> None:
    """letters.typ leaves words to them that hold nothing beyond these ranges."""
    ours = {chr(point) for start, end in left_to_our_own() for point in range(start, end + 1)}
    visible = {one for one in ours if one.isprintable() and one != "\u200b"}
    assert sorted(one for one in visible if ord(one) not in letters_of(stem)) == []


def left_to_our_own() -> list[tuple[int, int]]:
    """The ranges of letters.typ, from code point to code point."""
    whole = re.search(r'#let beyond = regex\("\[\^(.*?)\]"\)', LETTERS)
    assert whole is not None
    found = re.findall(r"\\u\{([0-9a-f]+)\}(?:-\\u\{([0-9a-f]+)\})?", whole[1])
    return [(int(start, 16), int(end or start, 16)) for start, end in found]


def test_a_vietnamese_name_is_not_left_to_a_font_that_lacks_its_letters() -> None:
    assert ord("ễ") not in letters_of("Kalnia_")
    assert not any(start <= ord("ễ") <= end for start, end in left_to_our_own())


@pytest.mark.parametrize("sheet", sorted(TEMPLATES.glob("*.typ")), ids=lambda sheet: sheet.stem)
def test_each_sheet_is_set_in_the_sites_own_letters(sheet: Path) -> None:
    assert "Libertinus" not in sheet.read_text()
    assert "letters.typ" in sheet.read_text() or sheet.stem == "letters"
