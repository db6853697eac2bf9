"""What guests do in tests about the line, and events at which it has come to something."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, offers
from chapter.events.models import OFFER, Event
from chapter.mail.models import Mail
from tests.factories import GUEST, TODAY, a_booking, an_event

HOUR = timedelta(hours=1)


def mails_to(rsvp: Rsvp) -> list[str]:
    kinds = db.session.scalars(select(Mail.kind).where(Mail.to_key == rsvp.email_key).order_by(Mail.id))
    return [kind.removeprefix("events.") for kind in kinds]


def cancel(rsvp: Rsvp, now: datetime = TODAY) -> None:
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=now)


def resize(rsvp: Rsvp, to: int) -> None:
    with db.writing():
        bookings.resize(rsvp, to=to, by=GUEST, now=TODAY)


def claim(rsvp: Rsvp, *, keep_rest: bool = True, now: datetime = TODAY) -> None:
    with db.writing():
        offers.claim(rsvp, keep_rest=keep_rest, by=GUEST, now=now)


def decline(rsvp: Rsvp) -> None:
    with db.writing():
        offers.decline(rsvp, by=GUEST, now=TODAY)


def rejoin(rsvp: Rsvp, now: datetime) -> None:
    with db.writing():
        offers.rejoin(rsvp, by=GUEST, now=now)


def asked(of: int = 2, seats: int = 2, **more: object) -> tuple[Event, Rsvp]:
    """A full event at which a party of ``of`` has just been offered its seats."""
    event = an_event(seats=seats, when_free=OFFER, **more)  # type: ignore[arg-type]  # columns of an event
    first = a_booking(event, of=seats)
    waits = a_booking(event, of=of)
    cancel(first)
    return event, waits


def passed_over(event: Event, of: int, times: int = 3) -> Rsvp:
    """A party of ``of`` that waits at ``event`` and was passed that often."""
    waits = a_booking(event, of=of)
    for _ in range(times):
        a_booking(event)
    assert waits.times_passed == times
    return waits


def full_of_singles(seats: int) -> tuple[Event, list[Rsvp]]:
    """An event without a free seat at which a party of four was passed three times, and those who sit."""
    event = an_event(seats=seats)
    first = [a_booking(event) for _ in range(seats - 3)]
    return event, first
