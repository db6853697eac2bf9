"""Who may go to Checkout how often: a room full of givers may, who tries stolen cards may not."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.giving.models import Gift
from chapter.security import throttle
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.giving.card_gifts import give, pay
from tests.giving.drives import a_drive
from tests.payments.fake_stripe import FakeStripe

MOST = throttle.CHECKOUT.most


def phone(app: Flask, client: Browser, number: int, **more: str) -> int:
    """Somebody else in the room gives, on the same wifi; the status of the answer."""
    email = more.pop("email", f"guest{number}@example.test")
    return give(Browser(app), nonce=f"a phone in the room {number}", email=email, **more).status


def test_two_hundred_phones_on_one_wifi_give_at_once(client: Browser, app: Flask, stripe: FakeStripe) -> None:
    a_drive()
    assert {phone(app, client, number) for number in range(200)} == {303}
    assert db.session.scalar(select(func.count()).select_from(Gift)) == 200


def test_one_tablet_is_passed_around_for_as_long_as_each_pays(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    for number in range(2 * MOST):
        answer = give(client, nonce=f"on the tablet {number}", email=f"guest{number}@example.test")
        assert answer.status == 303
        client.post("/give/thanks", session_id=pay(stripe))


def test_who_never_pays_is_stopped_by_the_browser_whatever_email_is_typed(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    tried = [
        give(client, nonce=f"card number {number}", email=f"{number}@example.test").status
        for number in range(MOST + 2)
    ]
    assert tried == [303] * (MOST + 1) + [429]


def test_who_never_pays_is_stopped_by_the_email_whatever_browser_is_used(
    client: Browser, app: Flask, stripe: FakeStripe
) -> None:
    a_drive()
    tried = [phone(app, client, number, email="Ana@Example.test") for number in range(MOST + 1)]
    assert tried == [303] * MOST + [429]


def test_nobody_uses_up_the_tries_of_somebody_who_signed_in(
    client: Browser, app: Flask, stripe: FakeStripe
) -> None:
    a_drive()
    account = factories.an_account()
    for number in range(MOST):
        phone(app, client, number, email=account.email)
    factories.sign_in(client, account=account)
    assert client.post("/give/winter/checkout", follow=False, amount="50", nonce="hers" * 4).status == 303


def test_money_that_comes_is_taken_off_the_breaker_of_all(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    throttle.enforce(
        *[(throttle.CHECKOUT_OF_ALL, "")] * (throttle.CHECKOUT_OF_ALL.most - 1), now=factories.TODAY
    )
    for number in range(3):
        assert give(client, nonce=f"another form {number}").status == 303
        client.post("/give/thanks", session_id=pay(stripe))


def test_after_the_pause_it_works_again_with_what_was_typed(
    client: Browser, stripe: FakeStripe, clock: MovableClock
) -> None:
    a_drive()
    for number in range(MOST):
        give(client, nonce=f"another form {number}")
    page = give(client, tribute="memory", tribute_name="Ines", cover_fee="y", message="For Ines")
    assert page.status == 429
    form = page.form("give")
    clock.forward(timedelta(minutes=10))
    assert form.press("Give", follow=False).status == 303
    gift = db.session.scalars(select(Gift).order_by(Gift.id.desc())).first()
    assert gift is not None
    assert (gift.tribute_name, gift.message, gift.net_cents, gift.cover_cents) == (
        "Ines",
        "For Ines",
        10000,
        256,
    )
