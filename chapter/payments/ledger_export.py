"""The ledger of a period as a table: each account's opening balance, each movement, their sum, and each
account's closing balance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from chapter import db, money
from chapter.exports.tables import Column, Table, batches
from chapter.payments import purposes
from chapter.payments import queries as payments
from chapter.payments.models.ledger import ACCOUNTS, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules.ledger import RECEIVED

OPENING, SUM, CLOSING = "Opening balance", "Total", "Closing balance"
Balances = dict[tuple[str, str], int]
"""Debits less credits in cents, by currency and account."""

Names = dict[str, tuple[str, str]]
"""What an account is called, and its fund."""


@dataclass(frozen=True)
class LedgerLine:
    """One side of a movement, an opening or closing balance, or the sum of a currency."""

    currency: str
    what: str
    day: date | None = None
    number: str = ""
    account: str = ""
    name: tuple[str, str] = ("", "")
    payer: str = ""
    receipt: int | None = None
    debit_cents: int | None = None
    credit_cents: int | None = None

    def amount(self, cents: int | None) -> Decimal | None:
        """An amount of it in the main unit of its currency."""
        return None if cents is None else money.decimal(cents, self.currency)


COLUMNS: tuple[Column[LedgerLine], ...] = (
    Column("Date", lambda line: line.day),
    Column("What", lambda line: line.what),
    Column("Number", lambda line: line.number),
    Column("Account", lambda line: line.name[0]),
    Column("Fund", lambda line: line.name[1]),
    Column("Payer", lambda line: line.payer),
    Column("Receipt", lambda line: line.receipt),
    Column("Debit", lambda line: line.amount(line.debit_cents)),
    Column("Credit", lambda line: line.amount(line.credit_cents)),
    Column("Currency", lambda line: line.currency.upper()),
    Column("Account number", lambda line: line.account),
)


@dataclass
class EntryContext:
    """What is shown beside some movements: who paid each order, and its receipts as (issued, number)."""

    payers: dict[int, str]
    receipts: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)

    def receipt(self, one: LedgerEntry) -> int | None:
        """The number of the receipt that was valid once the entry was booked; for money that came in, its
        first."""
        issued = self.receipts.get(one.order_id or 0, [])
        if one.kind == RECEIVED:
            return issued[0][1] if issued else None
        stood = [number for at, number in issued if at <= one.booked_at]
        return stood[-1] if stood else None


def ledger_table(since: datetime, until: datetime, zone: ZoneInfo) -> Table[LedgerLine]:
    """The table of a period. Opening balances and movements add up to the closing balances, account by
    account; in each of the three, debits and credits are equal."""
    return Table(COLUMNS, _lines(since, until, zone))


def _lines(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[LedgerLine]:
    names, sums, balances = _account_names(), dict[str, int](), _balances(since)
    yield from _balance_lines(balances, OPENING, since.astimezone(zone).date(), names)
    for part in batches(payments.ledger_entries(since, until)):
        told = _entry_context(part)
        for one in part:
            yield from _entry_lines(one, zone, told, names)
            sums[one.currency] = sums.get(one.currency, 0) + one.amount_cents
            _add(balances, one.currency, one.debit, one.amount_cents)
            _add(balances, one.currency, one.credit, -one.amount_cents)
    for currency, cents in sums.items():
        yield LedgerLine(currency, SUM, debit_cents=cents, credit_cents=cents)
    last = (until.astimezone(zone) - timedelta(days=1)).date()
    yield from _balance_lines(balances, CLOSING, last, names)


def _entry_lines(
    one: LedgerEntry, zone: ZoneInfo, told: EntryContext, names: Names
) -> Iterator[LedgerLine]:  # fmt: skip
    line = LedgerLine(
        one.currency, one.kind, one.happened_at.astimezone(zone).date(), one.object_id,
        payer=told.payers.get(one.order_id or 0, ""), receipt=told.receipt(one),
    )  # fmt: skip
    debit, credit = _named(one.debit, names), _named(one.credit, names)
    yield replace(line, account=one.debit, name=debit, debit_cents=one.amount_cents)
    yield replace(line, account=one.credit, name=credit, credit_cents=one.amount_cents)


def _balance_lines(balances: Balances, what: str, day: date, names: Names) -> Iterator[LedgerLine]:
    for (currency, account), cents in sorted(balances.items()):
        line = LedgerLine(currency, what, day, account=account, name=_named(account, names))
        yield replace(line, credit_cents=-cents) if cents < 0 else replace(line, debit_cents=cents)


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


def _entry_context(part: Sequence[LedgerEntry]) -> EntryContext:
    orders = {one.order_id for one in part if one.order_id is not None}
    payers = select(Order.id, Order.payer_name).where(Order.id.in_(orders))
    told = EntryContext({number: name or "Erased" for number, name in db.session.execute(payers)})
    issued = (
        select(Payment.order_id, Receipt.issued_at, Receipt.number)
        .join(Receipt, Receipt.payment_id == Payment.id)
        .where(Payment.order_id.in_(orders))
        .order_by(Receipt.number)
    )
    for order_id, at, number in db.session.execute(issued):
        told.receipts.setdefault(order_id, []).append((at, number))
    return told


def _named(account: str, names: Names) -> tuple[str, str]:
    return names.get(account) or (ACCOUNTS.get(account, account), "")


def _account_names() -> Names:
    return {account: name for pages in purposes.all_pages() for account, name in pages.accounts().items()}
