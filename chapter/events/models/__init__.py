"""Events, and their own staff."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person

PUBLIC, MEMBERS, UNLISTED = "public", "members", "unlisted"
VISIBILITIES = {
    PUBLIC: "Everyone",
    MEMBERS: "Members only",
    UNLISTED: "Anyone with the link",
}
AT_ONCE, OFFER = "at_once", "offer"
WHEN_FREE = {
    AT_ONCE: "Give it to the next party right away",
    OFFER: "Hold it for the next party until they accept",
}
"""What happens to seats that come free while parties wait."""

LARGEST_PARTY = 20
LEAD, GREETER = "lead", "greeter"
POSTS = {LEAD: "Event lead", GREETER: "Greeter"}
"""The posts that somebody can hold at one event."""


class Event(db.Versioned, db.Model):
    """Something that people come to.

    ``starts_wall`` and ``ends_wall`` are what the invitation says, without a zone; ``starts_at`` and
    ``ends_at`` are the moments that follow from them and ``zone``, and are computed again when the law of the
    zone changes. ``capacity`` None means without limit; it counts every person of a party. ``moved_at`` is
    when those who come were last notified of another time or place. ``bookings_version`` counts changes of
    bookings (`chapter.web.change_counters`). ``waitlist_due_at``: seats came free, and the waitlist has not
    moved yet.
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
        CheckConstraint("party_limit >= 1", name="party_limit"),
        Index("ix_events_coming", "visibility", "published_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(140))
    summary: Mapped[str] = mapped_column(String(300), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    starts_wall: Mapped[datetime] = mapped_column(DateTime())
    ends_wall: Mapped[datetime] = mapped_column(DateTime())
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(140), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    capacity: Mapped[int | None]
    party_limit: Mapped[int] = mapped_column(default=6)
    when_free: Mapped[str] = mapped_column(String(12), default=AT_ONCE)
    visibility: Mapped[str] = mapped_column(String(12), default=PUBLIC)
    rsvp_opens_at: Mapped[datetime | None]
    rsvp_closes_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    waitlist_due_at: Mapped[datetime | None]
    bookings_version: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone of the venue."""
        return ZoneInfo(self.zone)

    @property
    def uid(self) -> str:
        """Its permanent identifier in calendars (RFC 5545, UID)."""
        return f"{self.public_id}@chapter"

    @property
    def draft(self) -> bool:
        """Whether it is unpublished: nobody outside the office sees it."""
        return self.published_at is None

    @property
    def online(self) -> bool:
        """Whether it takes place online."""
        return bool(self.online_url)

    def takes_rsvps(self, now: datetime) -> bool:
        """Whether a guest may book now."""
        return self.why_closed(now) is None

    def why_closed(self, now: datetime) -> str | None:
        """Why nobody can book now, in one word: draft, cancelled, over, not_yet, closed; None: open."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.draft:
            return "draft"
        if now >= self.ends_at:
            return "over"
        if self.rsvp_opens_at is not None and now < self.rsvp_opens_at:
            return "not_yet"
        return "closed" if now >= (self.rsvp_closes_at or self.ends_at) else None

    def seats_move(self, now: datetime) -> bool:
        """Whether seats that come free still go to waiting parties: until the event starts."""
        return self.cancelled_at is None and now < self.starts_at


class EventStaff(db.Model):
    """That a person is ``lead`` or ``greeter`` of one event."""

    __tablename__ = "event_staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
