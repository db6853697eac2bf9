"""Drives, their funds and suggested amounts, and gifts.

No amount of money that came in is stored here: what a drive has raised is a sum over the ledger.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.giving import fee_coverage
from chapter.moderation.models import DECLINED, WAITING, Moderated
from chapter.people.verification import Verifiable

HONOR, MEMORY = "honor", "memory"
NOBODY = "Someone"
"""The name on the wall of a giver who is not named there."""

ANONYMOUS_GIVER = "someone who wishes to stay anonymous"
"""What a person with a soft credit reads in place of a giver's name."""

TRIBUTES = {HONOR: "In honor of", MEMORY: "In memory of"}
GIFT_PURPOSE_NAME = "gift"
"""The purpose of the orders that pay for gifts."""

SHOWN, WAITS, HIDDEN = "shown", "waits", "hidden"
NOT_YET, OPEN, REACHED, OVER, CLOSED = "not_yet", "open", "reached", "over", "closed"


class Drive(db.Versioned, db.Model):
    """Something that the chapter asks gifts for, until a time.

    ``opened_at``: since when the public sees it; None: a draft. ``closed_at``: staff ended it early.
    ``stops_at_goal``: it takes no gifts once the goal is reached. ``fee_rate`` (basis points) and
    ``fee_fixed_cents`` are what a card costs the chapter. ``wall_held``: what givers wrote (names, tributes,
    words) waits for staff before the wall shows it. ``wall_version`` grows with each change of what its wall
    shows.
    """

    __tablename__ = "drives"
    __table_args__ = (
        CheckConstraint("goal_cents > 0", name="goal_cents"),
        CheckConstraint("fee_rate >= 0 AND fee_rate <= 2000", name="fee_rate"),
        CheckConstraint("ends_at > begins_at", name="ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    currency: Mapped[str] = mapped_column(String(3))
    goal_cents: Mapped[int]
    least_cents: Mapped[int] = mapped_column(default=500)
    most_cents: Mapped[int] = mapped_column(default=2_500_000)
    fee_rate: Mapped[int] = mapped_column(default=220)
    fee_fixed_cents: Mapped[int] = mapped_column(default=30)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    stops_at_goal: Mapped[bool] = mapped_column(default=False)
    wall_held: Mapped[bool] = mapped_column(default=True)
    thanks_name: Mapped[str] = mapped_column(String(120), default="")
    thanks_words: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    wall_version: Mapped[int] = mapped_column(default=1)

    suggested_amounts: Mapped[list["SuggestedAmount"]] = relationship(
        order_by="SuggestedAmount.amount_cents", cascade="all, delete-orphan"
    )
    funds: Mapped[list["Fund"]] = relationship(order_by="Fund.id")

    def state(self, given_cents: int, now: datetime) -> str:
        """NOT_YET, OPEN, REACHED (and it stops there), OVER or CLOSED. ``given_cents``: the gifts so far,
        without what was added to cover fees."""
        if self.closed_at is not None:
            return CLOSED
        if now < self.begins_at:
            return NOT_YET
        if now >= self.ends_at:
            return OVER
        return REACHED if self.stops_at_goal and given_cents >= self.goal_cents else OPEN

    def cover_cents(self, net_cents: int) -> int:
        """What a giver adds so that all of ``net_cents`` arrives, in cents."""
        return fee_coverage.coverage_cents(net_cents, rate=self.fee_rate, fixed_cents=self.fee_fixed_cents)

    @property
    def accounts(self) -> list[str]:
        """The ledger accounts of the drive: its own, and one for each fund."""
        return [self.account(None), *(self.account(fund.id) for fund in self.funds)]

    def account(self, fund_id: int | None) -> str:
        """The ledger account of a fund, or of no fund."""
        return f"gifts:{self.public_id}" + (f":{fund_id}" if fund_id else "")

    @property
    def open_funds(self) -> list["Fund"]:
        """The funds that a giver may choose."""
        return [fund for fund in self.funds if fund.ended_at is None]


class SuggestedAmount(db.Model):
    """An amount that the form suggests, and what it does."""

    __tablename__ = "suggested_amounts"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_cents"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"), index=True)
    amount_cents: Mapped[int]
    impact: Mapped[str] = mapped_column(String(200))


