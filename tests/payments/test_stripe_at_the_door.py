"""What comes to the webhook, and what Stripe says of a session: only what is ours, signed, fresh and right
is booked, and once."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Stripe
from chapter.payments import queries, tasks
from chapter.payments.mirror import StripeEvent
from chapter.payments.models import Movement, Order, Payment
from chapter.payments.rules.settling import NotOurs
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.payments.pretend import KEY, SECRET, Bought, Pretend, a_call

Sessions = Callable[..., tuple[Order, str]]


def call(client: Browser, body: bytes, signature: str | None) -> Page:
    headers = {"Stripe-Signature": signature} if signature is not None else {}
    return client.send("POST", "/stripe/webhook", data=body, headers=headers, content_type="application/json")


def kept() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(StripeEvent.event_id)))


def test_an_event_is_kept_once_and_acknowledged_each_time(client: Browser, stripe: Pretend) -> None:
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
    client: Browser, stripe: Pretend, what: str, change: Callable[..., tuple[bytes, str | None]]
) -> None:
    body, signature = change(*a_call("checkout.session.completed", "cs_1"))
    assert (what, call(client, body, signature).status) == (what, 400)
    assert kept() == []


def test_another_secret_an_old_time_and_the_other_mode_are_refused(client: Browser, stripe: Pretend) -> None:
    for wrong in ({"secret": "whsec_other"}, {"at": int(time.time()) - 301}, {"livemode": True}):
        assert (wrong, call(client, *a_call("a.b", "cs_1", **wrong)).status) == (wrong, 400)
    assert kept() == []


def test_five_minutes_are_not_too_old(client: Browser, stripe: Pretend) -> None:
    assert call(client, *a_call("a.b", "cs_1", at=int(time.time()) - 290)).status == 204


def test_a_blank_secret_proves_nothing(client: Browser, stripe: Pretend) -> None:
    stripe.webhook_secret = ""
    assert call(client, *a_call("a.b", "cs_1", secret="")).status == 400


def test_without_stripe_there_is_no_webhook(client: Browser, app: Flask) -> None:
    assert call(client, *a_call("a.b", "cs_1")).status == 404


def test_what_could_not_be_kept_is_not_acknowledged(
    client: Browser, stripe: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(StripeEvent, "__init__", fail)
    assert call(client, *a_call("a.b", "cs_1")).status == 500


def test_the_secret_is_compared_by_the_library_of_stripe() -> None:
    body, signature = a_call("a.b", "cs_1", event_id="evt_7")
    heard = Stripe(KEY, SECRET).heard(body, signature)
    assert (heard.id, heard.kind, heard.object_id, heard.livemode) == ("evt_7", "a.b", "cs_1", False)


def test_a_payment_is_booked_by_its_webhook_and_by_no_second_one(
    client: Browser, stripe: Pretend, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    for _ in range(2):
        call(client, *a_call("checkout.session.completed", session_id))
        tasks.work_off(TODAY + timedelta(days=1))
    assert bought.fulfilled == [order.public_id]
    assert queries.brought([order.id]) == 10_300
    assert queries.waiting_events(TODAY + timedelta(days=9)) == []


def test_a_lost_webhook_is_made_up_for_by_the_sweep(stripe: Pretend, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    tasks.sweep(TODAY + timedelta(seconds=59))
    assert queries.brought([order.id]) == 0
    tasks.sweep(TODAY + timedelta(seconds=61))
    assert queries.brought([order.id]) == 10_300


def test_a_bank_debit_under_way_is_not_money_yet(
    stripe: Pretend, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id, paid=False)
    assert not tasks.settle(session_id, now=TODAY)
    db.session.refresh(order)
    assert (order.unpaid_since, order.paid_at, bought.fulfilled) == (TODAY, None, [])
    stripe.change(session_id, "async_payment_succeeded", paid=True)
    assert tasks.settle(session_id, now=TODAY)
    assert bought.fulfilled == [order.public_id]


def test_a_bank_debit_that_failed_leaves_the_order_open_for_another_try(
    client: Browser, stripe: Pretend, a_session: Sessions
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id, paid=False)
    tasks.settle(session_id, now=TODAY)
    stripe.change(session_id, "async_payment_failed", failed=True)
    call(client, *a_call("checkout.session.async_payment_failed", session_id))
    tasks.work_off(TODAY + timedelta(days=1))
    db.session.refresh(order)
    assert (order.unpaid_since, order.open) == (None, True)
    assert queries.open_attempts(TODAY + timedelta(days=9)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_cents": 1},
        {"amount_cents": 10_301},
        {"currency": "eur"},
        {"reference": "b" * 16},
        {"livemode": True},
    ],
    ids=str,
)
def test_a_session_that_is_not_what_we_asked_for_is_never_booked(
    stripe: Pretend, a_session: Sessions, bought: Bought, wrong: dict[str, object]
) -> None:
    _, session_id = a_session()
    stripe.pay(session_id)
    stripe.sessions[session_id] = replace(stripe.sessions[session_id], **wrong)  # type: ignore[arg-type]  # its own fields
    with pytest.raises(NotOurs):
        tasks.settle(session_id, now=TODAY)
    assert bought.fulfilled == []
    assert db.session.scalars(select(Movement)).all() == []


def test_a_session_of_somebody_else_pays_nothing_of_ours(
    client: Browser, stripe: Pretend, a_session: Sessions, bought: Bought
) -> None:
    _, session_id = a_session()
    stripe.pay(session_id)
    stripe.sessions["cs_foreign"] = replace(stripe.sessions[session_id], id="cs_foreign")
    call(client, *a_call("checkout.session.completed", "cs_foreign"))
    tasks.work_off(TODAY + timedelta(days=1))
    assert bought.fulfilled == []
    event = db.session.scalars(select(StripeEvent)).one()
    assert (event.worked_at, event.tries, "no attempt of ours" in event.trouble) == (None, 1, True)


def test_a_refund_told_twice_by_two_events_is_booked_once(
    client: Browser, stripe: Pretend, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    tasks.settle(session_id, now=TODAY)
    stripe.give_back(session_id, 1_000)
    for kind, object_id in [*stripe.told[1:], *stripe.told[1:]]:
        call(client, *a_call(kind, object_id))
    tasks.work_off(TODAY + timedelta(days=1))
    assert queries.brought([order.id]) == 9_300
    assert bought.returned == [(order.public_id, 1_000)]


def test_a_refund_heard_before_its_payment_waits_for_it(
    client: Browser, stripe: Pretend, a_session: Sessions
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    refund = stripe.give_back(session_id, 1_000)
    call(client, *a_call("refund.created", refund))
    tasks.work_off(TODAY + timedelta(days=1))
    assert queries.brought([order.id]) == 0
    tasks.settle(session_id, now=TODAY)
    tasks.reconcile(TODAY)
    assert queries.brought([order.id]) == 9_300


def test_when_stripe_is_silent_the_event_waits_longer_each_time(
    client: Browser, stripe: Pretend, a_session: Sessions
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    call(client, *a_call("checkout.session.completed", session_id))
    now, stripe.silent = TODAY + timedelta(days=1), True
    waited = []
    for _ in range(3):
        tasks.work_off(now)
        event = db.session.scalars(select(StripeEvent)).one()
        waited.append((event.due_at - now).total_seconds())
        now = event.due_at
    assert waited == [10, 20, 40]
    stripe.silent = False
    tasks.work_off(now)
    assert queries.brought([order.id]) == 10_300


def test_the_fee_is_learned_from_stripe(stripe: Pretend, a_session: Sessions) -> None:
    _, session_id = a_session()
    stripe.pay(session_id)
    tasks.settle(session_id, now=TODAY)
    stripe.silent = True
    tasks.learn_fees(TODAY)
    assert not db.session.scalars(select(Payment)).one().fee_known
    stripe.silent = False
    tasks.learn_fees(TODAY)
    assert db.session.scalars(select(Movement.amount_cents).where(Movement.kind == "fee")).all() == [257]


def test_stripe_is_asked_with_no_transaction_open(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="no transaction open"), db.writing():
        Stripe(KEY, SECRET).session("cs_1")
