"""An event that was paid for is canceled: all have their money back, and the treasurers see what failed."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import REFUNDED, Rsvp
from chapter.events.models import Event
from chapter.events_office.rules import changes, undo
from chapter.mail.models import Mail
from chapter.paid_bookings.tasks import refund_canceled
from chapter.payments import reconciliation, stripe_calls
from chapter.payments.models.ledger import Payment
from chapter.payments.models.stripe import RefundRequest
from chapter.payments.tasks import refund_requests
from tests import factories
from tests.bookings.waitlists import cancel, mails_to
from tests.browser import Browser
from tests.factories import GUEST, TODAY, an_event
from tests.held_mails import release_held
from tests.paid_bookings.holds import CENTS, at_checkout, hear, held, pays
from tests.paid_bookings.test_held_until_paid import look, refunds
from tests.payments.fake_stripe import FakeStripe
from tests.races import at_once

LATER = TODAY + timedelta(minutes=11)


def paid(stripe: FakeStripe, event: Event) -> tuple[Rsvp, str]:
    """A party that has paid, and her session."""
    rsvp = held(event)
    session_id = at_checkout(stripe, rsvp)
    pays(stripe, session_id)
    return rsvp, session_id


def call_off(event: Event) -> None:
    with db.writing():
        changes.cancel_event(db.lock(event), why="The hall burned down.", by=GUEST, now=TODAY)
    db.session.expire_all()


def leave_and_refund(now: datetime = LATER) -> None:
    """The mails about the event have left, and its money goes back."""
    release_held()
    refund_canceled(now)
    refund_requests.send_waiting_refunds(now)
    db.session.expire_all()


def test_who_had_paid_has_all_of_it_back_and_is_told(stripe: FakeStripe) -> None:
    event = an_event(seats=2)
    ana, _ = paid(stripe, event)
    call_off(event)
    leave_and_refund()
    assert (refunds(), len(stripe.refunds)) == ([(CENTS, True)], 1)
    assert (ana.cancellation_cause, mails_to(ana)) == (REFUNDED, ["confirmed", "called_off", "refunded"])
    leave_and_refund()
    assert len(stripe.refunds) == 1


def test_nothing_goes_back_while_the_event_may_still_be_on_again(stripe: FakeStripe) -> None:
    event = an_event(seats=2)
    ana, _ = paid(stripe, event)
    call_off(event)
    refund_canceled(TODAY)
    assert refunds() == []
    with db.writing():
        undo.revive(db.lock(event), by=GUEST, now=TODAY)
    leave_and_refund()
    assert (ana.going, refunds()) == (True, [])


def test_who_gives_it_back_after_it_was_canceled_has_her_money_too(stripe: FakeStripe) -> None:
    event = an_event(seats=2)
    ana, _ = paid(stripe, event)
    call_off(event)
    cancel(ana, TODAY)
    leave_and_refund()
    assert refunds() == [(CENTS, True)]


def test_refunded_by_the_treasurer_meanwhile_she_is_not_there_again(stripe: FakeStripe) -> None:
    event = an_event(seats=2)
    ana, session_id = paid(stripe, event)
    call_off(event)
    stripe.give_back(session_id, CENTS)
    look(session_id, stripe)
    with db.writing():
        undo.revive(db.lock(event), by=GUEST, now=TODAY)
    assert (ana.going, ana.cancellation_cause) == (False, REFUNDED)


def test_two_that_sweep_at_one_moment_request_one_refund(app: Flask, stripe: FakeStripe) -> None:
    event = an_event(seats=2)
    paid(stripe, event)
    call_off(event)
    release_held()
    at_once(app, *[lambda: refund_canceled(LATER)] * 3)
    assert refunds() == [(CENTS, False)]


def test_a_refund_that_fails_waits_for_the_treasurer_who_asks_again(
    client: Browser, stripe: FakeStripe
) -> None:
    event = an_event(seats=2)
    _, session_id = paid(stripe, event)
    call_off(event)
    leave_and_refund()
    (request,) = db.session.scalars(select(RefundRequest))
    stripe.refund_fails(request.refund_id)
    look(session_id, stripe)
    leave_and_refund()
    assert (len(stripe.refunds), reconciliation.count_open_issues(LATER)) == (1, 1)
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe").text
    assert "The booking it paid for has ended" in page
    assert "The refund did not reach the payer." in page
    payment = db.session.scalars(select(Payment)).one()
    address = f"/office/giving/stripe/payments/{payment.public_id}/refund"
    assert "Refunded." in client.post(address).text
    assert len(stripe.refunds) == 2


def test_a_refund_at_stripe_that_fails_when_her_seat_is_gone_waits_too(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    _, session_id = paid(stripe, event)
    made = stripe.give_back(session_id, CENTS)
    look(session_id, stripe)
    factories.a_booking(event)
    stripe.refund_fails(made)
    for _ in range(2):
        look(session_id, stripe)
    payment = db.session.scalars(select(Payment)).one()
    assert db.session.scalars(reconciliation.payments_to_refund()).all() == [payment]
    assert [one.error != "" for one in db.session.scalars(select(RefundRequest))] == [True]


def test_what_a_gift_paid_is_refunded_by_nobodys_press(client: Browser, stripe: FakeStripe) -> None:
    paid(stripe, an_event(seats=1))
    payment = db.session.scalars(select(Payment)).one()
    factories.sign_in(client, "treasurer")
    assert client.post(f"/office/giving/stripe/payments/{payment.public_id}/refund").status == 404


@pytest.mark.parametrize("what", ["called off", "twice"])
def test_money_that_takes_no_seat_goes_back_with_the_true_reason(
    client: Browser, stripe: FakeStripe, what: str
) -> None:
    event = an_event(seats=1)
    ana = held(event)
    session_id = at_checkout(stripe, ana)
    second = stripe.second_session(session_id)
    if what == "called off":
        call_off(event)
        pays(stripe, session_id)
        client.put_into_cookie(payer="her browser")
        assert "The event was canceled." in client.get(f"/give/thanks?session_id={session_id}").text
    else:
        pays(stripe, session_id)
        pays(stripe, second)
    told = select(Mail.text).where(Mail.kind == "events.paid_back", Mail.to_key == ana.email_key)
    letter = db.session.scalars(told).one()
    said = {"called off": "the event was canceled", "twice": "your seat was already paid for"}
    assert said[what] in letter


def test_silent_stripe_is_asked_again_for_what_was_canceled(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    _, session_id = paid(stripe, event)
    call_off(event)
    stripe.silent = True
    leave_and_refund()
    assert refunds() == [(CENTS, False)]
    stripe.silent = False
    leave_and_refund()
    hear(session_id, LATER)
    assert (refunds(), len(stripe.refunds)) == ([(CENTS, True)], 1)
    assert stripe_calls.refresh_payment(str(stripe.sessions[session_id].payment_intent), now=LATER)
