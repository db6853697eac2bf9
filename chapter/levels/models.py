"""The tables of levels, of what each asks for, and of what staff ticked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.levels.periods import ENDLESS, YEAR, Period

HOUSEHOLD, COMPANY = "household", "company"


BUNDLES = {"": "One person", HOUSEHOLD: "A household", COMPANY: "A company"}


DIRECTORY, EVENTS = "directory", "events"


ENTITLEMENTS = {DIRECTORY: "The directory", EVENTS: "Members’ events and volunteer work"}
"""What a level may open (entitlements.py), as the office reads it."""


class Level(db.Versioned, db.Model):
    """A way to be a member. ``price_cents`` is for one period; ``bundle_most`` counts everybody in a bundle.

    ``opened_at``: since when the public may join; None: only staff give it. ``retired_at``: since when nobody
    new gets it; those who have it keep it. ``opens_directory``, ``opens_events``: what members at this level
    may use (entitlements.py); False by default.
    """

    __tablename__ = "levels"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price_cents"),
        CheckConstraint("months >= 1", name="months"),
        CheckConstraint("grace_days >= 0", name="grace_days"),
        CheckConstraint("bundle_most >= 1", name="bundle_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(300), default="")
    benefits: Mapped[str] = mapped_column(Text, default="")
    price_cents: Mapped[int] = mapped_column(default=0)
    period_kind: Mapped[str] = mapped_column(String(10))
    months: Mapped[int] = mapped_column(default=YEAR)
    turns_month: Mapped[int] = mapped_column(default=1)
    turns_day: Mapped[int] = mapped_column(default=1)
    early_days: Mapped[int] = mapped_column(default=0)
    grace_days: Mapped[int] = mapped_column(default=0)
    bundle_kind: Mapped[str] = mapped_column(String(12), default="")
    bundle_most: Mapped[int] = mapped_column(default=1)
    staff_approves: Mapped[bool] = mapped_column(default=False)
    opens_directory: Mapped[bool] = mapped_column(default=False, server_default=false())
    opens_events: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def period(self) -> Period:
        """The level's period, as the rules of periods.py take it."""
        return Period(
            kind=self.period_kind, months=self.months, turns_month=self.turns_month,
            turns_day=self.turns_day, early_days=self.early_days, grace_days=self.grace_days,
        )  # fmt: skip

    @property
    def complimentary(self) -> bool:
        """Whether the level has no end and asks for no dues."""
        return self.period_kind == ENDLESS

    def opens(self, what: str) -> bool:
        """Whether the level opens ``what``, one of ``OPENS``."""
        return {DIRECTORY: self.opens_directory, EVENTS: self.opens_events}[what]

    @property
    def benefit_list(self) -> list[str]:
        """The benefits as a list, one line each."""
        return [line.strip() for line in self.benefits.splitlines() if line.strip()]


class Requirement(db.Model):
    """What a level asks of a member in each term: ``amount`` of what a registered counter counts.

    ``counter`` is the counter's name; empty: staff tick it.
    """

    __tablename__ = "level_requirements"
    __table_args__ = (CheckConstraint("amount >= 1", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    counter: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RequirementTick(db.Model):
    """That staff ticked a requirement for one person in the term that began on ``first_on``."""

    __tablename__ = "requirement_ticks"
    __table_args__ = (Index("ix_requirement_ticks_person_id_first_on", "person_id", "first_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("level_requirements.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    ticked_at: Mapped[datetime]
    ticked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
