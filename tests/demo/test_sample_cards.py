"""The sample's payments by card are true on both sides: in the books, and at Stripe's stand-in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

import config
from chapter import audit, create_app, db
from chapter.audit import Actor
from chapter.demo import build, fresh, serve
from chapter.demo.cards import MANY, Dated
from chapter.demo.giving import FEE_FIXED, FEE_RATE
from chapter.demo.stripe.shelf import Shelf
from chapter.gateways import Gateways, current
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.payments import comparing, queries, reading, tasks
from chapter.payments.mirror import MirrorState, StripeLine
from chapter.payments.models import CARD, FEES, Movement, Order, Payment
from chapter.payments.rules import settling
from chapter.settings.models import Chapter
from tests.conftest import SETTINGS, MovableClock
from tests.demo.conftest import SMALL
from tests.factories import TODAY
from tests.stand_in import StandIn, free_port

CARDS = MANY + 5
"""Those that stay, the disputed two, the one refunded in part, and the one that was paid twice."""


@pytest.fixture(scope="session")
def built_with_cards(place: Path) -> Iterator[tuple[Flask, StandIn]]:
    """A small sample chapter built today beside a stand-in, which runs on what was built."""
    folder = place / "cards"
    folder.mkdir()
    clock = MovableClock()
    clock.at(TODAY)
    app = create_app(
        config.load({**SETTINGS, "DATABASE_URL": f"sqlite:///{folder / 'sample.sqlite'}"}),
        Gateways(clock=clock, mailer=None),
    )
    with app.app_context():
        upgrade()
        shelf = Shelf(folder / "stripe.sqlite")
        account = Dated(shelf, "http://127.0.0.1:9/demo/stripe/checkout", FEE_RATE, FEE_FIXED)
        build.build(SMALL, now=TODAY, stand_in=account)
        shelf.close()
        db.session.remove()
    stand_in = StandIn.at(folder, "http://127.0.0.1:9", free_port())
    stand_in.start()
    yield app, stand_in
    stand_in.kill()
    with app.app_context():
        db.database.engine.dispose()


@pytest.fixture
def cards(built_with_cards: tuple[Flask, StandIn]) -> Iterator[StandIn]:
    """That sample, to look at, and its stand-in."""
    app, stand_in = built_with_cards
    with app.app_context():
        yield stand_in
        db.session.remove()


def test_the_books_are_stripes_to_the_cent(cards: StandIn) -> None:
    (balance,) = comparing.balances()
    assert balance.booked_cents > 2_000_00
    assert balance.difference_cents == 0
    assert comparing.differences() == []
    assert db.session.scalars(comparing.waiting(TODAY + timedelta(days=9))).all() == []
    lines = {line["id"] for line in cards.books(latest=500)["balance_transactions"]}
    assert set(db.session.scalars(select(StripeLine.line_id))) < lines


def test_it_shows_what_a_treasurer_has_to_know(cards: StandIn) -> None:
    by_card = select(func.count()).where(Payment.method == CARD)
    assert db.session.scalar(by_card) == CARDS
    (surplus,) = db.session.scalars(comparing.to_be_given_back())
    assert (surplus.surplus_why, surplus.returned_cents) == (settling.SECOND, 0)
    (disputed,) = db.session.scalars(queries.disputed())
    assert (disputed.returned_cents, disputed.lost_cents) == (disputed.amount_cents, 0)
    (part,) = db.session.scalars(select(Payment).where(Payment.lost_cents > 0))
    assert part.lost_cents == 70_00 < part.amount_cents
    assert db.session.scalar(select(func.count()).where(Movement.kind == "dispute won")) == 1
    foreign = db.session.scalars(comparing.not_ours()).all()
    assert [line.amount_cents for line in foreign] == [42_00, 42_00]
    assert db.session.scalar(select(func.count()).where(StripeLine.kind == "payout")) == 1
    (under_way,) = db.session.scalars(queries.open_orders())
    assert under_way.unpaid_since is not None


def test_a_covered_gift_arrives_whole(cards: StandIn) -> None:
    covered = select(Payment, Gift.net_cents).join(Order).join(Gift, Gift.public_id == Order.reference)
    kept = select(func.sum(Movement.amount_cents)).where(Movement.debit == FEES, Movement.kind == "fee")
    plain = covered.where(Gift.cover_cents > 0, Payment.returned_cents == 0, Payment.surplus_why == "")
    found = db.session.execute(plain).all()
    assert len(found) > 9
    for payment, net_cents in found:
        fee = db.session.scalar(kept.where(Movement.payment_id == payment.id))
        if db.session.scalar(select(func.count()).where(StripeLine.payment_id == payment.id)) == 1:
            assert payment.amount_cents - fee == net_cents


def test_nobody_there_is_real(cards: StandIn) -> None:
    told = [*db.session.scalars(select(Order.payer_email)), *db.session.scalars(select(Mail.to_address))]
    told += [one["billing_details"]["email"] for one in cards.books(latest=500)["charges"]]
    assert [address for address in told if address and not address.endswith(".test")] == []


def everything() -> list[object]:
    """What is known of Stripe, but for when it was asked."""
    db.session.expire_all()
    payments = select(
        Payment.id, Payment.returned_cents, Payment.lost_cents, Payment.waits_since, Payment.unknown_at
    )
    counts = [select(func.count()).select_from(model) for model in (Movement, StripeLine, Order, Mail)]
    return [*map(tuple, db.session.execute(payments)), *map(db.session.scalar, counts)]


def test_a_day_later_the_worker_finds_nothing_new(cards: StandIn) -> None:
    before, tomorrow = everything(), TODAY + timedelta(days=1)
    current().stripe = cards.gateway()
    try:
        assert len(queries.to_look_at(tomorrow)) == tasks.AT_ONCE
        while queries.to_look_at(tomorrow):
            tasks.look_again(tomorrow)
        tasks.sweep(tomorrow)
        reading.read_lines(tomorrow)
    finally:
        current().stripe = None
    assert db.session.scalars(select(MirrorState.listed_until)).one() == tomorrow
    assert everything() == before


def test_without_a_stand_in_nothing_is_paid_by_card(sample: Flask) -> None:
    assert db.session.scalar(select(func.count()).where(Payment.method == CARD)) == 0
    assert fresh.paired(None)


@pytest.mark.usefixtures("cards")
def test_a_sample_knows_its_own_stand_in(place: Path, tmp_path: Path) -> None:
    assert fresh.paired(place / "cards" / "stripe.sqlite")
    assert not fresh.paired(tmp_path / "gone.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()
    assert not fresh.paired(None)
    Shelf(tmp_path / "another.sqlite").close()
    assert not fresh.paired(tmp_path / "another.sqlite")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as the demo starts it, which makes a small sample."""
    clock = MovableClock()
    clock.at(TODAY)
    monkeypatch.setattr(build, "Size", lambda: SMALL)
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    app = create_app(config.load({**SETTINGS, "DATABASE_URL": url}), Gateways(clock=clock, mailer=None))
    yield app
    with app.app_context():
        db.database.engine.dispose()


def intents(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Payment.object_id).where(Payment.method == CARD)))


@pytest.mark.sqlite
def test_when_one_side_of_the_sample_is_gone_both_are_made_anew_unless_somebody_used_it(
    small: Flask, tmp_path: Path
) -> None:
    file = tmp_path / fresh.STRIPE.name
    assert serve.prepare(small, file)
    first = intents(small)
    assert len(first) == CARDS
    assert serve.prepare(small, file)
    assert intents(small) == first
    file.unlink()
    assert serve.prepare(small, file)
    second = intents(small)
    assert len(second) == CARDS
    assert not second & first
    with small.app_context(), db.writing():
        audit.record("changed", db.session.get_one(Chapter, 1), by=Actor("guest"), now=TODAY)
    file.unlink()
    assert not serve.prepare(small, file)
    assert intents(small) == second
    assert not file.exists()