class Fund(db.Model):
    """What a gift is for, where the giver may choose."""

    __tablename__ = "funds"

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Gift(Verifiable, Moderated, db.Model):
    """What a giver means to give: ``net_cents``, and ``cover_cents`` to cover the fee.

    ``approved_at``: since when the wall may show what its giver wrote; ``declined_at``: the wall shows
    nothing of it.

    ``paid_at``: since when the money is there; ``returned_at``: since when all of it was returned. ``nonce``
    names the form it came by and what it said: sent twice, it is one gift. The tribute's ``card_email`` gets
    a card on ``card_on``; without one, staff send it by post. ``card_reported_at``: the giver was notified
    that it left. ``voided_at``: it was entered wrongly, or never came; ``corrects_id``: the voided gift that
    this one replaces.
    """

    __tablename__ = "gifts"
    __table_args__ = (
        CheckConstraint("net_cents >= 0", name="net_cents"),
        CheckConstraint("cover_cents >= 0", name="cover_cents"),
        Index("ix_gifts_drive_id_paid_at", "drive_id", "paid_at"),
        Index("ix_gifts_card_on", "card_sent_at", "card_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("funds.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    net_cents: Mapped[int]
    cover_cents: Mapped[int] = mapped_column(default=0)
    anonymous: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str] = mapped_column(String(300), default="")
    tribute: Mapped[str] = mapped_column(String(6), default="")
    tribute_name: Mapped[str] = mapped_column(String(200), default="")
    card_name: Mapped[str] = mapped_column(String(200), default="")
    card_email: Mapped[str] = mapped_column(String(254), default="")
    card_on: Mapped[date | None]
    card_sent_at: Mapped[datetime | None]
    card_sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    card_reported_at: Mapped[datetime | None]
    thing: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    thanked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    voided_why: Mapped[str] = mapped_column(String(300), default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("gifts.id"), unique=True)
    erased_at: Mapped[datetime | None]

    drive: Mapped[Drive] = relationship(lazy="joined", innerjoin=True)

    @property
    def total_cents(self) -> int:
        """What the giver pays, in cents: the gift, and what covers the fee."""
        return self.net_cents + self.cover_cents

    @property
    def wall_state(self) -> str:
        """The gift's state on the wall: SHOWN, WAITS for staff to read it, or HIDDEN."""
        if self.moderation_state == DECLINED:
            return HIDDEN
        waits = self.moderation_state == WAITING and self.drive.wall_held and self.has_wall_text
        return WAITS if waits else SHOWN

    @property
    def has_wall_text(self) -> bool:
        """Whether the wall would show anything that was typed: a name, words, a tribute."""
        return bool(self.message or self.tribute_name or (self.name and not self.anonymous))

    @property
    def card_by_post(self) -> bool:
        """Whether a tribute card is wanted without an email: the chapter posts it."""
        return bool(self.tribute and not self.card_email and (self.card_name or self.card_on))

    @property
    def wall_name(self) -> str:
        """The giver's name as the wall shows it."""
        return NOBODY if self.anonymous or not self.name else self.name

    @property
    def name_for_others(self) -> str:
        """The giver's name for people with a soft credit: only where the wall may show it."""
        return ANONYMOUS_GIVER if self.anonymous else self.name or "someone"


@dataclass(frozen=True)
class WallEntry:
    """One gift as the wall shows it: never how much. When all else is empty it is a gift of someone."""

    wall_name: str = NOBODY
    tribute: str = ""
    tribute_name: str = ""
    thing: str = ""
    message: str = ""
