"""What came in for each fund of a drive, as the ledger has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from chapter import db
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.giving.queries import COUNTED
from chapter.payments.models.ledger import FEES, LedgerEntry
from chapter.payments.models.orders import Order
from chapter.payments.rules.ledger import RECEIVED, REVERSAL

NO_FUND = "No fund chosen"


@dataclass(frozen=True)
class Totals:
    """Sums in cents. ``came_cents`` includes ``cover_cents``, the fees that givers covered; ``back_cents``
    was returned or is under dispute; ``fees_cents`` is what the payment provider charged. ``gifts`` counts
    those that were not fully returned, gifts in kind included."""

    gifts: int = 0
    received_cents: int = 0
    cover_cents: int = 0
    returned_cents: int = 0
    fees_cents: int = 0

    @property
    def retained_cents(self) -> int:
        """What was received and not returned, by the ledger."""
        return self.received_cents - self.returned_cents

    @property
    def after_fees_cents(self) -> int:
        """The same after Stripe's fees, by the ledger."""
        return self.retained_cents - self.fees_cents

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Totals)))


@dataclass(frozen=True)
class FundRow:
    """The sums of one fund, or of what came for no fund of a drive."""

    drive: Drive
    name: str
    sums: Totals


@dataclass(frozen=True)
class TimeSpan:
    """From one moment until before another; None: no limit."""

    since: datetime | None = None
    until: datetime | None = None

    def contains(self, moment: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """The condition that the column ``moment`` lies in this span, in SQL."""
        after = true() if self.since is None else moment >= self.since
        return and_(moment.is_not(None), after, true() if self.until is None else moment < self.until)


ALL_TIME = TimeSpan()
Key = tuple[int, int | None]
"""The id of a drive, and of a fund of it."""


def totals_by_fund(drives: Sequence[Drive], span: TimeSpan = ALL_TIME) -> list[FundRow]:
    """The sums of each fund of these drives, with what came for no fund last; in four statements. A drive's
    own row is left out when it has funds and everything came for one of them; an ended fund is left out when
    nothing came for it."""
    found = _received_and_returned(drives, span)
    for more in (_fees(drives, span), _gifts_and_covered_fees(drives, span)):
        for key, sums in more.items():
            found[key] = found.get(key, Totals()) + sums
    return [
        FundRow(drive, name, found.get((drive.id, number), Totals()))
        for drive in drives
        for number, name in _funds_to_list(drive, found)
    ]


def totals_by_currency(rows: Sequence[FundRow]) -> dict[str, Totals]:
    """The totals of these rows, by currency."""
    whole: dict[str, Totals] = {}
    for row in rows:
        whole[row.drive.currency] = whole.get(row.drive.currency, Totals()) + row.sums
    return whole


def _funds_to_list(drive: Drive, found: Mapping[Key, Totals]) -> list[tuple[int | None, str]]:
    named: list[tuple[int | None, str]] = [
        (fund.id, fund.name) for fund in drive.funds if not fund.ended_at or (drive.id, fund.id) in found
    ]
    return [*named, (None, NO_FUND)] if not named or (drive.id, None) in found else named


def _received_and_returned(drives: Sequence[Drive], span: TimeSpan) -> dict[Key, Totals]:
    keys: dict[str, Key] = {}
    for drive in drives:
        keys |= {drive.account(number): (drive.id, number) for number in (None, *(f.id for f in drive.funds))}
    found: dict[Key, Totals] = {}
    for side, sign in ((LedgerEntry.credit, 1), (LedgerEntry.debit, -1)):
        came = func.sum(case((LedgerEntry.kind.in_((RECEIVED, REVERSAL)), LedgerEntry.amount_cents), else_=0))
        moved = select(side, came, func.sum(LedgerEntry.amount_cents)).where(
            side.in_(keys), span.contains(LedgerEntry.happened_at)
        )
        for account, came_cents, cents in db.session.execute(moved.group_by(side)):
            sums = Totals(
                received_cents=sign * int(came_cents), returned_cents=sign * int(came_cents - cents)
            )
            found[keys[account]] = found.get(keys[account], Totals()) + sums
    return found


def _fees(drives: Sequence[Drive], span: TimeSpan) -> dict[Key, Totals]:
    kept = func.sum(
        case((LedgerEntry.debit == FEES, LedgerEntry.amount_cents), else_=-LedgerEntry.amount_cents)
    )
    rows = (
        select(Gift.drive_id, Gift.fund_id, kept)
        .join(Order, and_(Order.reference == Gift.public_id, Order.purpose == PURPOSE_NAME))
        .join(LedgerEntry, LedgerEntry.order_id == Order.id)
        .where(
            or_(LedgerEntry.debit == FEES, LedgerEntry.credit == FEES), span.contains(LedgerEntry.happened_at)
        )
        .where(Gift.drive_id.in_([drive.id for drive in drives]))
        .group_by(Gift.drive_id, Gift.fund_id)
    )
    return {(row[0], row[1]): Totals(fees_cents=int(row[2])) for row in db.session.execute(rows)}


def _gifts_and_covered_fees(drives: Sequence[Drive], span: TimeSpan) -> dict[Key, Totals]:
    rows = (
        select(Gift.drive_id, Gift.fund_id, func.count().filter(*COUNTED), func.sum(Gift.cover_cents))
        .where(Gift.drive_id.in_([drive.id for drive in drives]), span.contains(Gift.paid_at))
        .group_by(Gift.drive_id, Gift.fund_id)
    )
    return {
        (row[0], row[1]): Totals(gifts=int(row[2]), cover_cents=int(row[3]))
        for row in db.session.execute(rows)
    }
