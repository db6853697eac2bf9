"""The one field for money, and the one way of asking about an odd amount."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from chapter.forms.fields import choices_of
from chapter.forms.money_fields import ConfirmAmountForm, MoneyField
from chapter.refusal import NeedsConfirmation, Refused
from chapter.web.csrf import csrf_token

HOW = "Enter an amount, such as 40 or 12.50."
TEN_TIMES = "That is ten times the price. Is it right?"


class Till(ConfirmAmountForm):
    """A form with two amounts, one of them about a level."""

    confirmed_with = ("level",)
    level = SelectField("Level", choices=choices_of({"a": "A", "b": "B"}), default="a")
    price = MoneyField("Price", "How much?", least=50, most=100_000_00, too_much="Up to {} fit in the till.")
    tip = MoneyField("Tip", least=1)


@pytest.fixture(autouse=True)
def _a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", method="POST"):
        yield


def till(currency: str = "usd", **typed: str) -> Till:
    """The form as it was sent."""
    form = Till(formdata=MultiDict({"csrf_token": csrf_token(), **typed})).in_currency(currency)
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("$1,000", 1000_00), ("1,000.00", 1000_00), ("25", 25_00), ("12.50", 12_50), (" $ 7.5 ", 7_50)],
)
def test_an_amount_is_read_as_people_write_it(typed: str, cents: int) -> None:
    form = till(price=typed)
    assert not form.errors
    assert form.in_cents(form.price) == cents


@pytest.mark.parametrize("typed", ["12,50", "1e3", "-5", "1.000,00", "0,500", "1,00", "12.505", "ten", "5 0"])
def test_what_could_be_read_in_two_ways_is_refused_with_how_to_write_it(typed: str) -> None:
    form = till(price=typed)
    assert form.price.errors == [HOW]
    assert form.price.data == typed.strip()


def test_in_a_currency_without_small_coins_the_sentence_names_none() -> None:
    assert till("jpy", price="12.50").price.errors == ["Enter an amount, such as 40 or 1,250."]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "How much?"), ("0.49", "Enter at least $0.50."), ("100,000.01", "Up to $100,000 fit in the till.")],
)
def test_limits_are_said_as_amounts(typed: str, says: str) -> None:
    assert till(price=typed).price.errors == [says]


def test_an_amount_that_may_be_empty_is_empty_and_never_zero() -> None:
    assert not till(price="5", tip="").errors
    assert till(price="5", tip="0").tip.errors == ["Enter at least $0.01."]


def test_an_odd_amount_is_asked_about_and_passes_with_the_tick() -> None:
    form = till(price="750")
    assert not form.needs_confirmation
    assert form.ask_to_confirm(form.price, TEN_TIMES)
    assert form.price.errors == [TEN_TIMES]
    assert form.needs_confirmation

    again = till(price="750", asked=str(form.asked.data), sure="y")
    assert not again.ask_to_confirm(again.price, TEN_TIMES)
    assert not again.errors


def test_a_tick_without_a_question_counts_for_nothing() -> None:
    form = till(price="750", sure="y")
    assert form.ask_to_confirm(form.price, TEN_TIMES)
    assert not form.sure.data


def test_the_question_without_its_tick_is_asked_again() -> None:
    asked = till(price="750")
    asked.ask_to_confirm(asked.price, TEN_TIMES)
    form = till(price="750", asked=str(asked.asked.data))
    assert form.ask_to_confirm(form.price, TEN_TIMES)


@pytest.mark.parametrize("other", [{"price": "7,500"}, {"price": "750", "level": "b"}])
def test_the_tick_counts_only_for_what_it_was_shown_for(other: dict[str, str]) -> None:
    first = till(price="750")
    first.ask_to_confirm(first.price, TEN_TIMES)
    form = till(**other, asked=str(first.asked.data), sure="y")
    assert not form.needs_confirmation
    assert form.ask_to_confirm(form.price, TEN_TIMES)
    assert (form.sure.data, form.needs_confirmation) == (False, True)


def test_the_same_amount_written_in_another_way_is_the_same_amount() -> None:
    first = till(price="7500")
    first.ask_to_confirm(first.price, TEN_TIMES)
    form = till(price="$7,500.00", asked=str(first.asked.data), sure="y")
    assert form.is_confirmed(form.price)


def test_two_odd_amounts_of_one_form_are_each_asked_about_and_one_tick_says_that_both_are_right() -> None:
    first = till(price="750", tip="300")
    first.ask_to_confirm(first.price, TEN_TIMES)
    first.ask_to_confirm(first.tip, "That is a large tip.")
    form = till(price="750", tip="300", asked=str(first.asked.data), sure="y")
    assert form.is_confirmed(form.price)
    assert form.is_confirmed(form.tip)

    other = till(price="750", tip="400", asked=str(first.asked.data), sure="y")
    assert other.is_confirmed(other.price)
    assert not other.is_confirmed(other.tip)


def test_a_rule_that_finds_an_amount_odd_asks_by_its_refusal() -> None:
    form = till(price="750")
    form.show_error(NeedsConfirmation(TEN_TIMES, "price"))
    assert (form.price.errors, form.needs_confirmation) == ([TEN_TIMES], True)

    plain = till(price="750")
    plain.show_error(Refused("The till is closed.", "price"))
    assert (plain.price.errors, plain.needs_confirmation) == (["The till is closed."], False)
