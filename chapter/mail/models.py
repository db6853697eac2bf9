"""The tables of the outbox, consents and suppressions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db

TRIAL, TRANSACTIONAL, BULK = -1, 0, 1
"""Values of ``Mail.urgency``: a test of whether mail can be sent goes first of all, and is tried once; what
somebody waits for goes before what goes to many."""

LONGEST_KEY = 120
"""The longest ``Mail.dedup_key``; mail.dedup_key makes longer ones fit."""


class Mail(db.Model):
    """One mail to one address. This row is the only record of its delivery: due, leased, sent, failed,
    withdrawn.

    ``attempts``: how often it was tried, not counting attempts that failed by our fault. ``throttled_at``:
    when it was throttled, since its address had had too many in an hour (mail.throttle). ``held_at``: when it
    was held back for staff to decide, since it had been due while nobody was there to send it
    (mail.held_mails); ``failure`` says why. ``waits_since``: when it was due first, once an attempt has
    failed; ``due_at`` is then that of the next one.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_due", "sent_at", "failed_at", "withdrawn_at", "urgency", "due_at"),
        Index("ix_mails_about", "about_kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    kind: Mapped[str] = mapped_column(String(60))
    urgency: Mapped[int] = mapped_column(default=TRANSACTIONAL)
    to_name: Mapped[str] = mapped_column(String(200))
    to_address: Mapped[str] = mapped_column(String(254))
    to_key: Mapped[str] = mapped_column(String(254), index=True)
    from_name: Mapped[str] = mapped_column(String(200))
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    placeholders: Mapped[dict[str, Any]]
    attachments: Mapped[list[Any]]
    about_kind: Mapped[str] = mapped_column(String(40), default="")
    about_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    dedup_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY), unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    throttled_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None]
    blanked_at: Mapped[datetime | None]

    @property
    def lost(self) -> bool:
        """Whether it failed for good and is still wanted."""
        return self.failed_at is not None and self.withdrawn_at is None

    @property
    def held(self) -> bool:
        """Whether it waits for staff to decide."""
        over = self.sent_at or self.failed_at or self.withdrawn_at
        return self.held_at is not None and over is None


class Consent(db.Model):
    """That somebody agreed to mails of one purpose, or withdrew that. Rows are only added.

    ``wording`` is the sentence that was shown, with its version; ``source`` the form that showed it.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Suppression(db.Model):
    """An address that bounced for good. A keyed hash, so that it outlives erasure without naming anybody.

    ``tried_at``: when something that its owner asked for was sent there all the same.
    """

    __tablename__ = "suppressions"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    why: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    tried_at: Mapped[datetime | None]


FIRST_DUE_AT = func.coalesce(Mail.waits_since, Mail.due_at)
"""When a mail was first due, in SQL."""
