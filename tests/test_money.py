"""Amounts as people type and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


CENTS = st.integers(0, 99_999_999_999)
CURRENCIES = st.sampled_from(["usd", "eur", "gbp", "jpy", "krw"])


@given(CENTS, CURRENCIES)
def test_whatever_we_write_is_read_as_the_same_amount(cents: int, currency: str) -> None:
    cents = min(cents, 999_999_999 * 10 ** money.decimal_places(currency))
    for written in (money.plain, money.typed, money.show):
        said = written(cents, currency).replace("KRW ", "")
        assert money.parse(said, currency) == cents


@given(st.from_regex(r"\$?[0-9]{1,12}([.,][0-9]{1,4}){0,4}", fullmatch=True))
def test_a_comma_parts_thousands_or_the_amount_is_refused(typed: str) -> None:
    try:
        cents = money.parse(typed, "usd")
    except ValueError:
        return
    assert "," not in typed.partition(".")[2]
    bare = typed.removeprefix("$")
    whole = int(bare.replace(",", "").partition(".")[0])
    assert bare.partition(".")[0] in {f"{whole:,}", bare.partition(".")[0].replace(",", "")}
    assert cents // 100 == whole


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused_in_one_way(typed: str) -> None:
    try:
        cents = money.parse(typed, "usd")
    except ValueError:
        return
    assert 0 <= cents < 10**11
