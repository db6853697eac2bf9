"""What happens in one moment: nobody is told that nothing was charged who may have paid, and two that meet in
the books never wait for each other."""

from typing import Any

import pytest
from flask import Flask

from chapter import db
from chapter.giving.rules import drives, gifts
from chapter.giving.rules.gifts import GiftInput
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import ledger, receipts
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.card_gifts import give, pay
from tests.giving.drives import a_drive, paid_by_card, payment_of
from tests.payments.fake_stripe import FakeStripe
from tests.races import meeting_point, mine, writing_at_once


def test_who_paid_and_presses_again_while_stripe_is_silent_is_not_told_that_nothing_was_charged(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client, "50")
    pay(stripe)
    stripe.silent = True
    page = give(client, "50")
    assert page.status == 503
    assert "If you already paid, we will email you" in page.html
    assert "nothing was charged" not in page.html


def test_who_pays_in_the_other_tab_while_this_one_is_pressed_is_told_so(
    client: Browser, stripe: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_drive()
    give(client, "50")
    expire = stripe.expire

    def too_late(session_id: str) -> Any:
        pay(stripe)
        return expire(session_id)

    monkeypatch.setattr(stripe, "expire", too_late)
    page = give(client, "75")
    assert page.status == 422
    assert "You paid a moment ago" in page.html


def test_a_gift_that_arrives_and_a_refund_of_the_same_drive_never_wait_for_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = a_drive()
    refunded = payment_of(paid_by_card(drive)).id
    with db.writing():
        wanted = GiftInput(60_00, "Bea Bell", "bea@example.test")
        gift = gifts.make_gift(drive, wanted, raised_cents=0, person=None, nonce="bea", now=TODAY)
        order = gifts.open_order(gift, now=TODAY).id

    def arrives() -> None:
        found = db.session.get_one(Order, order)
        ledger.book_payment(found, object_id="pi_bea", method=CARD, received_at=TODAY, now=TODAY)

    def goes_back() -> None:
        payment = db.session.get_one(Payment, refunded)
        ledger.book_return(payment, ledger.REFUND, "re_ana", 1_000, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)

    arriving, is_arriving = mine(arrives)
    returning, is_returning = mine(goes_back)
    meet = meeting_point(of=2, seconds=1)
    issue, changed = receipts.issue, drives.wall_changed

    def issued(*given: Any, **named: Any) -> Any:
        made = issue(*given, **named)
        if is_arriving():
            meet()
        return made

    def wall(*given: Any) -> None:
        changed(*given)
        if is_returning():
            meet()

    monkeypatch.setattr(receipts, "issue", issued)
    monkeypatch.setattr(drives, "wall_changed", wall)
    assert not any(isinstance(one, Refused) for one in writing_at_once(app, arriving, returning))
