"""Writing to the ledger: money that came, and what of it was returned. Each is booked once, however often it
is reported."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select

from chapter import db
from chapter.payments import purposes
from chapter.payments.models.ledger import SURPLUS, LedgerEntry, Payment
from chapter.payments.models.orders import Order

RECEIVED, FEE, REFUND, REFUND_FAILED, DISPUTE, DISPUTE_WON, DIFFERENCE, REVERSAL, REVERSAL_UNDONE = (
    "came", "fee", "refund", "refund failed", "dispute", "dispute won", "difference", "reversal",
    "reversal undone",
)  # fmt: skip
"""The kinds of ledger entries."""

UNDONE_BY = {REFUND: REFUND_FAILED, DISPUTE: DISPUTE_WON, REVERSAL: REVERSAL_UNDONE}
"""Kinds by which money is returned to the payer, each with the kind that undoes it. A reversal says that what
staff entered never came, or came otherwise."""

RETURN_SIGNS = {**dict.fromkeys(UNDONE_BY, 1), **dict.fromkeys(UNDONE_BY.values(), -1)}
"""The sign of each kind in the sum of what the payer has back."""


def book_payment(
    order: Order, *, object_id: str, method: str, received_at: datetime, now: datetime,
    by: int | None = None, note: str = "",
) -> Payment | None:  # fmt: skip
    """Book the payment of ``order`` by ``object_id``: each of its lines, then its purpose is fulfilled.
    Returns None when it was booked before."""
    order = db.lock(order)
    if order.paid_at is not None or _is_booked(object_id):
        return None
    return book_new_order(
        order, object_id=object_id, method=method, received_at=received_at, now=now, by=by, note=note
    )


def book_new_order(
    order: Order, *, object_id: str, method: str, received_at: datetime, now: datetime,
    by: int | None = None, note: str = "",
) -> Payment:  # fmt: skip
    """The same for an order that this transaction created, with an ``object_id`` of its own: nobody else sees
    it yet, so that no lock and no check is needed."""
    payment = Payment(
        order=order, object_id=object_id, method=method, amount_cents=order.amount_cents,
        currency=order.currency, received_at=received_at, booked_at=now, booked_by=by, note=note,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    for line in order.lines:
        if line.amount_cents:
            post_entry(
                payment, object_id, RECEIVED, payment.account, line.account, line.amount_cents,
                happened_at=received_at, now=now, part=line.position,
            )  # fmt: skip
    order.paid_at, order.processing_since, order.closed_at = received_at, None, None
    db.session.flush()
    purposes.get_purpose(order.purpose).fulfill(order, now)
    return payment


def book_surplus(
    order: Order, why: str, *, object_id: str, method: str, cents: int, currency: str, received_at: datetime,
    now: datetime,
) -> Payment | None:  # fmt: skip
    """Book money for ``order`` that the order does not take: on a separate account, to be refunded. Returns
    None when it was booked before."""
    order = db.lock(order)
    if _is_booked(object_id):
        return None
    payment = Payment(
        order=order, object_id=object_id, method=method, amount_cents=cents, currency=currency,
        received_at=received_at, booked_at=now, surplus_why=why,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    post_entry(
        payment, object_id, RECEIVED, payment.account, SURPLUS, cents, happened_at=received_at, now=now
    )
    db.session.flush()
    return payment


def book_return(
    payment: Payment, kind: str, object_id: str, cents: int, *, happened_at: datetime, now: datetime
) -> bool:
    """Book that the payer now has ``cents`` of ``payment`` back by this one refund, dispute or reversal
    (``kind``: REFUND, DISPUTE, REVERSAL); less than before when it failed or was won. However often it is
    reported, the ledger holds what was reported last. Returns whether anything changed."""
    payment = db.lock(payment)
    returns = _returns_of(payment)
    known = [one for one in returns if one.object_id == object_id and one.kind in (kind, UNDONE_BY[kind])]
    of_all, gone = _by_account(returns), _by_account(known)
    news = cents - sum(gone.values())
    if not news:
        return False
    said = kind if news > 0 else UNDONE_BY[kind]
    parts = sum(one.kind == said for one in known)
    there = _remaining_by_account(payment, of_all) if news > 0 else dict(reversed(gone.items()))
    for part, (account, share) in enumerate(_allocate(abs(news), there), parts):
        sides = (account, payment.account) if news > 0 else (payment.account, account)
        post_entry(payment, object_id, said, *sides, share, happened_at=happened_at, now=now, part=part)
    db.session.flush()
    payment.returned_cents = min(payment.amount_cents, sum(of_all.values()) + news)
    return True


def settle_returns(payment: Payment, disputed_cents: int, *, now: datetime) -> None:
    """After all returns are booked, with ``disputed_cents`` of them under dispute: call the purpose when
    another amount is lost for good. A refund and a lost dispute of the same payment may return more than was
    paid; for the purpose it is all of it, once."""
    payment = db.lock(payment)
    went = sum(one.cents for one in _returns_of(payment))
    lost = min(payment.amount_cents, max(0, went - disputed_cents))
    if lost != payment.final_returned_cents:
        payment.final_returned_cents = lost
        if not payment.surplus_why:
            purposes.get_purpose(payment.order.purpose).reverse(payment.order, lost, now)


def post_entry(
    payment: Payment, object_id: str, kind: str, debit: str, credit: str, cents: int, *,
    happened_at: datetime, now: datetime, part: int = 0,
) -> None:  # fmt: skip
    """Add one ledger entry about ``payment``; below zero it goes the other way."""
    if cents < 0:
        debit, credit, cents = credit, debit, -cents
    db.session.add(
        LedgerEntry(
            object_id=object_id, kind=kind, part=part, debit=debit, credit=credit, amount_cents=cents,
            currency=payment.currency, order_id=payment.order_id, payment_id=payment.id,
            happened_at=happened_at, booked_at=now,
        )
    )  # fmt: skip


class _Return(NamedTuple):
    """What was returned from one account; below zero: what came to it again."""

    account: str
    object_id: str
    kind: str
    cents: int


def _returns_of(payment: Payment) -> list[_Return]:
    """All returns of ``payment``, the oldest first."""
    went = case((LedgerEntry.debit == payment.account, LedgerEntry.credit), else_=LedgerEntry.debit)
    sign = case((LedgerEntry.debit == payment.account, -1), else_=1)
    moved = select(went, LedgerEntry.object_id, LedgerEntry.kind, sign * LedgerEntry.amount_cents).where(
        LedgerEntry.payment_id == payment.id, LedgerEntry.kind.in_(tuple(RETURN_SIGNS))
    )
    return [_Return(*row) for row in db.session.execute(moved.order_by(LedgerEntry.id))]


def _by_account(returns: Iterable[_Return]) -> dict[str, int]:
    """Their sums."""
    sums: dict[str, int] = {}
    for one in returns:
        sums[one.account] = sums.get(one.account, 0) + one.cents
    return sums


def _remaining_by_account(payment: Payment, gone: dict[str, int]) -> dict[str, int]:
    """What each account still has of ``payment``, less ``gone``, in the order of its lines."""
    came = (
        select(LedgerEntry.credit, func.sum(LedgerEntry.amount_cents))
        .where(LedgerEntry.payment_id == payment.id, LedgerEntry.kind == RECEIVED)
        .group_by(LedgerEntry.credit)
        .order_by(func.min(LedgerEntry.part))
    )
    return {account: int(cents) - gone.get(account, 0) for account, cents in db.session.execute(came)}


def _allocate(cents: int, there: dict[str, int]) -> list[tuple[str, int]]:
    """From which accounts ``cents`` are taken: in order, each no more than it has, the rest from the
    first."""
    left, shares = cents, {}
    for account, has in there.items():
        shares[account] = min(left, max(0, has))
        left -= shares[account]
    shares[next(iter(there))] += left
    return [(account, share) for account, share in shares.items() if share]


def _is_booked(object_id: str) -> bool:
    return db.first(select(Payment.id).where(Payment.object_id == object_id)) is not None
