"""Color arithmetic: contrast (WCAG 2.2, 1.4.3), and lighter or darker shades of one hue (OKLCH).

Colors are ``#rrggbb``. OKLCH after Björn Ottosson, https://bottosson.github.io/posts/oklab/, with the
matrices of CSS Color 4.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

HEX = re.compile(r"#[0-9a-f]{6}")
MIN_CONTRAST = 4.5
"""The contrast that text of any size needs (level AA)."""

DARK_TEXT, LIGHT_TEXT = "#2a1030", "#fffbf5"
TINT_LIGHT, TINT_DARK = "#fcefe2", "#2c1a31"
STEPS = 1000

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Oklch:
    """A color in OKLCH: lightness 0 to 1, chroma from 0, hue in radians."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class Palette:
    """The colors derived from a chapter's color: the text on it, and the accent in the light and dark
    schemes."""

    brand: str
    on_brand: str
    accent_light: str
    accent_dark: str


class ContrastTooLow(Exception):
    """Neither dark nor light text is readable on this color; ``nearest`` has the lightness that would do."""

    def __init__(self, best: float, nearest: str) -> None:
        super().__init__(f"contrast {best:.2f}")
        self.best = best
        self.nearest = nearest


def luminance(color: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(color: str) -> tuple[str, float]:
    """Dark or light text, whichever has more contrast on ``color``, and that contrast."""
    return max(((text, contrast(text, color)) for text in (DARK_TEXT, LIGHT_TEXT)), key=lambda pair: pair[1])


def palette(brand: str) -> Palette:
    """The palette derived from ``brand``. Raises ContrastTooLow below 4.5."""
    text, ratio = readable_on(brand)
    if ratio < MIN_CONTRAST:
        raise ContrastTooLow(ratio, _nearest(brand, lambda color: readable_on(color)[1] >= MIN_CONTRAST))
    return Palette(brand, text, _accent(brand, TINT_LIGHT, -1), _accent(brand, TINT_DARK, +1))


def to_oklch(color: str) -> Oklch:
    """``color`` in OKLCH."""
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def from_oklch(shade: Oklch) -> str:
    """The color of ``shade``; where sRGB can't show it, with as much of its chroma as it can."""
    if _shown(_unbent(shade)):
        return _hex(_unbent(shade))
    low, high = 0.0, shade.chroma
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if _shown(_unbent(replace(shade, chroma=middle))) else (low, middle)
    return _hex(_unbent(replace(shade, chroma=low)))


def _accent(brand: str, ground: str, direction: int) -> str:
    """The hue of ``brand``, darkened (-1) or lightened (+1) as far as text on ``ground`` needs."""
    start = to_oklch(brand)
    room = start.lightness if direction < 0 else 1 - start.lightness
    shades = (
        replace(start, lightness=start.lightness + direction * room * n / STEPS) for n in range(STEPS + 1)
    )
    return _first(
        (from_oklch(shade) for shade in shades), lambda color: contrast(color, ground) >= MIN_CONTRAST
    )


def _nearest(color: str, fits: Callable[[str], bool]) -> str:
    start = to_oklch(color)
    ways = ((n / STEPS, way) for n in range(1, STEPS + 1) for way in (-1, 1))
    lightnesses = (start.lightness + way * far for far, way in ways)
    near = (
        from_oklch(replace(start, lightness=lightness)) for lightness in lightnesses if 0 <= lightness <= 1
    )
    return _first(near, fits)


def _first(colors: Iterable[str], fits: Callable[[str], bool]) -> str:
    return next(color for color in colors if fits(color))


def _linear(color: str) -> Triple:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _bent(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _unbent(shade: Oklch) -> Triple:
    """Linear red, green and blue of ``shade``; below 0 or above 1 where no screen shows it."""
    a, b = shade.chroma * math.cos(shade.hue), shade.chroma * math.sin(shade.hue)
    long = (shade.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (shade.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (shade.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shown(parts: Triple) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in parts)


def _hex(parts: Triple) -> str:
    whole = (round(255 * _bent(min(1.0, max(0.0, part)))) for part in parts)
    return "#" + "".join(f"{part:02x}" for part in whole)
