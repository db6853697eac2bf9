"""Amounts as people type and read them."""

import pytest

from chapter import money


@pytest.mark.parametrize(
    ("typed", "currency", "cents"),
    [
        ("50", "usd", 5000), ("$50", "usd", 5000), ("1,234.50", "usd", 123450), ("0.5", "usd", 50),
        (" 7.05 ", "usd", 705), ("€ 12", "eur", 1200), ("1500", "jpy", 1500), ("¥1,500", "jpy", 1500),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(typed: str, currency: str, cents: int) -> None:
    assert money.parse(typed, currency) == cents


@pytest.mark.parametrize(
    "typed", ["", "-5", "5.005", "1e3", "1.000,00", "12,34", "NaN", "٣", "$", "5 0", "1,2345", "9" * 12]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        money.parse(typed, "usd")


def test_a_currency_without_small_coins_has_none() -> None:
    with pytest.raises(ValueError, match="no such coin"):
        money.parse("1.50", "jpy")


@pytest.mark.parametrize(
    ("cents", "currency", "shown", "plain"),
    [
        (7500, "usd", "$75", "75.00"), (7550, "usd", "$75.50", "75.50"), (-7500, "usd", "−$75", "-75.00"),
        (123456789, "usd", "$1,234,567.89", "1234567.89"), (5, "eur", "€0.05", "0.05"),
        (1500, "jpy", "¥1,500", "1500"), (100, "pln", "PLN 1", "1.00"),
    ],
)  # fmt: skip
def test_it_is_shown_in_its_own_sign(cents: int, currency: str, shown: str, plain: str) -> None:
    assert (money.show(cents, currency), money.plain(cents, currency)) == (shown, plain)
