"""Seats and waitlist of an event that is long over, computed by the same pure rules that live events use.

Years of bookings would take hours through the outbox; here they come out the same, as plain rows. A test
takes one event both ways and compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from chapter.bookings import waitlist_wording
from chapter.bookings.rules.waitlist import SAVED_UNTIL
from chapter.claims.promotions import plan_promotions
from chapter.claims.waiting_line import may_claim_now
from chapter.events.models import Event
from chapter.settings import queries as settings
from sample.rsvp_requests import Step, Wish


@dataclass(frozen=True)
class Saving:
    """That so many seats were saved for a party from ``at`` on, and why."""

    at: datetime
    before: int
    seats: int
    why: str


@dataclass
class Booking:
    """One party after all steps."""

    wish: Wish
    seated_at: datetime | None = None
    seated_why: str = ""
    seated_by: str = ""
    cancelled_at: datetime | None = None
    seated_at_once: bool = False
    times_passed: int = 0
    saved_seats: int = 0
    savings: list[Saving] = field(default_factory=list)
    going = False

    @property
    def seated_later(self) -> datetime | None:
        """When it got seats from the waitlist; None when it was seated at once or never."""
        return None if self.seated_at_once else self.seated_at

    @property
    def size(self) -> int:
        """Seats it has or waits for."""
        return self.wish.size

    @property
    def wanted(self) -> int:
        """Seats it waits for."""
        return self.wish.size


@dataclass
class Hall:
    """The seats of one event and those who wait for them."""

    event: Event
    free: int | None
    line: list[Booking] = field(default_factory=list)

    def comes(self, booking: Booking, at: datetime) -> None:
        """Seat a new party, or put it on the waitlist."""
        saved = sum(one.saved_seats for one in self.line)
        if not may_claim_now(booking.size, self.line, _less(self.free, saved)):
            self.line.append(booking)
            return
        booking.seated_at, booking.seated_at_once = at, True
        self.free = _less(self.free, booking.size)
        for one in self.line:
            one.times_passed += 1
        self.settles(at)

    def leaves(self, booking: Booking, at: datetime) -> None:
        """Cancel a party: free its seats, or take it off the waitlist."""
        booking.cancelled_at = at
        if booking.seated_at is None:
            booking.saved_seats = 0
            self.line.remove(booking)
        else:
            self.free = _less(self.free, -booking.size)
        self.settles(at)

    def settles(self, at: datetime) -> None:
        """Seat those whose turn it is, and save what is to be saved."""
        saving = at < self.event.starts_at - SAVED_UNTIL
        patience = settings.current().patience if saving else None
        waited = len(self.line)
        found = plan_promotions(self.line, self.free, patience=patience, whole=self.event.capacity)
        for move in found.moves:
            for one in move.passed:
                one.times_passed += 1
            move.who.seated_at = at
            move.who.seated_why = waitlist_wording.turn(self.event, move, move.who, at)
            move.who.seated_by = waitlist_wording.rule_of(move, waited)
            move.who.saved_seats = 0
            self.line.remove(move.who)
            self.free = _less(self.free, move.who.size)
        for one in self.line:
            self._keep(one, found.saved.places if found.saved and found.saved.who is one else 0, at)

    def _keep(self, one: Booking, seats: int, at: datetime) -> None:
        if one.saved_seats == seats:
            return
        before, one.saved_seats = one.saved_seats, seats
        one.savings.append(Saving(at, before, seats, waitlist_wording.saving(one, self.event, SAVED_UNTIL)))


def settle(event: Event, steps: Iterable[Step]) -> list[Booking]:
    """The result of every request, in the order in which they came."""
    bookings: dict[int, Booking] = {}
    hall = Hall(event, event.capacity)
    for step in steps:
        number = step.wish.who.number
        if step.leaving:
            hall.leaves(bookings[number], step.at)
        else:
            bookings[number] = Booking(step.wish)
            hall.comes(bookings[number], step.at)
    return list(bookings.values())


def _less(free: int | None, size: int) -> int | None:
    return None if free is None else free - size
