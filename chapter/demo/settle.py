"""Seats and line of an event that is long over, worked out by the same pure rules that live events use.

Years of bookings would take hours through the outbox; here they come out the same, as plain rows. A test
puts one event through both ways and compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chapter.claims.order import may_sit_at_once, moves
from chapter.demo.asking import Step, Wish
from chapter.events import words
from chapter.events.models import Event


@dataclass
class Booking:
    """One party as it stands after all steps."""

    wish: Wish
    seated_at: datetime | None = None
    seated_why: str = ""
    cancelled_at: datetime | None = None
    seated_at_once: bool = False

    @property
    def seated_later(self) -> datetime | None:
        """When its turn in line came; None when it was seated at once or never."""
        return None if self.seated_at_once else self.seated_at

    @property
    def size(self) -> int:
        """Seats it takes or waits for."""
        return self.wish.size


def settle(event: Event, steps: Iterable[Step]) -> list[Booking]:
    """What became of every wish, in the order in which they came."""
    bookings: dict[int, Booking] = {}
    line: list[Booking] = []
    free = event.capacity
    for step in steps:
        number = step.wish.who.number
        if not step.leaving:
            booking = bookings[number] = Booking(step.wish)
            if may_sit_at_once(booking.size, line, free):
                booking.seated_at, booking.seated_at_once = step.at, True
                free = _less(free, booking.size)
            else:
                line.append(booking)
            continue
        booking = bookings[number]
        booking.cancelled_at = step.at
        if booking.seated_at is None:
            line.remove(booking)
        else:
            free = _less(free, -booking.size)
        free = _promote(event, line, free, step.at)
    return list(bookings.values())


def _promote(event: Event, line: list[Booking], free: int | None, at: datetime) -> int | None:
    for move in list(moves(line, free)):
        move.who.seated_at = at
        move.who.seated_why = words.why_seated(event, move.free, move.who.size, move.place, at)
        line.remove(move.who)
        free = _less(free, move.who.size)
    return free


def _less(free: int | None, size: int) -> int | None:
    return None if free is None else free - size
