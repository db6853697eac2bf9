"""Seats of booked parties at the door: whoever is inside has one; when it is taken back, all is as booked.

A phone without a signal lets more of a party in than were booked, or one on the waitlist. They are inside, so
they have seats, beyond the limit if need be. The former state of the booking is read from what the log says
that check-in changed; what anybody has changed manually since stays.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor, Entry
from chapter.bookings.models import CANCELLED, GOING, WAITLISTED, Rsvp
from chapter.bookings.rules import endings, waitlist

SEATED, AS_BOOKED = "seated at the door", "as booked again"
"""Verbs in the log: the door gave a booking its seats, and the booking is again as it was before."""


@dataclass(frozen=True)
class SeatState:
    """The state of a booking: its status, people with a seat (or who wait for one), and the rest that
    waits."""

    status: str
    party_size: int
    waiting_size: int

    @classmethod
    def of_booking(cls, rsvp: Rsvp) -> Self:
        """The current state of a booking."""
        return cls(rsvp.status, rsvp.party_size, rsvp.waiting_size)

    def with_inside(self, came: int) -> "SeatState":
        """The state while ``came`` people of the party are inside."""
        if not came or (self.status == GOING and came <= self.party_size):
            return self
        return SeatState(GOING, max(self.party_size + self.waiting_size, came), 0)


def follow_checkins(rsvp: Rsvp, *, by: Actor, now: datetime) -> bool:
    """Let the seats of a booking follow how many of it are inside (``came``); whether it was given some.

    Nobody is mailed: they are at the event. A booking that was given back gets none. ``event`` is locked.
    """
    stands = SeatState.of_booking(rsvp)
    if stands.status == CANCELLED or rsvp.erased_at is not None:
        return False
    booked = _booked(rsvp, stands)
    fits = booked.with_inside(rsvp.came)
    if fits == stands:
        return False
    _set(rsvp, fits, now)
    verb = AS_BOOKED if fits == booked else SEATED
    audit.record(verb, rsvp, by=by, now=now, before=asdict(stands), after=asdict(SeatState.of_booking(rsvp)))
    gained = _seats(fits) > _seats(stands)
    if not gained:
        waitlist.promote(rsvp.event, now=now)
    return gained


def _seats(stands: SeatState) -> int:
    return stands.party_size if stands.status == GOING else 0


def _set(rsvp: Rsvp, fits: SeatState, now: datetime) -> None:
    """Set the booking's state. An offer that ended while the party was inside stays ended: the party waits at
    its former position."""
    if fits.status != GOING:
        rsvp.seated_at = None
    elif not rsvp.going:
        rsvp.seated_at, rsvp.seated_why = now, ""
    rsvp.party_size, rsvp.waiting_size = fits.party_size, fits.waiting_size
    endings.clear_offer(rsvp)


def _booked(rsvp: Rsvp, stands: SeatState) -> SeatState:
    """The state before the door gave the booking seats; the current one, when it gave none or somebody
    changed it."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for entry in db.session.scalars(_log_entries(rsvp)):
        if entry.verb == AS_BOOKED:
            before, after = {}, {}
        elif entry.values is not None:
            before, after = {**entry.values.before, **before}, {**after, **entry.values.after}
    if not before or not after.items() <= asdict(stands).items():
        return stands
    booked = replace(stands, **before)
    return booked if booked.status == GOING else replace(booked, status=WAITLISTED)


def _log_entries(rsvp: Rsvp) -> Select[Entry]:
    about = Entry.record_kind == Rsvp.__tablename__, Entry.record_id == rsvp.id
    return select(Entry).where(*about, Entry.verb.in_((SEATED, AS_BOOKED))).order_by(Entry.id)
