"""Where a booking ends, whoever ends it; what other packages hold for it follows by the hook."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from chapter import db
from chapter.bookings.models import EVENT, Rsvp
from chapter.events.models import Event
from chapter.web.endings import Ended, EndHook

BOOKINGS_ENDED = EndHook("bookings.ended", Rsvp.__tablename__)


def end(rsvps: Sequence[Rsvp], *, cause: str, why: str = "", now: datetime) -> None:
    """End bookings, whose events are locked: their seats, what is held and saved for them, and their
    positions on the waitlist. ``cause`` is written to ``cancellation_cause``. The caller moves the
    waitlist."""
    for rsvp in rsvps:
        rsvp.cancelled_at, rsvp.cancellation_cause, rsvp.cancelled_why = now, cause, why
        rsvp.waiting_size = 0
        clear_offer(rsvp)
    BOOKINGS_ENDED.tell(Ended([rsvp.id for rsvp in rsvps], now))


def end_with_event(event: Event, *, now: datetime) -> None:
    """End every live booking of ``event``, which was cancelled, in one statement: an event may have hundreds.
    Their other columns stay as they are, for an undo."""
    live = Rsvp.event_id == event.id, Rsvp.cancelled_at.is_(None)
    ids = list(db.session.scalars(select(Rsvp.id).where(*live).order_by(Rsvp.id)))
    db.session.execute(update(Rsvp).where(*live).values(cancelled_at=now, cancellation_cause=EVENT))
    BOOKINGS_ENDED.tell(Ended(ids, now, restorable=True))


def clear_offer(rsvp: Rsvp) -> None:
    """Clear the offer and the saved seats of a party."""
    rsvp.offered_until, rsvp.offered_seats, rsvp.offered_why, rsvp.saved_seats = None, 0, "", 0
