"""The arithmetic of a chapter's own color."""

import pytest

from chapter.settings import color


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),  # WCAG 2, the definition's ends
        ("#777777", "#ffffff", 4.48),  # the well-known gray that just fails
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.00),
        ("#2a1030", "#fffbf5", 16.8),  # measured in the style guide
        ("#2a1030", "#fb9145", 7.6),
        ("#3a1540", "#fffbf5", 15.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert color.contrast(one, other) == pytest.approx(ratio, abs=0.06)
    assert color.contrast(one, other) == color.contrast(other, one)


@pytest.mark.parametrize(
    ("hex_", "lightness", "chroma", "degrees"),
    [
        ("#ff0000", 0.628, 0.2577, 29.23),
        ("#00ff00", 0.8664, 0.2948, 142.5),
        ("#0000ff", 0.452, 0.3132, 264.05),
    ],
)
def test_oklch_is_that_of_css_color_4(hex_: str, lightness: float, chroma: float, degrees: float) -> None:
    shade = color.to_oklch(hex_)
    assert shade.lightness == pytest.approx(lightness, abs=0.001)
    assert shade.chroma == pytest.approx(chroma, abs=0.001)
    assert shade.hue == pytest.approx(
        (degrees if degrees < 180 else degrees - 360) * 3.14159265 / 180, abs=0.005
    )


@pytest.mark.parametrize("hex_", ["#fb9145", "#3a1540", "#ffffff", "#000000", "#123456", "#bcdcdc"])
def test_a_color_survives_the_way_there_and_back(hex_: str) -> None:
    assert color.from_oklch(color.to_oklch(hex_)) == hex_


@pytest.mark.parametrize(
    "brand", ["#fb9145", "#3a1540", "#ffff00", "#00ffff", "#0b3d91", "#ffffff", "#000000"]
)
def test_every_shade_of_a_palette_can_be_read(brand: str) -> None:
    made = color.palette(brand)
    assert made.on_brand in {color.DARK_TEXT, color.LIGHT_TEXT}
    assert color.contrast(made.brand, made.on_brand) >= 4.5
    assert color.contrast(made.accent_light, color.TINT_LIGHT) >= 4.5
    assert color.contrast(made.accent_dark, color.TINT_DARK) >= 4.5


def test_an_accent_keeps_the_hue_of_its_color() -> None:
    made = color.palette("#fb9145")
    hue = color.to_oklch("#fb9145").hue
    assert color.to_oklch(made.accent_light).hue == pytest.approx(hue, abs=0.05)
    assert color.to_oklch(made.accent_dark).hue == pytest.approx(hue, abs=0.05)


def test_a_color_that_can_be_read_as_it_is_stays_as_it_is() -> None:
    assert color.palette("#7a1fa0").accent_light == "#7a1fa0"


def test_a_color_between_light_and_dark_is_refused_with_the_nearest_that_would_do() -> None:
    faint = next(
        f"#{n:02x}{n:02x}{n:02x}" for n in range(256) if color.readable_on(f"#{n:02x}{n:02x}{n:02x}")[1] < 4.5
    )
    with pytest.raises(color.ContrastTooLow) as refused:
        color.palette(faint)
    assert refused.value.best < 4.5
    assert color.readable_on(refused.value.nearest)[1] >= 4.5
    there, asked = color.to_oklch(refused.value.nearest), color.to_oklch(faint)
    assert abs(there.lightness - asked.lightness) < 0.1
