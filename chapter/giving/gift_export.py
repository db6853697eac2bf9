"""Gifts as a table for spreadsheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from chapter import db, money
from chapter.exports.tables import Column, Table, batches
from chapter.giving import gift_amounts, words
from chapter.giving.gift_amounts import GiftAmounts
from chapter.giving.models import Fund, Gift


@dataclass(frozen=True)
class GiftLine:
    """A gift, what became of its money, the name of its fund; days in the chapter's time zone."""

    gift: Gift
    came: GiftAmounts
    fund: str
    zone: ZoneInfo

    def amount(self, cents: int) -> Decimal:
        """An amount of this gift in the main unit of its currency."""
        return money.decimal(cents, self.came.currency)

    def day(self, moment: datetime | None) -> date | None:
        """The day of ``moment`` in the chapter's zone."""
        return moment.astimezone(self.zone).date() if moment else None


COLUMNS: tuple[Column[GiftLine], ...] = (
    Column("Date", lambda line: line.day(line.gift.paid_at)),
    Column("Giver", lambda line: line.gift.name),
    Column("Email", lambda line: line.gift.email),
    Column("Drive", lambda line: line.gift.drive.title),
    Column("Fund", lambda line: line.fund),
    Column("Gift", lambda line: line.amount(line.gift.net_cents)),
    Column("Fee covered", lambda line: line.amount(line.gift.cover_cents)),
    Column("Paid", lambda line: line.amount(line.came.cents)),
    Column("Refunded", lambda line: line.amount(line.came.returned_cents)),
    Column("Disputed", lambda line: line.amount(line.came.disputed_cents)),
    Column("Kept", lambda line: line.amount(line.came.retained_cents)),
    Column("Currency", lambda line: line.came.currency.upper()),
    Column("Method", lambda line: line.came.method),
    Column("Receipt", lambda line: line.came.receipt),
    Column("Tribute", lambda line: words.tribute(line.gift)),
    Column("Description", lambda line: line.gift.thing or line.came.described),
    Column(
        "Refunded in full on", lambda line: None if line.gift.voided_at else line.day(line.gift.returned_at)
    ),
    Column("Voided on", lambda line: line.day(line.gift.voided_at)),
    Column("Thanked", lambda line: line.day(line.gift.thanked_at)),
)
"""Gift and fee add up to what was paid; less what was returned and what is disputed, to what is retained."""


def gift_table(found: Select[Gift], zone: ZoneInfo) -> Table[GiftLine]:
    """The table of these gifts; days in the chapter's time zone."""
    return Table(COLUMNS, _lines(found, zone))


def _lines(found: Select[Gift], zone: ZoneInfo) -> Iterator[GiftLine]:
    funds = {fund.id: fund.name for fund in db.session.scalars(select(Fund))}
    for part in batches(found):
        came = gift_amounts.amounts_by_gift(part)
        for gift in part:
            of_it = came.get(gift.public_id) or GiftAmounts(gift.drive.currency)
            yield GiftLine(gift, of_it, funds.get(gift.fund_id or 0, ""), zone)
