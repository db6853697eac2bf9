"""What comes to the webhook, and what Stripe says of a session: only what is ours, signed, fresh and right
is booked, and once."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Stripe
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import StripeEvent
from tests.browser import Browser, Page
from tests.payments.fake_stripe import KEY, SECRET, FakeStripe
from tests.payments.orders import a_call

Sessions = Callable[..., tuple[Order, str]]


def call(client: Browser, body: bytes, signature: str | None) -> Page:
    headers = {"Stripe-Signature": signature} if signature is not None else {}
    return client.send("POST", "/stripe/webhook", data=body, headers=headers, content_type="application/json")


def kept() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(StripeEvent.event_id)))


def test_an_event_is_kept_once_and_acknowledged_each_time(client: Browser, stripe: FakeStripe) -> None:
    body, signature = a_call("checkout.session.completed", "cs_1", event_id="evt_1")
    assert [call(client, body, signature).status for _ in range(3)] == [204, 204, 204]
    assert kept() == ["evt_1"]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("unsigned", lambda body, _signature: (body, None)),
        ("signed by nobody", lambda body, _signature: (body, "t=1,v1=abc")),
        ("nonsense", lambda body, _signature: (body, "\x7f")),
        ("another body", lambda body, signature: (body + b" ", signature)),
        ("no json", lambda _body, _signature: (b"x", a_call("a", "b")[1])),
    ],
)
def test_what_stripe_did_not_sign_is_refused(
    client: Browser, stripe: FakeStripe, what: str, change: Callable[..., tuple[bytes, str | None]]
) -> None:
    body, signature = change(*a_call("checkout.session.completed", "cs_1"))
    assert (what, call(client, body, signature).status) == (what, 400)
    assert kept() == []


def test_another_secret_an_old_time_and_the_other_mode_are_refused(
    client: Browser, stripe: FakeStripe
) -> None:
    for wrong in ({"secret": "whsec_other"}, {"at": int(time.time()) - 301}, {"livemode": True}):
        assert (wrong, call(client, *a_call("a.b", "cs_1", **wrong)).status) == (wrong, 400)
    assert kept() == []


def test_five_minutes_are_not_too_old(client: Browser, stripe: FakeStripe) -> None:
    assert call(client, *a_call("a.b", "cs_1", at=int(time.time()) - 290)).status == 204


def test_a_blank_secret_proves_nothing(client: Browser, stripe: FakeStripe) -> None:
    stripe.webhook_secret = ""
    assert call(client, *a_call("a.b", "cs_1", secret="")).status == 400


def test_without_stripe_there_is_no_webhook(client: Browser, app: Flask) -> None:
    assert call(client, *a_call("a.b", "cs_1")).status == 404


def test_what_could_not_be_kept_is_not_acknowledged(
    client: Browser, stripe: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(StripeEvent, "__init__", fail)
    assert call(client, *a_call("a.b", "cs_1")).status == 500


def test_the_secret_is_compared_by_the_library_of_stripe() -> None:
    body, signature = a_call("a.b", "cs_1", event_id="evt_7")
    heard = Stripe(KEY, SECRET).heard(body, signature)
    assert (heard.id, heard.kind, heard.object_id, heard.livemode) == ("evt_7", "a.b", "cs_1", False)


def test_stripe_is_asked_with_no_transaction_open(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="no transaction open"), db.writing():
        Stripe(KEY, SECRET).session("cs_1")
