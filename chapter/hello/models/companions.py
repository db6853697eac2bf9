"""Who is asked to meet a guest, and the sign by which the two find each other."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people.models import Person
from chapter.security import signed_links

MEET_ME, BUDDY = "meet_me", "buddy"
MOST_GUESTS = {MEET_ME: 3, BUDDY: 1}
"""How many guests of one event somebody may be asked to meet, by the wish of the guest."""

LONGEST_ANSWER_TIME, SHORTEST_ANSWER_TIME = timedelta(hours=24), timedelta(minutes=30)
"""How long a companion has to answer, at most and at least; then the next is asked."""

FIRST_ASK = timedelta(days=7)
"""So long before the event begins, companions are asked for automatically."""

LAST_ASK = timedelta(hours=1)
"""So long before the event begins, nobody is asked by mail any more: it might not be read in time."""

NOT_TOLD_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""The value of ``notified_at`` while the companion has accepted but was not notified yet."""

DECLINED, NO_ANSWER, WITHDREW, NOT_NEEDED = "no", "silent", "left", "guest"
"""Why a request ended: the companion declined, did not answer, cannot come after all, or the guest no longer
needs it."""


class Companion(db.Model):
    """That ``person`` was asked to meet the party of ``guest``, at the door or as their buddy.

    Its state is times: asked, accepted, ended (``ended_why``). ``answer_until`` is what the mail said, and
    does not change with the event; ``notified_at`` is when the companion, having accepted, was last notified
    of when and where it is; ``NOT_TOLD_YET`` while neither was notified, since a move might be undone. It
    stores nothing that anybody typed.
    """

    __tablename__ = "companions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    answer_until: Mapped[datetime | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(8), default="")
    sign: Mapped[str] = mapped_column(String(20), default="")
    notified_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    guest: Mapped[Rsvp] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def token(self) -> str:
        """The token of the link by which the companion answers."""
        return signed_links.make_token("company", self.public_id)

    @property
    def live(self) -> bool:
        """Whether the companion is asked, or has accepted, and it has not ended."""
        return self.ended_at is None

    @property
    def meets(self) -> bool:
        """Whether the companion has accepted, and it has not ended."""
        return self.live and self.accepted_at is not None

    @property
    def told(self) -> bool:
        """Whether the companion has accepted, it has not ended, and both were notified."""
        return self.meets and self.notified_at != NOT_TOLD_YET

    @property
    def took_over(self) -> bool:
        """Whether the companion took it on without being asked."""
        return self.asked_by == self.person_id

    @property
    def answer_by(self) -> datetime:
        """When the time to answer ends."""
        return min(self.answer_until or self.asked_at + LONGEST_ANSWER_TIME, self.event.starts_at)

    @property
    def missed_a_move(self) -> bool:
        """Whether the event moved after the companion was last notified of its time and place."""
        known = self.notified_at or self.accepted_at
        return self.told and known is not None and (self.event.moved_at or known) > known
