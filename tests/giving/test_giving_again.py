"""A guest of long ago who gives again, just when the nightly erasure comes by."""

from datetime import timedelta

from sqlalchemy import select

from chapter import db
from chapter.mail.models import Mail
from chapter.payments.models.orders import Order
from chapter.privacy import rules
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event
from tests.giving.card_gifts import ask_stripe, give, pay, the_gift
from tests.giving.drives import a_drive
from tests.payments.fake_stripe import FakeStripe


def test_a_gift_on_its_way_keeps_its_giver_when_their_last_booking_is_erased(
    client: Browser, stripe: FakeStripe
) -> None:
    event = an_event()
    booking = a_booking(event, name="Ana Lopez", email="ana@example.test")
    with db.writing():
        past = db.lock(event)
        past.starts_at, past.ends_at = TODAY - timedelta(days=401), TODAY - timedelta(days=400)
    a_drive()
    give(client)
    named = (the_gift().name, the_gift().email)
    assert named[1] == "ana@example.test"
    with db.writing():
        assert rules.forget_old(now=TODAY, days=365) == 1
    db.session.expire_all()
    assert booking.erased_at is not None
    assert (the_gift().name, the_gift().email) == named
    assert db.session.scalars(select(Order.email_key)).one() == "ana@example.test"
    pay(stripe)
    ask_stripe(stripe)
    receipts = select(Mail).where(Mail.kind.startswith("giving."), Mail.to_address == "ana@example.test")
    assert db.first(receipts) is not None
