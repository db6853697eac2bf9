"""Stripe as it would be if it stood in this process: what is true there, and what it would answer.

It tells of everything by events that a test may lose, double, shuffle and hold back.
"""

import json
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import stripe

from chapter import db
from chapter.gateways.stripe import Checkout, Return, Session, Stripe, StripeRefused, StripeSilent
from chapter.payments import tasks
from chapter.payments.models import Order
from chapter.payments.purposes import Purpose
from chapter.payments.rules import orders
from tests.factories import TODAY

SECRET = "whsec_for_tests"
KEY = "sk_test_for_tests"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
RATE, FIXED = 0.022, 30


@dataclass
class Pretend(Stripe):
    """``sessions``, ``refunds`` and ``disputes`` are the truth; ``told`` the events that were not heard yet,
    as (kind, object). ``silent``: asking gives no answer."""

    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    asked: list[Checkout] = field(default_factory=list)
    refunds: dict[str, Return] = field(default_factory=dict)
    disputes: dict[str, Return] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    live: bool = False

    def __post_init__(self) -> None:
        super().__init__(KEY, SECRET)

    def open_session(self, wanted: Checkout) -> Session:
        """A session for each key."""
        self._answer()
        self.asked.append(wanted)
        if wanted.idempotency_key not in self.keys:
            made = Session(
                id=f"cs_test_{len(self.sessions)}", url=f"https://checkout.stripe.test/{len(self.sessions)}",
                status="open", paid=False, amount_cents=sum(item.amount_cents for item in wanted.items),
                currency=wanted.currency, reference=wanted.reference, payment_intent="", livemode=False,
            )  # fmt: skip
            self.sessions[made.id] = made
            self.keys[wanted.idempotency_key] = made.id
        return self.sessions[self.keys[wanted.idempotency_key]]

    def session(self, session_id: str) -> Session:
        """As it stands."""
        self._answer()
        if session_id not in self.sessions:
            raise StripeRefused("No such checkout.session")
        return self.sessions[session_id]

    def fee_of(self, payment_intent: str) -> int | None:
        """2.2 % and 30 cents."""
        self._answer()
        session = next(one for one in self.sessions.values() if one.payment_intent == payment_intent)
        return round(session.amount_cents * RATE) + FIXED

    def refunds_of(self, payment_intent: str) -> list[Return]:
        """Of one payment."""
        self._answer()
        return [one for one in self.refunds.values() if one.payment_intent == payment_intent]

    def disputes_of(self, payment_intent: str) -> list[Return]:
        """Of one payment."""
        self._answer()
        return [one for one in self.disputes.values() if one.payment_intent == payment_intent]

    def payment_intent_of(self, kind: str, object_id: str) -> str:
        """Of a refund, a dispute, or a charge, which is called like its payment here."""
        self._answer()
        if kind == "charge":
            return object_id
        return {**self.refunds, **self.disputes}[object_id].payment_intent

    def change(self, session_id: str, event: str, **more: object) -> Session:
        """Something happens to a session, and is told."""
        session = replace(self.sessions[session_id], **more)  # type: ignore[arg-type]  # its own fields
        self.sessions[session_id] = session
        self.told.append((f"checkout.session.{event}", session_id))
        return session

    def pay(self, session_id: str, *, paid: bool = True) -> Session:
        """She goes through it: paid at once, or by a bank debit that is under way."""
        intent = f"pi_{session_id}"
        return self.change(session_id, "completed", status="complete", paid=paid, payment_intent=intent)

    def give_back(self, session_id: str, cents: int) -> str:
        """A refund, as from the dashboard."""
        made = Return(f"re_{len(self.refunds)}", f"pi_{session_id}", cents, standing=True, ended=False, at=AT)
        self.refunds[made.id] = made
        self.told += [("charge.refunded", made.payment_intent), ("refund.created", made.id)]
        return made.id

    def refund_fails(self, refund_id: str) -> None:
        """It did not reach her bank, and the money is here again."""
        self.refunds[refund_id] = replace(self.refunds[refund_id], standing=False, ended=True)
        self.told += [("refund.failed", refund_id), ("refund.updated", refund_id)]

    def dispute(self, session_id: str) -> str:
        """Her bank takes all of it back."""
        session = self.sessions[session_id]
        made = Return(
            f"dp_{len(self.disputes)}", session.payment_intent, session.amount_cents,
            standing=True, ended=False, at=AT,
        )  # fmt: skip
        self.disputes[made.id] = made
        self.told += [("charge.dispute.created", made.id), ("charge.dispute.funds_withdrawn", made.id)]
        return made.id

    def lose(self, dispute_id: str) -> None:
        """Her bank keeps it."""
        self.disputes[dispute_id] = replace(self.disputes[dispute_id], ended=True)
        self.told.append(("charge.dispute.closed", dispute_id))

    def win(self, dispute_id: str) -> None:
        """The chapter was right."""
        self.disputes[dispute_id] = replace(self.disputes[dispute_id], standing=False, ended=True)
        self.told += [("charge.dispute.funds_reinstated", dispute_id), ("charge.dispute.closed", dispute_id)]

    def brought(self, session_id: str) -> int:
        """What of a session is the chapter's in the end: the truth, whatever was told in which order."""
        session = self.sessions[session_id]
        back = sum(one.amount_cents for one in self._gone(session))
        return session.amount_cents - back if session.paid else 0

    def lost(self, session_id: str) -> int:
        """What of a session went back and is under no dispute."""
        gone = self._gone(self.sessions[session_id])
        return sum(one.amount_cents for one in gone if one.id in self.refunds or one.ended)

    def _gone(self, session: Session) -> list[Return]:
        gone = [*self.refunds.values(), *self.disputes.values()]
        return [one for one in gone if one.standing and one.payment_intent == session.payment_intent]

    def _answer(self) -> None:
        if self.silent:
            raise StripeSilent("no answer")


def begin(order: Order, *, site: str = "http://a.test") -> str:
    """Goes to Checkout with her browser; its address."""
    with db.writing():
        attempt = orders.attempt(order, "her browser", now=TODAY)
    return tasks.begin(attempt, back=f"{site}/", landing=f"{site}/thanks", donation=True, now=TODAY)


def a_call(
    kind: str, object_id: str, *, event_id: str = "", secret: str = SECRET, livemode: bool = False,
    at: int | None = None,
) -> tuple[bytes, str]:  # fmt: skip
    """The body and the signature of a call of the webhook, as Stripe makes them."""
    body = json.dumps(
        {
            "id": event_id or f"evt_{random.getrandbits(64):x}", "object": "event", "type": kind,
            "api_version": stripe.api_version, "livemode": livemode, "created": 1_790_000_000,
            "data": {"object": {"id": object_id, "object": "checkout.session"}},
        }
    )  # fmt: skip
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return body.encode(), signature


@dataclass
class Bought:
    """A purpose that notes what it was told."""

    fulfilled: list[str] = field(default_factory=list)
    returned: list[tuple[str, int]] = field(default_factory=list)

    @property
    def purpose(self) -> Purpose:
        """It, to be registered."""
        return Purpose("test", self._fulfil, self._reverse)

    def _fulfil(self, order: Order, _now: datetime) -> None:
        self.fulfilled.append(order.public_id)

    def _reverse(self, order: Order, cents: int, _now: datetime) -> None:
        self.returned.append((order.public_id, cents))
