"""The sample's payments by card are true on both sides: in the books, and at Stripe's stand-in."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

import config
from chapter import audit, db
from chapter.audit import Actor
from chapter.gateways import Gateways, current
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.payments import queries, reconciliation, tasks
from chapter.payments.models.ledger import CARD, FEES, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import MirroredTransaction, StripeSync
from chapter.payments.rules import fulfillment
from chapter.payments.tasks import stripe_sync
from chapter.settings.models import Chapter
from demo import serve
from sample import build, freshness
from sample.card_payments import MANY, Dated
from sample.drives import FEE_FIXED, FEE_RATE
from stripe_stand_in.store import Store
from tests import factories
from tests.browser import Browser
from tests.conftest import SETTINGS, MovableClock
from tests.factories import TODAY
from tests.further_applications import application
from tests.sample.conftest import SMALL
from tests.stripe_stand_in.stand_in import StandIn, free_port

CARDS = MANY + 5
"""Those that stay, the disputed two, the one refunded in part, and the one that was paid twice."""


@pytest.fixture(scope="session")
def built_with_cards(place: Path) -> Iterator[tuple[Flask, StandIn]]:
    """A small sample chapter built today beside a stand-in, which runs on what was built."""
    folder = place / "cards"
    folder.mkdir()
    clock = MovableClock()
    clock.at(TODAY)
    with application(
        config.load({**SETTINGS, "DATABASE_URL": f"sqlite:///{folder / 'sample.sqlite'}"}),
        Gateways(clock=clock, mailer=None),
    ) as app:
        with app.app_context():
            upgrade()
            store = Store(folder / "stripe.sqlite")
            account = Dated(store, "http://127.0.0.1:9/demo/stripe/checkout", FEE_RATE, FEE_FIXED)
            build.build(SMALL, now=TODAY, stand_in=account)
            store.close()
            db.session.remove()
        stand_in = StandIn.at(folder, "http://127.0.0.1:9", free_port())
        stand_in.start()
        yield app, stand_in
        stand_in.kill()


@pytest.fixture
def cards(built_with_cards: tuple[Flask, StandIn]) -> Iterator[StandIn]:
    """That sample, to look at, and its stand-in."""
    app, stand_in = built_with_cards
    with app.app_context():
        yield stand_in
        db.session.remove()


def test_the_books_are_stripes_to_the_cent(cards: StandIn) -> None:
    (balance,) = reconciliation.balances()
    assert balance.booked_cents > 2_000_00
    assert balance.difference_cents == 0
    assert reconciliation.differences() == []
    assert db.session.scalars(reconciliation.unsettled_payments(TODAY + timedelta(days=9))).all() == []
    lines = {line["id"] for line in cards.books(latest=500)["balance_transactions"]}
    assert set(db.session.scalars(select(MirroredTransaction.transaction_id))) < lines


def test_it_shows_what_a_treasurer_has_to_know(cards: StandIn) -> None:
    by_card = select(func.count()).where(Payment.method == CARD)
    assert db.session.scalar(by_card) == CARDS
    (surplus,) = db.session.scalars(reconciliation.payments_to_refund())
    assert (surplus.surplus_why, surplus.returned_cents) == (fulfillment.PAID_ALREADY, 0)
    (disputed,) = db.session.scalars(queries.disputed_payments())
    assert (disputed.returned_cents, disputed.final_returned_cents) == (disputed.amount_cents, 0)
    (part,) = db.session.scalars(select(Payment).where(Payment.final_returned_cents > 0))
    assert part.final_returned_cents == 70_00 < part.amount_cents
    assert db.session.scalar(select(func.count()).where(LedgerEntry.kind == "dispute won")) == 1
    foreign = db.session.scalars(reconciliation.foreign_transactions()).all()
    assert [line.amount_cents for line in foreign] == [42_00, 42_00]
    assert db.session.scalar(select(func.count()).where(MirroredTransaction.kind == "payout")) == 1
    (under_way,) = db.session.scalars(queries.open_orders())
    assert under_way.processing_since is not None


def test_a_covered_gift_arrives_whole(cards: StandIn) -> None:
    covered = select(Payment, Gift.net_cents).join(Order).join(Gift, Gift.public_id == Order.reference)
    kept = select(func.sum(LedgerEntry.amount_cents)).where(
        LedgerEntry.debit == FEES, LedgerEntry.kind == "fee"
    )
    plain = covered.where(Gift.cover_cents > 0, Payment.returned_cents == 0, Payment.surplus_why == "")
    found = db.session.execute(plain).all()
    assert len(found) > 9
    for payment, net_cents in found:
        fee = db.session.scalars(kept.where(LedgerEntry.payment_id == payment.id)).one() or 0
        if db.session.scalar(select(func.count()).where(MirroredTransaction.payment_id == payment.id)) == 1:
            assert 0 <= payment.amount_cents - fee - net_cents <= 1  # Stripe rounds, a cover is never short


def test_nobody_there_is_real(cards: StandIn) -> None:
    told = [*db.session.scalars(select(Order.payer_email)), *db.session.scalars(select(Mail.to_address))]
    told += [one["billing_details"]["email"] for one in cards.books(latest=500)["charges"]]
    assert [address for address in told if address and not address.endswith(".test")] == []


def everything() -> list[object]:
    """What is known of Stripe, but for when it was asked."""
    db.session.expire_all()
    payments = select(
        Payment.id,
        Payment.returned_cents,
        Payment.final_returned_cents,
        Payment.waits_since,
        Payment.missing_since,
    )
    counts = [
        select(func.count()).select_from(model) for model in (LedgerEntry, MirroredTransaction, Order, Mail)
    ]
    return [*map(tuple, db.session.execute(payments)), *map(db.session.scalar, counts)]


def test_a_day_later_the_worker_finds_nothing_new(cards: StandIn) -> None:
    before, tomorrow = everything(), TODAY + timedelta(days=1)
    current().stripe = cards.gateway()
    try:
        assert len(queries.payments_to_refresh(tomorrow)) == tasks.BATCH_SIZE
        while queries.payments_to_refresh(tomorrow):
            tasks.refresh_due_payments(tomorrow)
        tasks.refresh_open_attempts(tomorrow)
        stripe_sync.read_balance_transactions(tomorrow)
    finally:
        current().stripe = None
    assert db.session.scalars(select(StripeSync.listed_until)).one() == tomorrow
    assert everything() == before


def test_without_a_stand_in_nothing_is_paid_by_card(sample: Flask) -> None:
    assert db.session.scalar(select(func.count()).where(Payment.method == CARD)) == 0
    assert freshness.paired(None)


@pytest.mark.usefixtures("cards")
def test_a_sample_knows_its_own_stand_in(place: Path, tmp_path: Path) -> None:
    assert freshness.paired(place / "cards" / "stripe.sqlite")
    assert not freshness.paired(tmp_path / "gone.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()
    assert not freshness.paired(None)
    Store(tmp_path / "another.sqlite").close()
    assert not freshness.paired(tmp_path / "another.sqlite")


@pytest.fixture
def again(
    built_with_cards: tuple[Flask, StandIn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application as the demo starts it, on a copy of that sample; making a new one is watched."""
    old = Path(str(built_with_cards[0].config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
    for file, name in ((old, "demo.sqlite"), (old.with_name("stripe.sqlite"), freshness.STRIPE.name)):
        with sqlite3.connect(file) as source, sqlite3.connect(tmp_path / name) as copy:
            source.backup(copy)
    clock = MovableClock()
    clock.at(TODAY)
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    with application(
        config.load({**SETTINGS, "DATABASE_URL": url}), Gateways(clock=clock, mailer=None)
    ) as app:
        monkeypatch.setattr(build, "build", Mock())
        yield app


def made_anew() -> int:
    return build.build.call_count  # type: ignore[attr-defined, no-any-return]  # it is the fixture's Mock


@pytest.mark.sqlite
def test_a_sample_with_its_stand_in_is_kept(again: Flask, tmp_path: Path) -> None:
    assert serve.prepare(again, tmp_path / freshness.STRIPE.name)
    assert made_anew() == 0


@pytest.mark.sqlite
def test_a_sample_whose_stand_in_is_gone_is_made_anew_with_one(again: Flask, tmp_path: Path) -> None:
    file = tmp_path / freshness.STRIPE.name
    file.unlink()
    assert serve.prepare(again, file)
    assert made_anew() == 1
    assert "stand_in" in build.build.call_args.kwargs  # type: ignore[attr-defined]  # it is the fixture's Mock


@pytest.mark.sqlite
def test_with_a_sandbox_of_stripes_own_the_sample_is_made_anew_without_cards(again: Flask) -> None:
    assert serve.prepare(again, None)
    assert made_anew() == 1
    assert "stand_in" not in build.build.call_args.kwargs  # type: ignore[attr-defined]  # as above


@pytest.mark.sqlite
@pytest.mark.parametrize("used", ["changed", "paid"])
def test_a_sample_that_somebody_used_is_kept_without_its_stand_in(
    again: Flask, tmp_path: Path, used: str
) -> None:
    file = tmp_path / freshness.STRIPE.name
    file.unlink()
    with again.app_context(), db.writing():
        if used == "changed":
            audit.record("changed", db.session.get_one(Chapter, 1), by=Actor("guest"), now=TODAY)
        else:
            db.session.scalars(select(Order)).first().opened_at = TODAY + timedelta(minutes=1)  # type: ignore[union-attr]  # there are orders
    assert not serve.prepare(again, file)
    assert made_anew() == 0
    assert not file.exists()


@pytest.mark.sqlite
def test_the_treasurer_finds_all_of_it_on_two_pages(again: Flask) -> None:
    treasurer = Browser(again)
    with again.app_context():
        factories.sign_in(treasurer, "treasurer")
    today = treasurer.get("/office/").main
    assert "One thing at Stripe needs you" in today
    assert "is disputed by the bank" in today
    page = treasurer.get("/office/giving/stripe").main
    for words in ("Refund $", "charged a second time", "is disputed by the bank", "Payout", "Not ours"):
        assert words in page, words
    assert page.count("$42") == 2
    assert "Their bank has been sending it since" in page
    assert "Where they differ" not in page
    assert ".m.." not in page
