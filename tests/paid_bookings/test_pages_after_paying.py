"""What she reads after Checkout, and what the office reads of the money."""

from chapter.schedule import advance_waitlists
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event
from tests.paid_bookings.holds import at_checkout, held, pays
from tests.paid_bookings.test_held_until_paid import LATE
from tests.payments.fake_stripe import FakeStripe


def landed(client: Browser, session_id: str) -> str:
    """The page after Checkout, in the browser that went there."""
    client.put_into_cookie(payer="her browser")
    return client.get(f"/give/thanks?session_id={session_id}").text


def test_she_reads_that_the_seats_are_hers(client: Browser, stripe: FakeStripe) -> None:
    ana = held(an_event("Supper", seats=2), of=2)
    session_id = at_checkout(stripe, ana)
    assert "once your payment is confirmed" in landed(client, session_id)
    pays(stripe, session_id)
    assert "Supper" in landed(client, session_id)


def test_she_reads_that_her_money_goes_back(client: Browser, stripe: FakeStripe) -> None:
    event = an_event(seats=1)
    ana = held(event)
    a_booking(event)
    session_id = at_checkout(stripe, ana)
    advance_waitlists(LATE)
    pays(stripe, session_id, LATE)
    assert "We’re refunding your full payment" in landed(client, session_id)


def test_the_treasurer_finds_the_booking_and_its_account(client: Browser, stripe: FakeStripe) -> None:
    event = an_event("Supper", seats=2)
    ana = held(event)
    session_id = at_checkout(stripe, ana)
    second = stripe.second_session(session_id)
    pays(stripe, session_id)
    pays(stripe, second)
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe").text
    assert "charged a second time for a booking" in page
    assert "View booking" in page
    ledger = client.post(f"/office/giving/ledger-{TODAY.year}-{TODAY.month:02}.csv").body.decode()
    assert "Supper" in ledger


def test_her_press_books_what_she_paid_or_gives_it_back(client: Browser, stripe: FakeStripe) -> None:
    """Each in few statements, on both databases: tests/long_transactions.py looks at every transaction."""
    event = an_event(seats=1)
    ana = held(event)
    late = at_checkout(stripe, ana)
    advance_waitlists(LATE)
    bea = held(event, now=LATE)
    in_time = at_checkout(stripe, bea, LATE)
    client.put_into_cookie(payer="her browser")
    for session_id, said in ((in_time, "Thank you"), (late, "We’re refunding your full payment")):
        stripe.pay(session_id)
        assert said in client.post("/give/thanks", session_id=session_id).text
    assert (ana.going, bea.going) == (False, True)
