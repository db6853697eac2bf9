"""Writing into the ledger: money that came, what it cost, what went back. Each is booked once, however
often it is told."""

from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.payments import purposes
from chapter.payments.models import CARD, FEES, HAND, STRIPE_BALANCE, Movement, Order, Payment

CAME, FEE, REFUND, REFUND_BACK, DISPUTE, DISPUTE_BACK, REVERSAL = (
    "came", "fee", "refund", "refund failed", "dispute", "dispute won", "reversal",
)  # fmt: skip
"""Kinds of movements."""

GOES = {REFUND: 1, DISPUTE: 1, REVERSAL: 1, REFUND_BACK: -1, DISPUTE_BACK: -1}
"""Which kinds take money back from an order, and which undo that."""

UNDOES = {REFUND_BACK: REFUND, DISPUTE_BACK: DISPUTE}


def book(
    order: Order, *, object_id: str, method: str, received_at: datetime, now: datetime,
    by: int | None = None, note: str = "",
) -> Payment | None:  # fmt: skip
    """``order`` is paid by ``object_id``: book each of its lines and let its purpose do its part. None when
    it was booked before."""
    order = db.lock(order)
    if order.paid_at is not None or _known(object_id):
        return None
    payment = Payment(
        order=order, object_id=object_id, method=method, amount_cents=order.amount_cents,
        received_at=received_at, booked_at=now, booked_by=by, note=note,
    )  # fmt: skip
    db.session.add(payment)
    for line in order.lines:
        if line.amount_cents:
            debit = STRIPE_BALANCE if method == CARD else HAND
            _move(
                order, object_id, CAME, debit, line.account, line.amount_cents, received_at, now, line.place
            )
    order.paid_at, order.unpaid_since, order.closed_at = received_at, None, None
    db.session.flush()
    purposes.called(order.purpose).fulfil(order, now)
    return payment


def note_fee(payment: Payment, cents: int, *, now: datetime) -> None:
    """What the provider kept of it, as its balance transaction says."""
    payment = db.lock(payment)
    if not payment.fee_known:
        payment.fee_known = True
        if cents:
            _move(
                payment.order, payment.object_id, FEE, FEES, STRIPE_BALANCE, cents, payment.received_at, now
            )


def give_back(
    payment: Payment, kind: str, object_id: str, cents: int, *, happened_at: datetime, now: datetime
) -> bool:
    """``cents`` of ``payment`` went back (REFUND, DISPUTE), or what had gone back by the same refund or
    dispute came again (REFUND_BACK, DISPUTE_BACK: all of it). Whether it is news."""
    payment = db.lock(payment)
    if _told(object_id, kind):
        return False
    cash = STRIPE_BALANCE if payment.method == CARD else HAND
    if kind in UNDOES:
        if not _told(object_id, UNDOES[kind]):
            return False
        moves = [(cash, account, share) for account, share in _went(object_id, UNDOES[kind])]
    else:
        moves = [(account, cash, share) for account, share in _shares(payment, cents)]
    for part, (debit, credit, share) in enumerate(moves):
        _move(payment.order, object_id, kind, debit, credit, share, happened_at, now, part)
    db.session.flush()
    payment.returned_cents = _returned(payment)
    return True


def settle_returns(payment: Payment, disputed_cents: int, *, now: datetime) -> None:
    """All that went back is booked, and ``disputed_cents`` of it are under dispute: the purpose is told when
    another amount is gone for good."""
    payment = db.lock(payment)
    lost = max(0, payment.returned_cents - disputed_cents)
    if lost != payment.lost_cents:
        payment.lost_cents = lost
        purposes.called(payment.order.purpose).reverse(payment.order, lost, now)


def _told(object_id: str, kind: str) -> bool:
    told = select(Movement.id).where(Movement.object_id == object_id, Movement.kind == kind)
    return db.first(told) is not None


def _went(object_id: str, kind: str) -> list[tuple[str, int]]:
    went = select(Movement.debit, Movement.amount_cents).where(
        Movement.object_id == object_id, Movement.kind == kind
    )
    return [(account, cents) for account, cents in db.session.execute(went.order_by(Movement.part))]


def _shares(payment: Payment, cents: int) -> list[tuple[str, int]]:
    """From which accounts the next ``cents`` go back: the lines give in their order, each no more than it
    brought. Where all is back already, the first line stands for the rest, so that the books still say it."""
    passed, left, shares = payment.returned_cents, cents, []
    for line in payment.order.lines:
        before = min(passed, line.amount_cents)
        part = min(left, line.amount_cents - before)
        if part:
            shares.append((line.account, part))
        passed, left = passed - before, left - part
    return [*shares, (payment.order.lines[0].account, left)] if left else shares


def _returned(payment: Payment) -> int:
    sums = (
        select(Movement.kind, func.sum(Movement.amount_cents))
        .where(Movement.order_id == payment.order_id, Movement.kind.in_(GOES))
        .group_by(Movement.kind)
    )
    return sum(GOES[kind] * cents for kind, cents in db.session.execute(sums))


def _known(object_id: str) -> bool:
    return db.first(select(Payment.id).where(Payment.object_id == object_id)) is not None


def _move(
    order: Order, object_id: str, kind: str, debit: str, credit: str, cents: int,
    happened_at: datetime, now: datetime, part: int = 0,
) -> None:  # fmt: skip
    db.session.add(
        Movement(
            object_id=object_id, kind=kind, part=part, debit=debit, credit=credit, amount_cents=cents,
            currency=order.currency, order_id=order.id, happened_at=happened_at, booked_at=now,
        )
    )  # fmt: skip
