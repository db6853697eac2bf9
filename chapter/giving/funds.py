"""What came in for each fund of a drive, as the ledger has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from chapter import db
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import NAME
from chapter.giving.queries import HAS
from chapter.payments.models import FEES, Movement, Order
from chapter.payments.rules.books import CAME, REVERSAL

NO_FUND = "No fund chosen"
HEAD = (
    "Drive", "Fund", "Gifts", "Came in", "Of it covered fees", "Returned or disputed", "Kept",
    "Fees of the payment provider", "Left", "Currency",
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """In cents. ``came_cents`` holds ``cover_cents``, the fees that givers covered; ``back_cents`` was
    returned or is under dispute; ``fees_cents`` is what the payment provider kept. ``gifts`` counts those
    that did not go back whole, things too."""

    gifts: int = 0
    came_cents: int = 0
    cover_cents: int = 0
    back_cents: int = 0
    fees_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What the books have of it."""
        return self.came_cents - self.back_cents

    @property
    def left_cents(self) -> int:
        """What is left of that after fees."""
        return self.kept_cents - self.fees_cents

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))


@dataclass(frozen=True)
class OfFund:
    """The sums of one fund, or of what came for no fund of a drive."""

    drive: Drive
    name: str
    sums: Sums


@dataclass(frozen=True)
class Span:
    """From a moment on, and before another; None: no matter."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, moment: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether ``moment`` lies in it."""
        after = true() if self.since is None else moment >= self.since
        return and_(moment.is_not(None), after, true() if self.until is None else moment < self.until)


EVER = Span()
Key = tuple[int, int | None]
"""Number of a drive, and of a fund of it."""


def of(drives: Sequence[Drive], span: Span = EVER) -> list[OfFund]:
    """Each fund of these drives, and last what came for none; in four statements. A drive's own row is left
    out when it has funds and nothing came for none of them, an ended fund when nothing came for it."""
    found = _moved(drives, span)
    for more in (_fees(drives, span), _counted(drives, span)):
        for key, sums in more.items():
            found[key] = found.get(key, Sums()) + sums
    return [
        OfFund(drive, name, found.get((drive.id, number), Sums()))
        for drive in drives
        for number, name in _named(drive, found)
    ]


def total(rows: Sequence[OfFund]) -> dict[str, Sums]:
    """What they come to, for each currency."""
    whole: dict[str, Sums] = {}
    for row in rows:
        whole[row.drive.currency] = whole.get(row.drive.currency, Sums()) + row.sums
    return whole


def _named(drive: Drive, found: Mapping[Key, Sums]) -> list[tuple[int | None, str]]:
    named: list[tuple[int | None, str]] = [
        (fund.id, fund.name) for fund in drive.funds if not fund.ended_at or (drive.id, fund.id) in found
    ]
    return [*named, (None, NO_FUND)] if not named or (drive.id, None) in found else named


def _moved(drives: Sequence[Drive], span: Span) -> dict[Key, Sums]:
    keys: dict[str, Key] = {}
    for drive in drives:
        keys |= {drive.account(number): (drive.id, number) for number in (None, *(f.id for f in drive.funds))}
    found: dict[Key, Sums] = {}
    for side, sign in ((Movement.credit, 1), (Movement.debit, -1)):
        came = func.sum(case((Movement.kind.in_((CAME, REVERSAL)), Movement.amount_cents), else_=0))
        moved = select(side, came, func.sum(Movement.amount_cents)).where(
            side.in_(keys), span.holds(Movement.happened_at)
        )
        for account, came_cents, cents in db.session.execute(moved.group_by(side)):
            sums = Sums(came_cents=sign * int(came_cents), back_cents=sign * int(came_cents - cents))
            found[keys[account]] = found.get(keys[account], Sums()) + sums
    return found


def _fees(drives: Sequence[Drive], span: Span) -> dict[Key, Sums]:
    kept = func.sum(case((Movement.debit == FEES, Movement.amount_cents), else_=-Movement.amount_cents))
    rows = (
        select(Gift.drive_id, Gift.fund_id, kept)
        .join(Order, and_(Order.reference == Gift.public_id, Order.purpose == NAME))
        .join(Movement, Movement.order_id == Order.id)
        .where(or_(Movement.debit == FEES, Movement.credit == FEES), span.holds(Movement.happened_at))
        .where(Gift.drive_id.in_([drive.id for drive in drives]))
        .group_by(Gift.drive_id, Gift.fund_id)
    )
    return {(row[0], row[1]): Sums(fees_cents=int(row[2])) for row in db.session.execute(rows)}


def _counted(drives: Sequence[Drive], span: Span) -> dict[Key, Sums]:
    rows = (
        select(Gift.drive_id, Gift.fund_id, func.count().filter(*HAS), func.sum(Gift.cover_cents))
        .where(Gift.drive_id.in_([drive.id for drive in drives]), span.holds(Gift.paid_at))
        .group_by(Gift.drive_id, Gift.fund_id)
    )
    return {
        (row[0], row[1]): Sums(gifts=int(row[2]), cover_cents=int(row[3])) for row in db.session.execute(rows)
    }
