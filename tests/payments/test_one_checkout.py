"""An order has one Checkout at most by which it can be paid: opened twice, changed, or under way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import StripeSilent
from chapter.payments import reconciliation, stripe_calls
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.rules import orders
from chapter.payments.rules.orders import LineInput, Payer
from chapter.refusal import Refused
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import Bought, begin

Orders = Callable[..., Order]
Sessions = Callable[..., tuple[Order, str]]


def by_form(form: str, cents: int) -> Order:
    """An order that came by this form."""
    with db.writing():
        line, payer = LineInput("A gift", cents, "gifts"), Payer("Ana Lopez", "ana@example.test")
        return orders.open_order("test", db.public_id(), [line], "usd", payer, form=form, now=TODAY)


def open_sessions(stripe: FakeStripe) -> list[str]:
    return [one.id for one in stripe.sessions.values() if one.status == "open"]


def test_the_form_pressed_twice_leads_to_the_same_checkout(stripe: FakeStripe, an_order: Orders) -> None:
    order = an_order()
    assert begin(order) == begin(order)
    assert len(open_sessions(stripe)) == 1
    assert len(db.session.scalars(select(Attempt)).all()) == 1


def test_a_checkout_that_nobody_heard_of_is_asked_for_again_under_its_own_key(
    stripe: FakeStripe, an_order: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, made = an_order(), stripe.open_session

    def unheard(wanted: object) -> None:
        made(wanted)  # type: ignore[arg-type]  # a Checkout
        raise StripeSilent("the answer was lost")

    monkeypatch.setattr(stripe, "open_session", unheard)
    with pytest.raises(StripeSilent):
        begin(order)
    monkeypatch.setattr(stripe, "open_session", made)
    with db.writing():
        attempt = orders.begin_attempt(order, "her browser", now=TODAY)
    later = TODAY + timedelta(minutes=9)
    stripe_calls.begin_checkout(
        attempt, back="http://a.test/", landing="http://a.test/thanks", donation=True, now=later
    )
    assert len(stripe.sessions) == 1


def test_a_form_that_says_something_else_ends_the_checkout_that_it_led_to_before(
    stripe: FakeStripe, bought: Bought
) -> None:
    before, after, other = by_form("form-1", 50_00), by_form("form-1", 75_00), by_form("form-2", 20_00)
    begin(before)
    begin(other)
    begin(after)
    assert [stripe.sessions[one].amount_cents for one in open_sessions(stripe)] == [20_00, 75_00]
    assert (before.open, before.closed_why, other.open) == (False, "another took its place", True)


def test_who_paid_what_the_form_said_before_is_told_so_and_pays_nothing_more(
    stripe: FakeStripe, bought: Bought
) -> None:
    before, after = by_form("form-1", 50_00), by_form("form-1", 75_00)
    begin(before)
    stripe.pay(open_sessions(stripe)[0])
    with pytest.raises(Refused, match="You paid a moment ago"):
        begin(after)
    assert bought.fulfilled == [before.public_id]
    assert open_sessions(stripe) == []


def test_back_from_a_checkout_that_was_paid_nobody_pays_twice(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    with pytest.raises(Refused, match="already"):
        begin(order)
    assert bought.fulfilled == [order.public_id]


def test_while_a_bank_is_sending_the_money_there_is_no_second_checkout(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id, paid=False)
    for _ in range(2):
        with pytest.raises(Refused):
            begin(order)
    assert order.processing_since is not None
    assert list(stripe.sessions) == [session_id]


def test_after_a_checkout_ended_the_next_one_is_another(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.change(session_id, "expired", status="expired")
    begin(order)
    assert len(open_sessions(stripe)) == 1
    assert order.open


def test_a_session_that_was_paid_before_we_noted_its_name_still_pays_its_order(
    stripe: FakeStripe, an_order: Orders, bought: Bought
) -> None:
    order = an_order()
    begin(order)
    session_id = open_sessions(stripe)[0]
    with db.writing():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.session_id = None
    stripe.pay(session_id)
    assert stripe_calls.refresh_session(session_id, now=TODAY)
    assert bought.fulfilled == [order.public_id]
    assert db.session.scalars(select(Attempt.session_id)).one() == session_id


def test_money_for_an_order_that_is_closed_is_kept_to_be_given_back(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    with db.writing():
        orders.close(order, "somebody closed it", now=TODAY)
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    assert bought.fulfilled == []
    kept = db.session.scalars(reconciliation.payments_to_refund()).one()
    assert kept.surplus_why == "The order is closed"
    assert db.session.scalars(select(Payment)).all() == [kept]
