"""What other programs do with Stripe's events, each as a patch: the negative controls of the schedules."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chapter import db
from chapter.gateways.stripe import Session
from chapter.gateways.stripe.objects import PaymentRecord
from chapter.payments import queries, tasks
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import StripeEvent
from chapter.payments.rules import balance_transactions, fulfillment, ledger
from chapter.payments.tasks import stripe_sync
from tests.payments.fake_stripe import FakeStripe

Break = Callable[[pytest.MonkeyPatch, FakeStripe], None]


def booked_again(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """What went back is booked each time it is told."""
    known = ledger._returns_of
    patch.setattr(
        ledger,
        "_returns_of",
        lambda payment: [one._replace(object_id="") for one in known(payment)],
    )


def marked_first(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """An event counts as done before its work is."""
    understand = tasks._apply_event

    def marked(event: StripeEvent, now: datetime) -> str:
        with db.writing():
            db.lock(event).processed_at = now
        return understand(event, now)

    patch.setattr(tasks, "_apply_event", marked)
    for module, job in (
        (tasks, "refresh_open_attempts"),
        (tasks, "refresh_due_payments"),
        (stripe_sync, "read_balance_transactions"),
    ):
        patch.setattr(module, job, lambda _now: 0)


def finished_is_paid(patch: pytest.MonkeyPatch, stripe: FakeStripe) -> None:
    """A finished Checkout is taken for money."""
    asked = stripe.session

    def believed(session_id: str) -> Session:
        found = asked(session_id)
        return replace(found, paid=found.complete, failed=False)

    patch.setattr(stripe, "session", believed)


def second_is_dropped(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """What an order does not take is forgotten."""
    patch.setattr(ledger, "book_surplus", lambda *_given, **_named: None)


def early_refund_is_dropped(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """A refund that is heard before its payment is nobody's, and nothing looks again."""
    take = fulfillment.apply_payment

    def known_alone(money: PaymentRecord, *, live: bool, now: datetime) -> Payment | None:
        return take(money, live=live, now=now) if queries.payment_by_intent(money.intent) else None

    patch.setattr(fulfillment, "apply_payment", known_alone)
    for module, job in ((tasks, "refresh_due_payments"), (stripe_sync, "read_balance_transactions")):
        patch.setattr(module, job, lambda _now: 0)


def appeals_are_unknown(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """A dispute that was won once stays won."""
    gone = balance_transactions.returned_cents

    def won_for_good(one: Any) -> int:
        again = one.id.startswith("dp") and sum(line.amount_cents > 0 for line in one.lines)
        return 0 if again else gone(one)

    patch.setattr(balance_transactions, "returned_cents", won_for_good)


def head_stops_all(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """An event that is not ours is tried for ever, and whatever stands behind it waits."""

    def one_after_the_other(
        _what: str, found: Iterable[Any], do: Callable[[Any], bool], _failed: object = None
    ) -> int:
        well = 0
        for one in found:
            try:
                well += do(one)
            except Exception:
                db.session.rollback()
                return well
        return well

    def never_final(event: StripeEvent, outcome: str, now: datetime) -> None:
        if outcome != "done":
            raise RuntimeError(outcome)
        end(event, outcome, now)

    end = tasks._end_event
    patch.setattr(tasks, "for_each", one_after_the_other)
    patch.setattr(tasks, "_end_event", never_final)


def late_lines_are_missed(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """What Stripe kept is asked for once, when the money comes."""
    for module, job in ((tasks, "refresh_due_payments"), (stripe_sync, "read_balance_transactions")):
        patch.setattr(module, job, lambda _now: 0)


def heard_is_received(patch: pytest.MonkeyPatch, _stripe: FakeStripe) -> None:
    """Money has the day on which it was heard of."""
    arrive = fulfillment._book_arrival

    def today(order: Order, object_id: str, cents: int, currency: str, _at: datetime, now: datetime) -> Any:
        return arrive(order, object_id, cents, currency, now, now)

    patch.setattr(fulfillment, "_book_arrival", today)


BROKEN: tuple[Break, ...] = (
    booked_again, marked_first, finished_is_paid, second_is_dropped, early_refund_is_dropped,
    appeals_are_unknown, head_stops_all, late_lines_are_missed, heard_is_received,
)  # fmt: skip
