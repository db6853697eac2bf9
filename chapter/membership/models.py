"""Levels, memberships with their terms, dues, and who left. Joining has tables of its own (joining.py)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, column, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.membership.periods import ENDLESS, YEAR, Period, Span
from chapter.membership.status import Left
from chapter.people.models import Person
from chapter.security import signed_links

HOUSEHOLD, COMPANY = "household", "company"
BUNDLES = {"": "One person", HOUSEHOLD: "A household", COMPANY: "A company"}
WAIVED = "waived"
METHODS = {
    "check": "Check",
    "cash": "Cash",
    "transfer": "Bank transfer",
    "card": "Card",
    WAIVED: "Waived",
}
JOINED, RENEWED, ANEW, GRANTED = "joined", "renewed", "anew", "granted"
TERMS = {
    JOINED: "Joined",
    RENEWED: "Renewed",
    ANEW: "Came back",
    GRANTED: "Given by the chapter",
}
"""Why a term began."""

DIRECTORY, EVENTS = "directory", "events"
OPENS = {DIRECTORY: "The directory", EVENTS: "Members’ events and volunteer work"}
"""What a level may open (opening.py), as the office reads it."""


class Level(db.Model):
    """A way to be a member. ``price_cents`` is for one period; ``bundle_most`` counts everybody in a bundle.

    ``opened_at``: since when the public may join; None: staff alone give it. ``retired_at``: since when
    nobody new gets it; those who have it keep it. ``opens_directory``, ``opens_events``: what those who have
    it may enter (opening.py); closed unless said.
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
    place: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def period(self) -> Period:
        """How it counts days."""
        return Period(
            kind=self.period_kind, months=self.months, turns_month=self.turns_month,
            turns_day=self.turns_day, early_days=self.early_days, grace_days=self.grace_days,
        )  # fmt: skip

    @property
    def complimentary(self) -> bool:
        """Whether it has no end and asks for no dues."""
        return self.period_kind == ENDLESS

    def opens(self, what: str) -> bool:
        """Whether it opens ``what``, of ``OPENS``."""
        return {DIRECTORY: self.opens_directory, EVENTS: self.opens_events}[what]

    @property
    def benefit_list(self) -> list[str]:
        """Its benefits, one line each."""
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


class Tick(db.Model):
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


class Member(db.Model):
    """That a person is, or ever was, a member. The day on which she first joined is fixed for life."""

    __tablename__ = "members"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_joined_on: Mapped[date]


class Membership(db.Model):
    """One membership: of one person, or of a bundle. ``payer`` pays for all who are in it.

    What follows from its terms stands beside it, for lists: ``began_on`` is the first day of the present
    unbroken run, ``ends_on`` its last (None: without end), ``grace_until`` the last of grace.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_ends_on", "ended_at", "ends_on"),
        Index(
            "ix_memberships_asked", "ended_at",
            sqlite_where=column("renewal_wanted_at").is_not(None),
            postgresql_where=column("renewal_wanted_at").is_not(None),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"), index=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    began_on: Mapped[date]
    ends_on: Mapped[date | None]
    grace_until: Mapped[date | None]
    made_at: Mapped[datetime]
    link_version: Mapped[int] = mapped_column(default=1)
    renewal_wanted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    level: Mapped[Level] = relationship(lazy="joined", innerjoin=True)
    payer: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def token(self) -> str:
        """What the personal link to its renewal carries; a new ``link_version`` kills the old one."""
        return signed_links.make_token("renewal", self.public_id, self.link_version)


class Place(db.Model):
    """That a person belongs to a membership, since a day. Nobody belongs to two: the database refuses it."""

    __tablename__ = "membership_people"
    __table_args__ = (
        Index(
            "uq_membership_people_live", "person_id", unique=True,
            sqlite_where=column("ended_at").is_(None), postgresql_where=column("ended_at").is_(None),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    since_on: Mapped[date]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class Term(db.Model):
    """The days that one joining or renewal covers, with the grace that its level had then.

    Never changed but for its end: ``cut_on`` is its last day when another level took over earlier, and
    ``voided_at`` says that the dues it rested on were reversed. ``price_cents`` is what its level cost when
    it began, in the chapter's currency; None: it began before that was kept, and nothing is due for it.
    """

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"))
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    cut_on: Mapped[date | None]
    anchor_on: Mapped[date]
    grace_days: Mapped[int]
    price_cents: Mapped[int | None]
    why: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    membership: Mapped[Membership] = relationship()
    level: Mapped[Level] = relationship(lazy="joined", innerjoin=True)

    @property
    def span(self) -> Span:
        """Its days, for the pure rules."""
        return Span(self.first_on, self.cut_on or self.last_on, self.anchor_on, self.grace_days)


class Dues(db.Model):
    """An amount that was paid for a term, or given back: rows are added and never changed.

    A term may be paid in parts: each is a row of the same term (owing.py sums them up).
    A reversal is a row of its own, with the same amount below zero.
    """

    __tablename__ = "dues"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), index=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str] = mapped_column(String(12))
    paid_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("dues.id"), unique=True)


class BooksAreNotChanged(RuntimeError):
    """Something tried to change or delete a row of the books."""


@event.listens_for(Dues, "before_update")
@event.listens_for(Dues, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, _row: Dues) -> None:
    raise BooksAreNotChanged("dues are reversed by another row, never changed")


class Leaving(db.Model):
    """That somebody resigned, was suspended, or died: since which day, why, and until when it held.

    ``freed``: what was let go for it, in words; ``let_go_at``: when (None: still to be done).
    """

    __tablename__ = "leavings"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    freed: Mapped[str] = mapped_column(String(300), default="")
    let_go_at: Mapped[datetime | None]
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    @property
    def left(self) -> Left:
        """It, for the pure rules."""
        return Left(self.kind, self.since_on, self.until_on)
