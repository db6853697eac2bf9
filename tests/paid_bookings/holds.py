"""Seats that are held until they are paid, and the payer at Stripe, for tests."""

from datetime import datetime
from typing import Any

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules.bookings import book
from chapter.events.models import Event
from chapter.paid_bookings.rules import holds
from chapter.payments import queries, stripe_calls
from chapter.payments.models.orders import Order
from chapter.payments.rules import orders
from tests import factories
from tests.factories import GUEST, TODAY
from tests.payments.fake_stripe import FakeStripe

CENTS = 8_000


def held(event: Event, of: int = 1, now: datetime = TODAY, **more: Any) -> Rsvp:
    """A party whose seats are held until she has paid $80."""
    with db.writing():
        party = factories.a_party(of=of, **more)
        until = now + holds.HELD_FOR
        rsvp = book(db.lock(event), party, by=GUEST, now=now, held_until=until).rsvp
        db.session.flush()
        holds.open_order(rsvp, CENTS, "usd", now=now)
    return rsvp


def order_of(rsvp: Rsvp) -> Order:
    """The order that pays for it."""
    order = queries.order_by_public_id(rsvp.order_public_id)
    assert order is not None
    return order


def at_checkout(stripe: FakeStripe, rsvp: Rsvp, now: datetime = TODAY) -> str:
    """She goes to Checkout; the id of her session."""
    with db.writing():
        attempt = orders.begin_attempt(order_of(rsvp), "her browser", now=now)
    site = "http://a.test/"
    stripe_calls.begin_checkout(attempt, back=site, landing=site, donation=False, now=now)
    return next(reversed(stripe.sessions))


def pays(stripe: FakeStripe, session_id: str, now: datetime = TODAY) -> None:
    """She pays, and we hear of it."""
    stripe.pay(session_id)
    hear(session_id, now)


def hear(session_id: str, now: datetime = TODAY) -> None:
    """What Stripe says of the session is booked."""
    stripe_calls.refresh_session(session_id, now=now)
    db.session.expire_all()
