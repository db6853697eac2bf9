"""A visitor who gives and pays, for tests."""

from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.giving.models import Gift
from chapter.payments import stripe_calls
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe

HERS = {"name": "Ana Lopez", "email": "ana@example.test", "nonce": "hers" * 4}


def give(client: Browser, amount: str = "100", **more: Any) -> Page:
    """She sends the form of the drive "winter"."""
    return client.post("/give/winter/checkout", follow=False, **{**HERS, "amount": amount, **more})


def pay(stripe: FakeStripe, **more: Any) -> str:
    """She pays the latest session, or what ``more`` makes of it; its id."""
    session_id, session = list(stripe.sessions.items())[-1]
    changes = {"status": "complete", "paid": True, "payment_intent": f"pi_{session_id}", **more}
    stripe.references[f"pi_{session_id}"] = session.reference
    stripe.change(session_id, "completed", **changes)
    return session_id


def given(client: Browser, stripe: FakeStripe, amount: str = "100", **more: Any) -> Gift:
    """A gift, paid and landed."""
    assert give(client, amount, **more).status == 303
    client.post("/give/thanks", session_id=pay(stripe))
    return the_gift()


def the_gift() -> Gift:
    """The only one."""
    db.session.rollback()
    return db.session.scalars(select(Gift)).one()


def ask_stripe(stripe: FakeStripe) -> None:
    """The worker asks about every payment that there was."""
    for intent in list(stripe.references):
        stripe_calls.refresh_payment(intent, now=TODAY)
