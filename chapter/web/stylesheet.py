"""One style sheet from the files in static/css: their layers in order, without comments.

Each file belongs to the layer of its folder: tokens, base, layout, components, print. So no file depends on
its neighbors' order, and a component never has to override the base.
"""

import re
from collections.abc import Mapping
from pathlib import Path

LAYERS = ("tokens", "base", "layout", "components", "print")
FONT = re.compile(r"url\(\s*[\"']?(?:\.\./)+fonts/([\w.-]+)[\"']?\s*\)")
PARTS = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)"']*\))"""
    r"""|(?P<comment>/\*.*?\*/)"""
    r"""|(?P<tight>\s*(?:;\s*)?\}\s*|\s*[{;]\s*)"""
    r"""|(?P<space>\s+)""",
    re.DOTALL,
)


class InvalidStylesheet(Exception):
    """A style sheet does what the joined file can't carry."""


def join(folder: Path, fonts: Mapping[str, str]) -> str:
    """The whole style sheet. ``fonts`` has the hashed name of each font by its file name.

    Raises InvalidStylesheet when a file imports another one, KeyError when a font is missing.
    """
    written = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        for path in _files(folder, layer):
            text = path.read_text()
            if "@import" in text or "@charset" in text:
                raise InvalidStylesheet(f"{path.name} may not import: it is joined with the others")
            written.append(f"@layer {layer}{{{minify(text)}}}")
    return FONT.sub(lambda found: f'url("{fonts[found[1]]}")', "\n".join(written))


def minify(css: str) -> str:
    """``css`` without comments and without insignificant white space. Strings and url() stay as they are."""
    without = PARTS.sub(lambda part: " " if part["comment"] else part[0], css)
    return PARTS.sub(_tight, without).strip()


def _tight(part: re.Match[str]) -> str:
    if part["string"]:
        return part[0]
    return part["tight"].strip().lstrip(";").strip() or ";" if part["tight"] else " "


def _files(folder: Path, layer: str) -> list[Path]:
    """The files of a layer, which is a folder or one file."""
    return sorted((folder / layer).glob("*.css")) or [folder / f"{layer}.css"]
