"""Books of the version before this one: brought up they hold the same, and each payment is asked about."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

import config
from chapter import db
from chapter.gateways import Gateways
from chapter.payments import queries, reconciliation
from chapter.payments.models.ledger import LedgerEntry, Payment
from tests import factories
from tests.applications import application
from tests.conftest import SETTINGS, MovableClock
from tests.databases import Database
from tests.giving.drives import a_drive, paid_by_card

BEFORE, NOW = "0020", "head"


@pytest.fixture
def site(empty_database: Callable[[], Database]) -> Iterator[Flask]:
    """An application on an empty database of its own."""
    settings = config.load({**SETTINGS, "DATABASE_URL": empty_database().url})
    with application(settings, Gateways(clock=MovableClock())) as made, made.app_context():
        upgrade()
        factories.the_chapter()
        yield made
        db.session.remove()


def movements() -> list[tuple[str, str, str, int]]:
    found = select(
        LedgerEntry.kind, LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_cents
    ).order_by(LedgerEntry.id)
    return [tuple(row) for row in db.session.execute(found)]  # type: ignore[misc]  # four columns


@pytest.mark.usefixtures("site")
def test_books_that_come_down_and_up_again_hold_the_same_and_name_their_payments() -> None:
    paid_by_card(a_drive(), 50_00, fee=1_40)
    before = movements()
    db.session.remove()
    downgrade(revision=BEFORE)
    with db.database.engine.connect() as connection:
        assert connection.scalars(text("SELECT fee_known FROM payments")).all() == [True]
    upgrade(revision=NOW)
    payment = db.session.scalars(select(Payment)).one()
    assert movements() == before
    assert set(db.session.scalars(select(LedgerEntry.payment_id))) == {payment.id}
    assert (payment.currency, payment.surplus_why) == ("usd", "")
    now = datetime.now(UTC)
    assert queries.payments_to_refresh(now) == [payment]
    assert db.session.scalars(reconciliation.unsettled_payments(now + timedelta(hours=23))).all() == []
    assert db.session.scalars(reconciliation.unsettled_payments(now + timedelta(hours=25))).all() == [payment]
