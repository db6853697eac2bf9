"""The ledger of a period as a table: each account's opening balance, each movement, their sum, and each
account's closing balance."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from chapter import db, money
from chapter.giving import queries
from chapter.payments import queries as payments
from chapter.payments.models.ledger import ACCOUNTS, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules.ledger import RECEIVED

HEAD = (
    "Day", "What", "Number", "Account", "Fund", "Payer", "Receipt", "Debit", "Credit", "Currency",
    "Account number",
)  # fmt: skip
OPENING, SUM, CLOSING = "Opening balance", "Sum", "Closing balance"
Balances = dict[tuple[str, str], int]
"""Debits less credits in cents, by currency and account."""


@dataclass
class EntryContext:
    """What is shown beside movements: names of accounts as (account, fund), who paid each order, and its
    receipts as (issued, number)."""

    accounts: dict[str, tuple[str, str]]
    payers: dict[int, str]
    receipts: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)

    def account(self, number: str) -> tuple[str, str]:
        """The name of an account, and its fund."""
        return self.accounts.get(number) or (ACCOUNTS.get(number, number), "")

    def receipt(self, one: LedgerEntry) -> int | None:
        """The number of the receipt that was valid once the entry was booked; for money that came in, its
        first."""
        issued = self.receipts.get(one.order_id or 0, [])
        if one.kind == RECEIVED:
            return issued[0][1] if issued else None
        stood = [number for at, number in issued if at <= one.booked_at]
        return stood[-1] if stood else None


def ledger_rows(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    """The rows under HEAD. Opening balances and movements add up to the closing balances, account by account;
    in each of the three, debits and credits are equal."""
    told, sums = _entry_context(since, until), dict[str, int]()
    balances = _balances(since)
    yield from _balance_rows(balances, OPENING, since.astimezone(zone), told)
    for one in db.session.scalars(payments.ledger_entries(since, until)):
        yield from _entry_rows(one, zone, told)
        sums[one.currency] = sums.get(one.currency, 0) + one.amount_cents
        _add(balances, one.currency, one.debit, one.amount_cents)
        _add(balances, one.currency, one.credit, -one.amount_cents)
    for currency, cents in sums.items():
        whole = money.plain(cents, currency)
        yield "", SUM, "", "", "", "", None, whole, whole, currency.upper(), ""
    yield from _balance_rows(balances, CLOSING, until.astimezone(zone) - timedelta(days=1), told)


def _entry_rows(one: LedgerEntry, zone: ZoneInfo, told: EntryContext) -> Iterator[tuple[object, ...]]:
    day = one.happened_at.astimezone(zone).date().isoformat()
    amount, payer = money.plain(one.amount_cents, one.currency), told.payers.get(one.order_id or 0, "")
    for account, debit, credit in ((one.debit, amount, ""), (one.credit, "", amount)):
        yield (
            day, one.kind, one.object_id, *told.account(account), payer, told.receipt(one), debit, credit,
            one.currency.upper(), account,
        )  # fmt: skip


def _balance_rows(
    balances: Balances, what: str, day: datetime, told: EntryContext
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    for (currency, account), cents in sorted(balances.items()):
        amount = money.plain(abs(cents), currency)
        debit, credit = ("", amount) if cents < 0 else (amount, "")
        yield (
            day.date().isoformat(), what, "", *told.account(account), "", None, debit, credit,
            currency.upper(), account,
        )  # fmt: skip


def _balances(before: datetime) -> Balances:
    found: Balances = {}
    for side, sign in ((LedgerEntry.debit, 1), (LedgerEntry.credit, -1)):
        sums = select(LedgerEntry.currency, side, func.sum(LedgerEntry.amount_cents))
        moved = sums.where(LedgerEntry.happened_at < before).group_by(LedgerEntry.currency, side)
        for currency, account, cents in db.session.execute(moved):
            _add(found, currency, account, sign * int(cents))
    return found


def _add(balances: Balances, currency: str, account: str, cents: int) -> None:
    balances[currency, account] = balances.get((currency, account), 0) + cents


def _entry_context(since: datetime, until: datetime) -> EntryContext:
    moved = select(LedgerEntry.order_id).where(
        LedgerEntry.happened_at >= since, LedgerEntry.happened_at < until
    )
    payers = select(Order.id, Order.payer_name).where(Order.id.in_(moved))
    told = EntryContext(
        _account_names(), {number: name or "Erased" for number, name in db.session.execute(payers)}
    )
    issued = (
        select(Payment.order_id, Receipt.issued_at, Receipt.number)
        .join(Receipt, Receipt.payment_id == Payment.id)
        .where(Payment.order_id.in_(moved))
        .order_by(Receipt.number)
    )
    for order_id, at, number in db.session.execute(issued):
        told.receipts.setdefault(order_id, []).append((at, number))
    return told


def _account_names() -> dict[str, tuple[str, str]]:
    drives = db.session.scalars(queries.all_drives()).all()
    named = {drive.account(None): (drive.title, "") for drive in drives}
    return named | {
        drive.account(fund.id): (drive.title, fund.name) for drive in drives for fund in drive.funds
    }
