"""The sums by fund as a table for spreadsheets: it names nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chapter import money
from chapter.exports.tables import Column, Table
from chapter.giving.fund_totals import FundRow, Totals, totals_by_currency


@dataclass(frozen=True)
class SumLine:
    """The sums of a fund, or of all of a currency."""

    drive: str
    fund: str
    sums: Totals
    currency: str

    def amount(self, cents: int) -> Decimal:
        """An amount of it in the main unit of its currency."""
        return money.decimal(cents, self.currency)


COLUMNS: tuple[Column[SumLine], ...] = (
    Column("Drive", lambda line: line.drive),
    Column("Fund", lambda line: line.fund),
    Column("Gifts", lambda line: line.sums.gifts),
    Column("Received", lambda line: line.amount(line.sums.received_cents)),
    Column("Covered fees included", lambda line: line.amount(line.sums.cover_cents)),
    Column("Refunded or disputed", lambda line: line.amount(line.sums.returned_cents)),
    Column("Kept", lambda line: line.amount(line.sums.retained_cents)),
    Column("Payment provider fees", lambda line: line.amount(line.sums.fees_cents)),
    Column("After fees", lambda line: line.amount(line.sums.after_fees_cents)),
    Column("Currency", lambda line: line.currency.upper()),
)


def fund_table(rows: Sequence[FundRow]) -> Table[SumLine]:
    """The table of these funds, with the sum of each currency last."""
    return Table(COLUMNS, _lines(rows))


def _lines(rows: Sequence[FundRow]) -> Iterator[SumLine]:
    for row in rows:
        yield SumLine(row.drive.title, row.name, row.sums, row.drive.currency)
    for currency, sums in totals_by_currency(rows).items():
        yield SumLine("Total", "", sums, currency)
