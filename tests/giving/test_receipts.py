"""Receipts belong to money that stays: no gap in a rush, and nothing is voided before a dispute is lost."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.giving import queries
from chapter.giving.models import Drive
from chapter.mail.models import Mail
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.models.ledger import Payment
from chapter.payments.models.receipts import Receipt
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.card_gifts import ask_stripe, given
from tests.giving.drives import a_drive
from tests.payments.fake_stripe import FakeStripe
from tests.races import writing_at_once

AT_ONCE = 8


def numbers() -> list[int]:
    """Of every receipt, in their order."""
    db.session.rollback()
    return list(db.session.scalars(select(Receipt.number).order_by(Receipt.number)))


def test_gifts_of_one_moment_have_numbers_one_after_the_other(app: Flask) -> None:
    drive_id = a_drive().id

    def enter(place: int) -> None:
        drive = db.session.get_one(Drive, drive_id)
        came = OfflineInput(10_00 + place, f"Giver {place}", f"g{place}@example.test")
        entry.record_gift(
            drive, came, method="check", received_on=TODAY.date(), nonce=f"form {place}", by=GUEST, now=TODAY
        )

    writing_at_once(app, *(partial(enter, place) for place in range(AT_ONCE)))
    assert numbers() == list(range(1, AT_ONCE + 1))


@pytest.fixture
def disputed(client: Browser, stripe: FakeStripe) -> Callable[[], str]:
    """Lets a gift of $100 be given and then disputed; the number of the dispute."""

    def make() -> str:
        a_drive()
        given(client, stripe)
        dispute = stripe.dispute(next(iter(stripe.sessions)))
        ask_stripe(stripe)
        return dispute

    return make


def standing() -> Receipt:
    """The receipt that holds."""
    db.session.rollback()
    return db.session.scalars(select(Receipt).where(Receipt.voided_at.is_(None))).one()


def raised() -> int:
    """What the meter says, in cents."""
    db.session.rollback()
    return queries.figures(db.session.scalars(select(Drive)).one()).raised_cents


def test_an_open_dispute_takes_the_money_and_leaves_the_receipt(
    client: Browser, disputed: Callable[[], str]
) -> None:
    disputed()
    assert numbers() == [1]
    assert raised() == 0
    factories.sign_in(client, "treasurer")
    assert "$100 from Ana Lopez is disputed by the bank" in client.get("/office/giving/stripe").html


def test_a_dispute_that_is_won_changes_no_receipt(stripe: FakeStripe, disputed: Callable[[], str]) -> None:
    stripe.win(disputed())
    ask_stripe(stripe)
    assert numbers() == [1]
    assert raised() == 100_00


def test_a_dispute_that_is_lost_voids_the_receipt_and_tells_her_once(
    client: Browser, stripe: FakeStripe, disputed: Callable[[], str]
) -> None:
    stripe.lose(disputed())
    for _ in range(2):
        ask_stripe(stripe)
    assert numbers() == [1, 2]
    assert standing().snapshot["deductible_cents"] == 0
    assert raised() == 0
    mails = list(db.session.scalars(select(Mail.kind).where(Mail.kind == "giving.receipt")))
    assert len(mails) == 2
    assert db.session.scalars(select(Payment.final_returned_cents)).one() == 100_00
    factories.sign_in(client, "treasurer")
    assert "is disputed by the bank" not in client.get("/office/giving/stripe").html
