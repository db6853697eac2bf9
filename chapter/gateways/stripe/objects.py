"""What Stripe's objects say, as far as the books need it; read from the plain form of its answers.

Each reader raises KeyError or TypeError where an answer does not hold what Stripe promises.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

FAILED_INTENTS = {"requires_payment_method", "canceled"}
"""States of a payment intent whose bank debit failed (docs.stripe.com/payments/paymentintents/lifecycle)."""

GONE_REFUNDS, FAILED_REFUNDS = {"succeeded"}, {"failed", "canceled"}
GONE_DISPUTES = {"needs_response", "under_review", "lost"}
HERE_DISPUTES = {"won", "warning_needs_response", "warning_under_review", "warning_closed"}
DECIDED_DISPUTES = {"won", "lost", "warning_closed", "prevented"}
"""States of refunds and disputes in which it is known where the money is; in every other (``pending``, an
appeal, ``prevented``) the balance transactions say it (docs.stripe.com/api/disputes/object,
/refunds/object)."""

ORDER = "order"
"""The metadata key under which we store the order's public id."""

PAYOUTS = "payout"
"""The prefix of balance transaction types by which money goes to the chapter's bank, or comes back from
there."""


@dataclass(frozen=True)
class BalanceTransaction:
    """A balance transaction: one movement on the account at Stripe. ``amount_cents`` is before ``fee_cents``;
    below zero: money out. ``source``: the charge, refund, dispute or payout that it belongs to; ``intent``
    and ``reference``: the payment intent and the order of ours that this names, where known."""

    id: str
    kind: str
    source: str
    amount_cents: int
    fee_cents: int
    currency: str
    at: datetime
    intent: str = ""
    reference: str = ""

    @property
    def net_cents(self) -> int:
        """What it added to the balance, in cents, after the fee."""
        return self.amount_cents - self.fee_cents

    @property
    def payout(self) -> bool:
        """Whether it moves money between Stripe and the chapter's bank."""
        return self.kind.startswith(PAYOUTS)


BalanceTransactions = tuple[BalanceTransaction | str, ...]
"""The balance transactions of an object; only an id where the answer did not include one."""


@dataclass(frozen=True)
class Charge:
    """A charge that succeeded, with its own time."""

    id: str
    amount_cents: int
    currency: str
    at: datetime
    lines: BalanceTransactions = ()


@dataclass(frozen=True)
class Session:
    """A Checkout Session as Stripe knows it now. ``paid``: the money is there; ``complete`` without it: a
    bank debit is under way, unless ``failed``."""

    id: str
    url: str
    status: str
    paid: bool
    amount_cents: int
    currency: str
    reference: str
    payment_intent: str
    livemode: bool
    failed: bool = False
    charge: Charge | None = None

    @property
    def complete(self) -> bool:
        """Whether the payer completed it."""
        return self.status == "complete"

    @property
    def expired(self) -> bool:
        """Whether nobody can pay by it any more."""
        return self.status == "expired"


@dataclass(frozen=True)
class Reversal:
    """A refund or a dispute. ``gone_cents``: how much the payer has back by it, according to its state; None
    where only its ``lines`` say that. ``ended``: decided, though Stripe may reopen a dispute."""

    id: str
    payment_intent: str
    amount_cents: int
    currency: str
    gone_cents: int | None
    ended: bool
    at: datetime
    lines: BalanceTransactions = ()


@dataclass(frozen=True)
class PaymentRecord:
    """All that Stripe knows of one payment: the charge, if it succeeded, and its refunds and disputes."""

    intent: str
    reference: str
    livemode: bool
    charge: Charge | None
    refunds: list[Reversal] = field(default_factory=list)
    disputes: list[Reversal] = field(default_factory=list)


def line(known: dict[str, Any]) -> BalanceTransaction:
    """Read a balance transaction."""
    source = known.get("source") or ""
    whole = source if isinstance(source, dict) else {"id": source}
    return BalanceTransaction(
        id=known["id"],
        kind=known["type"],
        source=whole["id"],
        amount_cents=known["amount"],
        fee_cents=known["fee"],
        currency=known["currency"],
        at=moment(known["created"]),
        intent=whole.get("payment_intent") or "",
        reference=reference(whole),
    )


def charge(known: Any) -> Charge | None:
    """Read a charge; None while none has succeeded."""
    if not isinstance(known, dict) or known.get("status") != "succeeded":
        return None
    return Charge(
        known["id"], known["amount"], known["currency"], moment(known["created"]),
        lines(known.get("balance_transaction")),
    )  # fmt: skip


def session(known: dict[str, Any]) -> Session:
    """Read a Checkout Session, its payment intent expanded or not."""
    intent = known.get("payment_intent") or ""
    made = intent if isinstance(intent, dict) else {"id": intent}
    return Session(
        id=known["id"],
        url=known.get("url") or "",
        status=known["status"],
        paid=known["payment_status"] == "paid",
        amount_cents=known["amount_total"] or 0,
        currency=known["currency"] or "",
        reference=known.get("client_reference_id") or reference(known),
        payment_intent=made["id"],
        livemode=bool(known["livemode"]),
        failed=made.get("status") in FAILED_INTENTS,
        charge=charge(made.get("latest_charge")),
    )


def refund(known: dict[str, Any]) -> Reversal:
    """Read a refund."""
    status = known["status"]
    gone = known["amount"] if status in GONE_REFUNDS else 0 if status in FAILED_REFUNDS else None
    both = (*lines(known.get("balance_transaction")), *lines(known.get("failure_balance_transaction")))
    return _return(known, gone, status in GONE_REFUNDS | FAILED_REFUNDS, both)


def dispute(known: dict[str, Any]) -> Reversal:
    """Read a dispute."""
    status = known["status"]
    gone = known["amount"] if status in GONE_DISPUTES else 0 if status in HERE_DISPUTES else None
    told = tuple(one for each in known.get("balance_transactions") or () for one in lines(each))
    return _return(known, gone, status in DECIDED_DISPUTES, told)


def reference(known: dict[str, Any]) -> str:
    """The public id of the order that an object names; empty when it is not ours."""
    return str((known.get("metadata") or {}).get(ORDER) or "")


def lines(known: Any) -> BalanceTransactions:
    """The balance transactions in an object, each whole or as its id."""
    return ((line(known) if isinstance(known, dict) else str(known)),) if known else ()


def moment(seconds: int) -> datetime:
    """A Stripe timestamp as a datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _return(known: dict[str, Any], gone: int | None, ended: bool, told: BalanceTransactions) -> Reversal:
    intent = known.get("payment_intent") or ""
    return Reversal(
        id=known["id"],
        payment_intent=intent["id"] if isinstance(intent, dict) else intent,
        amount_cents=known["amount"],
        currency=known["currency"],
        gone_cents=gone,
        ended=ended,
        at=moment(known["created"]),
        lines=told,
    )
