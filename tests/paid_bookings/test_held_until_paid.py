"""A booking is held until it is paid: its seats count as taken and go on in time, and money buys them or goes
back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import REFUNDED, UNPAID, Rsvp
from chapter.bookings.rules import erasure, waitlist
from chapter.bookings.rules.bookings import book
from chapter.events.models import OFFER, Event
from chapter.events_office.rules import bookings as office_bookings
from chapter.events_office.rules import changes, undo
from chapter.paid_bookings.purpose import GONE
from chapter.paid_bookings.rules import holds
from chapter.payments import stripe_calls
from chapter.payments.models.ledger import Payment
from chapter.payments.models.stripe import RefundRequest
from chapter.payments.rules import fulfillment
from chapter.payments.tasks import process_events, refund_requests
from chapter.refusal import Refused
from chapter.schedule import advance_waitlists
from tests import factories
from tests.bookings.waitlists import cancel, claim, decline, mails_to, resize
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event
from tests.paid_bookings.holds import CENTS, at_checkout, hear, held, order_of, pays
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import a_call
from tests.races import writing_at_once

LATE = TODAY + holds.HELD_FOR


def refunds() -> list[tuple[int, bool]]:
    """What Stripe was asked to refund: how much, and whether it has."""
    asked = db.session.scalars(select(RefundRequest).order_by(RefundRequest.id))
    return [(one.amount_cents, one.ended_at is not None) for one in asked]


def verbs(rsvp: Rsvp) -> list[str]:
    """What the log says of the booking."""
    hers = Entry.record_kind == "rsvps", Entry.record_id == rsvp.id
    return list(db.session.scalars(select(Entry.verb).where(*hers).order_by(Entry.id)))


def test_seats_that_are_held_until_paid_count_as_taken_and_nobody_is_told_they_are_hers(app: Flask) -> None:
    event = an_event(seats=2)
    ana = held(event, of=2)
    assert (ana.status, ana.owes, ana.going, ana.offered_until) == ("offered", True, False, LATE)
    assert bookings_queries.occupancy(event).free == 0
    assert a_booking(event).waiting
    assert mails_to(ana) == []


def test_a_party_that_finds_no_seat_waits_and_has_nothing_to_pay(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    with db.writing():
        party = factories.a_party()
        bea = book(db.lock(event), party, by=GUEST, now=TODAY, held_until=LATE).rsvp
    assert (bea.waiting, bea.order_public_id) == (True, "")
    with pytest.raises(Refused, match="nothing to pay"), db.writing():
        holds.open_order(bea, CENTS, "usd", now=TODAY)


def test_asked_twice_what_to_pay_it_is_one_order(app: Flask) -> None:
    ana = held(an_event(seats=1))
    with db.writing():
        again = holds.open_order(ana, CENTS, "usd", now=TODAY)
    assert again.public_id == ana.order_public_id


def test_saying_yes_and_another_size_do_not_replace_paying(app: Flask) -> None:
    ana = held(an_event(seats=3))
    with pytest.raises(Refused, match="as soon as you pay"):
        claim(ana)
    with pytest.raises(Refused, match="Paid seats"):
        resize(ana, 2)


def test_an_event_without_a_limit_any_more_seats_nobody_who_has_not_paid(app: Flask) -> None:
    event = an_event(seats=1)
    ana = held(event)
    with db.writing():
        event.capacity = None
        waitlist.promote(db.lock(event), now=TODAY)
    assert (ana.status, ana.owes) == ("offered", True)
    advance_waitlists(LATE)
    assert ana.cancellation_cause == UNPAID


def test_she_pays_and_it_is_an_ordinary_booking(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana = held(event)
    pays(stripe, at_checkout(stripe, ana))
    assert (ana.going, ana.owes, ana.offered_until, ana.offered_seats) == (True, False, None, 0)
    assert order_of(ana).paid_at is not None
    assert (mails_to(ana), verbs(ana)) == (["confirmed"], ["booked", "paid"])
    advance_waitlists(LATE)
    assert ana.going


def test_the_webhook_alone_makes_it_hers(client: Browser, stripe: FakeStripe) -> None:
    ana = held(an_event(seats=1))
    session_id = at_checkout(stripe, ana)
    stripe.pay(session_id)
    body, signature = a_call("checkout.session.completed", session_id)
    headers = {"Stripe-Signature": signature}
    client.send("POST", "/stripe/webhook", data=body, headers=headers, content_type="application/json")
    assert process_events(TODAY) == 1
    db.session.expire_all()
    assert ana.going


def test_time_passes_and_the_next_in_line_has_the_seats(app: Flask) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    advance_waitlists(LATE - timedelta(seconds=1))
    assert (ana.owes, bea.waiting) == (True, True)
    advance_waitlists(LATE)
    assert (ana.status, ana.cancellation_cause, bea.going) == ("cancelled", UNPAID, True)
    assert mails_to(ana) == ["unpaid"]


def test_paid_too_late_she_is_seated_again_while_there_is_a_seat(stripe: FakeStripe) -> None:
    ana = held(an_event(seats=1))
    session_id = at_checkout(stripe, ana)
    advance_waitlists(LATE)
    assert ana.cancellation_cause == UNPAID
    pays(stripe, session_id, LATE)
    assert (ana.going, ana.cancellation_cause) == (True, "")
    assert (refunds(), mails_to(ana)) == ([], ["unpaid", "confirmed"])


def test_paid_too_late_and_nothing_is_free_the_money_goes_back(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    session_id = at_checkout(stripe, ana)
    advance_waitlists(LATE)
    pays(stripe, session_id, LATE)
    hear(session_id, LATE)  # Stripe tells everything twice
    assert (ana.going, bea.going, bookings_queries.occupancy(event).free) == (False, True, 0)
    payment = db.session.scalars(select(Payment)).one()
    assert (payment.surplus_why, refunds()) == (GONE, [(CENTS, False)])
    assert order_of(ana).closed_at == LATE
    refund_requests.send_waiting_refunds(LATE)
    db.session.expire_all()
    assert (refunds(), len(stripe.refunds)) == ([(CENTS, True)], 1)
    assert payment.returned_cents == CENTS
    assert mails_to(ana) == ["unpaid", "paid_back"]


@pytest.mark.parametrize("why", ["she gave it back", "the event is off", "she is erased"])
def test_paid_for_a_booking_that_is_gone_the_money_goes_back(stripe: FakeStripe, why: str) -> None:
    event = an_event(seats=5)
    ana = held(event)
    session_id = at_checkout(stripe, ana)
    if why == "she gave it back":
        decline(ana)
    with db.writing():
        if why == "the event is off":
            changes.cancel_event(db.lock(event), why="The hall burned down.", by=GUEST, now=TODAY)
        elif why == "she is erased":
            erasure.erase(ana, by=GUEST, now=TODAY)
    pays(stripe, session_id)
    assert (ana.going, refunds()) == (False, [(CENTS, False)])


def test_paid_twice_the_second_goes_back(stripe: FakeStripe) -> None:
    ana = held(an_event(seats=5))
    session_id = at_checkout(stripe, ana)
    second = stripe.second_session(session_id)
    pays(stripe, session_id)
    pays(stripe, second)
    assert (ana.going, refunds()) == (True, [(CENTS, False)])


def test_a_checkout_that_ended_unpaid_lets_the_seats_go_at_once(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    session_id = at_checkout(stripe, ana)
    stripe.change(session_id, "expired", status="expired", url="")
    hear(session_id)
    db.session.expire_all()
    assert (ana.cancellation_cause, bea.going) == (UNPAID, True)


def test_while_her_bank_sends_the_money_the_seats_stay_held(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    session_id = at_checkout(stripe, ana)
    stripe.pay(session_id, paid=False)
    hear(session_id)
    assert ana.offered_until == event.starts_at
    advance_waitlists(LATE)
    assert (ana.owes, bea.waiting) == (True, True)
    stripe.change(session_id, "async_payment_failed", failed=True)
    hear(session_id, LATE)
    assert (ana.cancellation_cause, bea.going) == (UNPAID, True)


def test_refunded_in_full_the_booking_ends_and_in_part_it_stands(stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    session_id = at_checkout(stripe, ana)
    pays(stripe, session_id)
    stripe.give_back(session_id, 1_000)
    look(session_id, stripe)
    assert ana.going
    rest = stripe.give_back(session_id, CENTS - 1_000)
    look(session_id, stripe)
    assert (ana.cancellation_cause, bea.going) == (REFUNDED, True)
    assert mails_to(ana) == ["confirmed", "refunded"]
    cancel(bea)
    stripe.refund_fails(rest)
    look(session_id, stripe)
    assert ana.going, "the money is ours again, and a seat is free"


def look(session_id: str, stripe: FakeStripe) -> None:
    """We ask Stripe about the payment."""
    stripe_calls.refresh_payment(str(stripe.sessions[session_id].payment_intent), now=TODAY)
    db.session.expire_all()


def test_taken_back_by_staff_she_owes_nothing_and_says_yes_as_everybody(app: Flask) -> None:
    event = an_event(seats=1, when_free=OFFER)
    ana = held(event)
    advance_waitlists(LATE)
    bea = a_booking(event)
    with db.writing():
        office_bookings.restore(ana, by=GUEST, now=LATE)
    assert (ana.waiting, ana.order_public_id) == (True, "")
    cancel(bea, LATE)
    claim(ana, now=LATE)
    assert ana.going


def test_who_paid_and_lost_her_seat_by_an_undo_says_yes_to_the_next(stripe: FakeStripe) -> None:
    """It was paid: nobody asks for the money again, and its time is not over as if nobody had paid."""
    event = an_event(seats=1, when_free=OFFER)
    ana = held(event)
    pays(stripe, at_checkout(stripe, ana))
    with db.writing():
        changes.cancel_event(db.lock(event), why="The hall burned down.", by=GUEST, now=TODAY)
    with db.writing():
        seated_at_the_door = Rsvp(
            event=event, person_id=ana.person_id, name="Bea", email="", name_key="bea", email_key="",
            party_size=1, nonce="of Bea", created_at=TODAY, queued_at=TODAY, seated_at=LATE,
        )  # fmt: skip
        db.session.add(seated_at_the_door)
    with db.writing():
        undo.revive(db.lock(event), by=GUEST, now=LATE)
    assert ana.waiting
    cancel(seated_at_the_door, LATE)
    assert (ana.status, ana.owes) == ("offered", False)
    claim(ana, now=LATE)
    assert ana.going


def test_erased_her_seats_go_on_and_nothing_of_hers_is_left(app: Flask) -> None:
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    with db.writing():
        erasure.erase(ana, by=GUEST, now=TODAY)
    assert (ana.email, ana.cancelled_at, bea.going) == ("", TODAY, True)


def test_two_hear_of_her_payment_and_of_the_end_of_her_time_at_one_moment(
    app: Flask, stripe: FakeStripe
) -> None:
    """Whoever is first: there is one seat, and she has it or her money back, and never both or neither."""
    event = an_event(seats=1)
    ana, bea = held(event), a_booking(event)
    session_id = at_checkout(stripe, ana)
    session = stripe.pay(session_id)
    number = event.id

    def booked() -> None:
        fulfillment.apply_session(session, live=False, now=LATE)

    def lapses() -> None:
        waitlist.promote(db.lock(db.session.get_one(Event, number)), now=LATE)

    writing_at_once(app, booked, lapses)
    assert bookings_queries.occupancy(event).taken == 1
    assert (ana.going, bea.going) in {(True, False), (False, True)}
    assert [cents for cents, _ in refunds()] == ([] if ana.going else [CENTS])
