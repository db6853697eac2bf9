"""Bookings: a party of one or more people for one event."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings import guest_names
from chapter.events.models import Event
from chapter.people.models import Person
from chapter.people.models.listed_name import ListedName
from chapter.people.verification import Verifiable
from chapter.security import signed_links

ARRIVALS = {
    "just_me": "Just me",
    "meet_me": "Meet me at the door",
    "buddy": "With a buddy",
    "early": "Ten minutes early, quietly",
    "small_job": "Give me a small job",
}


LAPSE = "lapse"
"""``cancellation_cause`` of a booking whose offer lapsed; elsewhere this field holds a kind of actor."""


UNPAID, REFUNDED = "unpaid", "refunded"
"""``cancellation_cause`` of a booking whose seats were held until they are paid, and were not; and of one
whose money was refunded in full."""


EVENT, NOT_ME = "event", "not_me"
"""``cancellation_cause`` of a booking that was live when its event was cancelled; and of one about which the
person with that email says that somebody else typed it."""


GOING, WAITLISTED, OFFERED, CANCELLED = "going", "waitlisted", "offered", "cancelled"


class Rsvp(ListedName, Verifiable, db.Model):
    """One booking: a party for one event. Its state is times: seated, or waiting since ``queued_at``.

    While ``offered_until`` is set, ``offered_seats`` are held until the guest accepts or that moment passes,
    and ``offered_why`` says why they were offered. With ``order_public_id`` and no such words, these seats
    are held until that order is paid, and no other answer takes them; later it names the order that paid.
    ``saved_seats`` are free and kept for a party that was ``times_passed`` so often, until all of it fits. A
    party that took some of its seats early counts those in ``party_size``; ``waiting_size`` more wait.
    ``moved_at`` is when staff moved it on the waitlist, ``queued_before`` its ``queued_at`` before that.

    ``cancellation_cause`` says what ended it: a kind of actor, ``LAPSE``, ``UNPAID``, ``REFUNDED``,
    ``NOT_ME``, or ``EVENT``: then all that it had when its event was cancelled (seats, position, an offer) is
    still in its columns, and none of it counts. ``guest_names`` has one name for each guest, in order (see
    `chapter.bookings.guest_names`).

    A guest's words (needs, wishes, names) belong to this booking alone and never change a Person.
    ``checkin_code`` is a 128-bit secret that is read at the door and opens nothing else. ``came`` is how many
    of the party came in, and ``came_at`` when the first did: computed from the check-in events.
    ``news_asked``: the consent wording for our news that was ticked; it waits until the booking is proved.
    """

    __tablename__ = "rsvps"
    NAMED_BY = ("badge_name", "name")
    __table_args__ = (
        CheckConstraint("party_size >= 1", name="party_size"),
        Index("ix_rsvps_line", "event_id", "cancelled_at", "seated_at", "queued_at"),
        Index("ix_rsvps_event_email", "event_id", "email_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    name_key: Mapped[str] = mapped_column(String(200))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    party_size: Mapped[int]
    guest_names: Mapped[list[Any]] = mapped_column(default=list)
    dietary: Mapped[str] = mapped_column(String(1000), default="")
    access_needs: Mapped[str] = mapped_column(String(1000), default="")
    arrival: Mapped[str] = mapped_column(String(12), default="just_me")
    badge_name: Mapped[str] = mapped_column(String(80), default="")
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    ask_me: Mapped[str] = mapped_column(String(200), default="")
    looking_for: Mapped[str] = mapped_column(String(200), default="")
    news_asked: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    checkin_code: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_hex(16))
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    seated_at: Mapped[datetime | None]
    seated_why: Mapped[str] = mapped_column(Text, default="")
    waiting_size: Mapped[int] = mapped_column(default=0)
    times_passed: Mapped[int] = mapped_column(default=0)
    saved_seats: Mapped[int] = mapped_column(default=0)
    offered_seats: Mapped[int] = mapped_column(default=0)
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    offered_why: Mapped[str] = mapped_column(Text, default="")
    order_public_id: Mapped[str] = mapped_column(String(16), default="")
    moved_at: Mapped[datetime | None]
    queued_before: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancellation_cause: Mapped[str] = mapped_column(String(12), default="")
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    came: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def size(self) -> int:
        """How many the party has seats for, or waits for while it has none."""
        return self.party_size

    @property
    def whole(self) -> int:
        """How many want to come in all: those with seats and those who still wait for one."""
        return self.party_size + self.waiting_size

    @property
    def wanted(self) -> int:
        """How many seats the party still waits for."""
        if self.cancelled_at is not None:
            return 0
        return self.party_size if self.seated_at is None else self.waiting_size

    @property
    def status(self) -> str:
        """``going`` (with at least some of its seats), ``offered``, ``waitlisted`` or ``cancelled``."""
        if self.cancelled_at is not None:
            return CANCELLED
        if self.seated_at is not None:
            return GOING
        return WAITLISTED if self.offered_until is None else OFFERED

    @property
    def waiting(self) -> bool:
        """Whether the whole party is on the waitlist."""
        return self.status == WAITLISTED

    @property
    def in_line(self) -> bool:
        """Whether the party, or the rest of it, is on the waitlist."""
        return self.wanted > 0 and self.offered_until is None

    @property
    def lapsed(self) -> bool:
        """Whether the party left the waitlist because nobody accepted its offer in time."""
        return self.cancellation_cause == LAPSE and self.erased_at is None

    @property
    def owes(self) -> bool:
        """Whether its seats are held until its order is paid; what the waitlist offers, and says why, is
        there for a yes, whatever was paid before."""
        return self.status == OFFERED and self.order_public_id != "" and self.offered_why == ""

    @property
    def called_off(self) -> bool:
        """Whether the booking ended because its event was cancelled: nobody gave anything back."""
        return self.cancellation_cause == EVENT

    @property
    def going(self) -> bool:
        """Whether the party has its seats."""
        return self.status == GOING

    @property
    def guests_in_words(self) -> str:
        """The party's guests whose names are known, in one line."""
        return guest_names.names_in_one_line(self.guest_names)

    @property
    def token(self) -> str:
        """The token of the personal link, found only in mails and the account; raising ``link_version`` ends
        it."""
        return signed_links.make_token("booking", self.public_id, self.link_version)

    @property
    def typed_token(self) -> str:
        """The token of the address to which a browser is redirected after typing; it proves nothing."""
        return signed_links.make_token("booking-typed", self.public_id, self.link_version)


TAKEN_BACK = "door"
"""``cancellation_cause`` of a walk-in's booking: its check-in was taken back, and nobody of it is in."""
