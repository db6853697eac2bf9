"""The table of broadcasts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.mail.models import LONGEST_KEY


class Broadcast(db.Model):
    """One notification to many, from the time it is requested until all of it is sent.

    ``kind`` is one of those that packages register (broadcasts.kinds), about the record ``record_kind`` and
    ``record_id``. While it is held, ``open_key`` names kind and record, so that there is only one of them;
    ``nonce`` is that of the form that requested it, and stays. ``before`` and ``after`` hold the values of
    the record that were changed, as JSON; ``payload`` what is said, and what its kind notes; mails of a year
    that only some wait for name them as ``people``, by their ids.

    A state is a time: held until ``sends_at``, then composed from ``left_at`` on, in batches up to
    ``last_id``, and ``sent_at`` when all were; or ``undone_at``. ``parent_id``: the broadcast that it belongs
    to, with which it is sent or undone. Its outcome is in ``payload`` too: ``failures`` when its letters
    could not be written, ``not_sent`` when it had become needless.

    One that is due by the time (scheduled.py) was ``opened_at`` when it was due, by nobody, and its ``nonce``
    names kind, record and that time.
    """

    __tablename__ = "broadcasts"
    __table_args__ = (Index("ix_broadcasts_record", "record_kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    kind: Mapped[str] = mapped_column(String(40))
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    open_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY), unique=True)
    nonce: Mapped[str | None] = mapped_column(String(LONGEST_KEY), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sends_at: Mapped[datetime] = mapped_column(index=True)
    left_at: Mapped[datetime | None]
    last_id: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    @property
    def held(self) -> bool:
        """Whether nobody has been notified yet, and it can be undone."""
        return self.left_at is None and self.undone_at is None

    @property
    def stuck(self) -> bool:
        """Whether its letters could not be written the last time; it is retried at ``sends_at``."""
        over = self.sent_at is not None or self.undone_at is not None
        return not over and bool(self.payload.get("failures"))

    @property
    def not_sent(self) -> str:
        """Why it was not sent, or not to all, as a sentence for whoever sent it; empty: it was."""
        return str(self.payload.get("not_sent", ""))
