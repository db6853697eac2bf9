"""Stripe as it would be if it stood in this process: what is true there, and what it would answer.

It tells of everything by events that a test may lose, double, shuffle and hold back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from chapter.gateways import Gateways
from chapter.gateways.stripe import Charge, Checkout, Session, Stripe, StripeRefused, StripeSilent
from chapter.gateways.stripe.client import BalancePage
from chapter.gateways.stripe.objects import BalanceTransaction, PaymentRecord, Reversal

SECRET = "whsec_for_tests"
KEY = "sk_test_for_tests"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
RATE, FIXED, DISPUTE_FEE = 0.022, 30, 1500


@dataclass
class FakeStripe(Stripe):
    """``sessions``, ``references``, ``refunds``, ``disputes`` and ``made`` (the lines) are the truth;
    ``told`` the events that were not heard yet, as (kind, object). ``silent``: asking gives no answer.
    ``late``: lines that are made but not there yet. ``charged_at``: when the next payment is taken."""

    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    asked: list[Checkout] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    refunds: dict[str, Reversal] = field(default_factory=dict)
    disputes: dict[str, Reversal] = field(default_factory=dict)
    made: dict[str, BalanceTransaction] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)
    refund_keys: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    lines_late: bool = False
    live: bool = False
    charged_at: datetime = AT

    def __post_init__(self) -> None:
        super().__init__(KEY, SECRET)

    def forget(self) -> None:
        """A new account."""
        for kept in (self.sessions, self.keys, self.references, self.refunds, self.disputes, self.made,
                     self.refund_keys, self.late, self.told, self.asked):  # fmt: skip
            kept.clear()

    def open_session(self, wanted: Checkout) -> Session:
        """A session for each key; another question by the same key is refused."""
        self._answer()
        if wanted.idempotency_key in self.keys and wanted not in self.asked:
            raise StripeRefused("Keys for idempotent requests can only be used with the same parameters.")
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
            raise StripeRefused("No such checkout.session", final=True)
        found = self.sessions[session_id]
        if found.charge is None:
            return found
        return replace(found, charge=replace(found.charge, lines=self._there(found.charge.id)))

    def expire(self, session_id: str) -> Session:
        """Only an open one."""
        self._answer()
        if self.sessions[session_id].status != "open":
            raise StripeRefused("Only Checkout Sessions with a status in [open] can be expired.")
        return self.change(session_id, "expired", status="expired")

    def money(self, intent: str) -> PaymentRecord:
        """All about one payment."""
        self._answer()
        if intent not in self.references:
            raise StripeRefused("No such payment_intent", final=True)
        taken = next((s.charge for s in self.sessions.values() if s.payment_intent == intent), None)
        charge = taken or self._foreign_charge(intent)
        return PaymentRecord(
            intent=intent, reference=self.references[intent], livemode=self.live,
            charge=charge and replace(charge, lines=self._there(charge.id)),
            refunds=self._about(intent, self.refunds), disputes=self._about(intent, self.disputes),
        )  # fmt: skip

    def lines(self, since: datetime, until: datetime, after: str = "") -> BalancePage:
        """Those that are there, the latest first, two on a page."""
        self._answer()
        there = [one for one in self.made.values() if one.id not in self.late]
        found = sorted(
            (one for one in there if since <= one.at < until), key=lambda one: one.id, reverse=True
        )
        begin = next((n + 1 for n, one in enumerate(found) if one.id == after), 0)
        shown = found[begin : begin + 2]
        return BalancePage(shown, shown[-1].id if shown and begin + 2 < len(found) else "")

    def refund(self, intent: str, cents: int, key: str) -> Reversal:
        """Once for each key."""
        self._answer()
        if key not in self.refund_keys:
            session_id = next(s.id for s in self.sessions.values() if s.payment_intent == intent)
            if sum(one.gone_cents or 0 for one in self.refunds.values() if one.payment_intent == intent):
                raise StripeRefused("Charge has already been refunded.")
            self.refund_keys[key] = self.give_back(session_id, cents)
        return self.refunds[self.refund_keys[key]]

    def refunded(self, intent: str, key: str) -> Reversal | None:
        """By its key."""
        self._answer()
        return self.refunds.get(self.refund_keys.get(key, ""))

    def payment_intent_of(self, kind: str, object_id: str) -> str:
        """Of a refund, a dispute, or a charge."""
        self._answer()
        if kind == "charge":
            return object_id.replace("ch_", "pi_", 1)
        known = {**self.refunds, **self.disputes}
        if object_id not in known:
            raise StripeRefused(f"No such {kind}", final=True)
        return known[object_id].payment_intent

    def change(self, session_id: str, event: str, **more: object) -> Session:
        """Something happens to a session, and is told."""
        session = replace(self.sessions[session_id], **more)  # type: ignore[arg-type]  # its own fields
        if session.paid and session.charge is None:
            session = replace(session, charge=self._charge(session))
        self.sessions[session_id] = session
        self.told.append((f"checkout.session.{event}", session_id))
        return session

    def pay(self, session_id: str, *, paid: bool = True) -> Session:
        """She goes through it: paid at once, or by a bank debit that is under way."""
        intent = f"pi_{session_id}"
        self.references[intent] = self.sessions[session_id].reference
        return self.change(session_id, "completed", status="complete", paid=paid, payment_intent=intent)

    def second_session(self, session_id: str) -> str:
        """Another session for the same order, of which we never heard; its id."""
        first = self.sessions[session_id]
        made = replace(first, id=f"cs_test_{len(self.sessions)}", url="https://checkout.stripe.test/again")
        self.sessions[made.id] = made
        return made.id

    def sell_elsewhere(self, cents: int) -> str:
        """Another shop on the same account takes money; its payment intent."""
        intent = f"pi_elsewhere_{len(self.references)}"
        self.references[intent] = ""
        self._line(intent.replace("pi_", "ch_", 1), intent, "charge", cents, self._fee(cents))
        self.told += [
            ("payment_intent.succeeded", intent),
            ("charge.succeeded", intent.replace("pi_", "ch_", 1)),
        ]
        return intent

    def pay_out(self, cents: int) -> None:
        """Money leaves for the chapter's bank."""
        self._line(f"po_{len(self.made)}", "", "payout", -cents, 0)

    def give_back(self, session_id: str, cents: int) -> str:
        """A refund, as from the dashboard."""
        intent = self.sessions[session_id].payment_intent or f"pi_{session_id}"
        made = Reversal(f"re_{len(self.refunds)}", intent, cents, "usd", gone_cents=cents, ended=True, at=AT)
        self.refunds[made.id] = made
        self._line(made.id, made.payment_intent, "refund", -cents, 0)
        charge = made.payment_intent.replace("pi_", "ch_", 1)
        self.told += [("charge.refunded", charge), ("refund.created", made.id)]
        return made.id

    def refund_fails(self, refund_id: str) -> None:
        """It did not reach her bank, and the money is here again."""
        made = self.refunds[refund_id] = replace(self.refunds[refund_id], gone_cents=0)
        self._line(refund_id, made.payment_intent, "refund_failure", made.amount_cents, 0)
        self.told += [("refund.failed", refund_id), ("refund.updated", refund_id)]

    def dispute(self, session_id: str) -> str:
        """Her bank takes all of it back."""
        session = self.sessions[session_id]
        made = Reversal(
            f"dp_{len(self.disputes)}", session.payment_intent, session.amount_cents, session.currency,
            gone_cents=session.amount_cents, ended=False, at=AT,
        )  # fmt: skip
        self.disputes[made.id] = made
        self._line(made.id, made.payment_intent, "adjustment", -made.amount_cents, DISPUTE_FEE)
        self.told += [("charge.dispute.created", made.id), ("charge.dispute.funds_withdrawn", made.id)]
        return made.id

    def lose(self, dispute_id: str) -> None:
        """Her bank keeps it."""
        self.disputes[dispute_id] = replace(self.disputes[dispute_id], ended=True)
        self.told.append(("charge.dispute.closed", dispute_id))

    def win(self, dispute_id: str) -> None:
        """The chapter was right."""
        made = self.disputes[dispute_id] = replace(self.disputes[dispute_id], gone_cents=0, ended=True)
        self._line(dispute_id, made.payment_intent, "adjustment", made.amount_cents, 0)
        self.told += [("charge.dispute.funds_reinstated", dispute_id), ("charge.dispute.closed", dispute_id)]

    def appeal(self, dispute_id: str) -> None:
        """Her bank takes it again, and decides anew: where the money is, the lines say."""
        made = self.disputes[dispute_id] = replace(self.disputes[dispute_id], gone_cents=None, ended=False)
        self._line(dispute_id, made.payment_intent, "adjustment", -made.amount_cents, 0)
        self.told.append(("charge.dispute.updated", dispute_id))

    def lose_on_appeal(self, dispute_id: str) -> None:
        """Taken up again, and lost."""
        if self.disputes[dispute_id].ended:
            self.appeal(dispute_id)
        made = self.disputes[dispute_id]
        self.disputes[dispute_id] = replace(made, gone_cents=made.amount_cents, ended=True)
        self.told.append(("charge.dispute.closed", dispute_id))

    def brought(self, session_id: str) -> int:
        """What of a session is the chapter's in the end: the truth, whatever was told in which order."""
        session = self.sessions[session_id]
        back = sum(self._gone(one) for one in self._returns(session))
        return session.amount_cents - back if session.paid else 0

    def lost(self, session_id: str) -> int:
        """What of a session went back and is under no dispute."""
        gone = self._returns(self.sessions[session_id])
        return sum(self._gone(one) for one in gone if one.id in self.refunds or one.ended)

    def gone_of(self, session_id: str) -> int:
        """What of a session is with the payer now."""
        return sum(self._gone(one) for one in self._returns(self.sessions[session_id]))

    def net(self) -> int:
        """What all lines that name an order of ours did to the balance."""
        return sum(one.net_cents for one in self.made.values() if self.references.get(one.intent))

    def _gone(self, one: Reversal) -> int:
        if one.gone_cents is not None:
            return one.gone_cents
        return -sum(line.amount_cents for line in self.made.values() if line.source == one.id)

    def _returns(self, session: Session) -> list[Reversal]:
        every = [*self.refunds.values(), *self.disputes.values()]
        return [
            one for one in every if session.payment_intent and one.payment_intent == session.payment_intent
        ]

    def _charge(self, session: Session) -> Charge:
        self.references.setdefault(session.payment_intent, session.reference)
        made = Charge(
            session.payment_intent.replace("pi_", "ch_", 1),
            session.amount_cents,
            session.currency,
            self.charged_at,
        )
        self._line(made.id, session.payment_intent, "charge", made.amount_cents, self._fee(made.amount_cents))
        return made

    def _foreign_charge(self, intent: str) -> Charge | None:
        line = next((one for one in self.made.values() if one.intent == intent), None)
        return Charge(line.source, line.amount_cents, line.currency, line.at) if line else None

    def _line(self, source: str, intent: str, kind: str, cents: int, fee: int) -> None:
        number = len(self.made)
        made = BalanceTransaction(
            f"txn_{number:04}", kind, source, cents, fee, "usd", self.charged_at + timedelta(seconds=number),
            intent, self.references.get(intent, "") if kind == "charge" else "",
        )  # fmt: skip
        self.made[made.id] = made
        if self.lines_late:
            self.late.add(made.id)

    def _there(self, source: str) -> tuple[BalanceTransaction, ...]:
        return tuple(one for one in self.made.values() if one.source == source and one.id not in self.late)

    def _about(self, intent: str, kept: dict[str, Reversal]) -> list[Reversal]:
        theirs = [one for one in kept.values() if one.payment_intent == intent]
        return [replace(one, lines=self._there(one.id)) for one in theirs]

    @staticmethod
    def _fee(cents: int) -> int:
        return round(cents * RATE) + FIXED

    def _answer(self) -> None:
        if self.silent:
            raise StripeSilent("no answer")


@pytest.fixture
def stripe(app: Flask, outside: Gateways) -> Iterator[FakeStripe]:
    """Stripe, as long as the test lasts."""
    pretend = outside.stripe = FakeStripe()
    yield pretend
    outside.stripe = None
