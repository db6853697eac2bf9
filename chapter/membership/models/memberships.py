"""The tables of members, memberships, enrollments and terms."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.levels.models import Level
from chapter.levels.periods import Span
from chapter.people.models import Person
from chapter.security import signed_links

JOINED, RENEWED, ANEW, GRANTED = "joined", "renewed", "anew", "granted"
TERM_REASONS = {
    JOINED: "Joined",
    RENEWED: "Renewed",
    ANEW: "Came back",
    GRANTED: "Granted by the chapter",
}
"""Why a term began."""


class Member(db.Model):
    """A person who is, or ever was, a member. The day of first joining never changes."""

    __tablename__ = "members"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_joined_on: Mapped[date]


class Membership(db.Model):
    """A membership of one person, or of a bundle. ``payer`` pays for all who are in it.

    Columns that follow from its terms, for lists: ``began_on`` is the first day of the present unbroken run,
    ``ends_on`` its last (None: without end), ``grace_until`` the last of grace.
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
        """The token of the personal link to its renewal; a new ``link_version`` makes the old link
        invalid."""
        return signed_links.make_token("renewal", self.public_id, self.link_version)


class Enrollment(db.Model):
    """A person belongs to a membership, since a day. Nobody belongs to two: the database refuses it."""

    __tablename__ = "enrollments"
    __table_args__ = (
        Index(
            "uq_enrollments_live", "person_id", unique=True,
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

    Never changed but for its end: ``shortened_on`` is its last day when another level took over earlier, and
    ``voided_at`` says that the dues it rested on were reversed. ``price_cents`` is what its level cost when
    it began, in the chapter's currency; None: no price was recorded, and nothing is due for it.
    """

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"))
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    shortened_on: Mapped[date | None]
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
        """The term's days, as the rules of periods.py take them."""
        return Span(self.first_on, self.shortened_on or self.last_on, self.anchor_on, self.grace_days)
