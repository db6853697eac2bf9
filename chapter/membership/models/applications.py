"""The table of applications: how a person asks to join, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.levels.models import Level
from chapter.people import names
from chapter.people.models import Person
from chapter.people.verification import Verifiable
from chapter.security import signed_links

APPROVED, DECLINED = "approved", "declined"
UNDO = timedelta(minutes=10)
"""How long a decision waits before it takes effect, so that it can be undone."""

CONFIRM_WITHIN = timedelta(days=14)
"""How long the mailed link that confirms an email works."""


class Application(Verifiable, db.Model):
    """A person’s request to join. Its state is times: started, sent, proved (they hold the mailbox), decided
    (by staff, or by rule where the level needs nobody), settled (the decision took effect), closed.

    ``person`` is None until the mailbox is proved: what a stranger types changes no record.
    """

    __tablename__ = "applications"
    __table_args__ = (Index("ix_applications_open", "closed_at", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    level_id: Mapped[int] = mapped_column(ForeignKey("levels.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    called: Mapped[str] = mapped_column(String(80), default="")
    name_said: Mapped[str] = mapped_column(String(120), default="")
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    others: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[list[Any]]
    news: Mapped[bool] = mapped_column(default=False)
    news_wording: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(10), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_why: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    level: Mapped[Level] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    @property
    def first_name(self) -> str:
        """What the applicant asks to be called, or the first word of their name."""
        return self.called or names.first_name(self.name) or self.name

    @property
    def token(self) -> str:
        """The token of the link to the application’s own form and status."""
        return signed_links.make_token("application", self.public_id)

    @property
    def proof_token(self) -> str:
        """The token that only the mailed link carries: it proves that the applicant holds the mailbox."""
        return signed_links.make_token("application-proof", self.public_id)

    @property
    def stage(self) -> str:
        """The state in one word: started, sent, proved, decided, owing, closed."""
        if self.closed_at is not None:
            return "closed"
        if self.settled_at is not None:
            return "owing"
        if self.decided_at is not None:
            return "decided"
        if self.proved_at is not None:
            return "proved"
        return "sent" if self.sent_at is not None else "started"

    def confirmable(self, now: datetime) -> bool:
        """Whether the mailed link can still confirm the email."""
        waits = self.sent_at is not None and self.proved_at is None and self.closed_at is None
        return waits and self.sent_at is not None and now < self.sent_at + CONFIRM_WITHIN

    def undoable(self, now: datetime) -> bool:
        """Whether the decision can still be undone."""
        return self.decided_at is not None and self.settled_at is None and now < self.decided_at + UNDO
