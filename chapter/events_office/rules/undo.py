"""Undoing that an event was moved or cancelled, while nobody has been notified yet.

Only what that act changed, and nobody has changed since, is put back. Seats that somebody was given meanwhile
stay theirs. A person who gave theirs back meanwhile, or has died, gets none.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import CANCELLED, EVENT, Rsvp
from chapter.bookings.rules import endings, reminders, waitlist
from chapter.broadcasts.models import Broadcast
from chapter.events import hooks
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import releases
from chapter.membership.status import WHY_LEFT
from chapter.refusal import Refused

LOST = "The event was canceled, then restored, and these seats were given to others meanwhile."


def move_back(event: Event, telling: Broadcast, *, by: Actor, now: datetime) -> None:
    """Put ``event``, which is locked, back to what it was before it was moved, with its shifts.

    Raises Refused when it was cancelled since.
    """
    if event.cancelled_at is not None:
        raise Refused("The event has been canceled since. Undo that first.")
    here = lifecycle.details_of(event)
    stands = {name: _plain(value) for name, value in asdict(here).items()}
    back = {
        name: _read(name, value)
        for name, value in telling.before.items()
        if stands[name] == telling.after.get(name)
    }
    lifecycle.apply_details(event, replace(here, **back), now=now)
    hooks.moved_back(event, telling, by=by, now=now)
    forget_move(event, telling)
    waitlist.promote(event, now=now)


def forget_move(event: Event, telling: Broadcast) -> None:
    """Forget a move of which nobody was notified: reminders are due as if it had not been, and those that
    were held back leave."""
    moved_at, last = telling.payload.get("was_moved_at"), event.moved_at or telling.opened_at
    event.moved_at = datetime.fromisoformat(moved_at) if moved_at else None
    reminders.release_reminders(event, since=telling.opened_at, until=last)


def revive(event: Event, *, by: Actor, now: datetime) -> str:
    """Let ``event``, which is locked, take place after all, with the bookings, offers and shifts that its
    cancellation ended; returns a sentence about who lost something. Parties whose seats were given to others
    meanwhile are first on the waitlist; people who can't come any more get none back, and their seats go to
    whoever is next."""
    at = event.cancelled_at
    if at is None:
        return ""
    taken = bookings_queries.occupancy(event).taken
    event.cancelled_at = event.cancelled_by = None
    event.cancelled_why = ""
    event.sequence += 1
    lifecycle.mark_changed(event, now)
    gone = _leave_out(event, at, by, now)
    _give_back(event, at, now)
    lost = _beyond(event, taken, at, by, now) if taken else []
    reminders.release_reminders(event, since=at, until=at)
    helpers = hooks.revived(event, at, by=by, now=now)
    waitlist.promote(event, now=now)
    return " ".join(filter(None, (_said(lost, gone), helpers)))


def _said(lost: list[Rsvp], gone: list[Rsvp]) -> str:
    sentences = []
    if lost:
        names = ", ".join(rsvp.name for rsvp in lost)
        sentences.append(
            f"Some seats were given to others meanwhile. Now first on the waitlist instead: {names}."
        )
    if gone:
        names = ", ".join(rsvp.name for rsvp in gone)
        sentences.append(f"Not restored, because they can no longer come: {names}.")
    return " ".join(sentences)


def _ended_with(event: Event, at: datetime) -> tuple[ColumnElement[bool], ...]:
    ended = Rsvp.event_id == event.id, Rsvp.cancellation_cause == EVENT, Rsvp.cancelled_at == at
    return (*ended, Rsvp.erased_at.is_(None))


def _leave_out(event: Event, at: datetime, by: Actor, now: datetime) -> list[Rsvp]:
    """Release the bookings that ended with the event of people whose bookings would have been released
    meanwhile."""
    ended = _ended_with(event, at)
    whose = set(db.session.scalars(select(Rsvp.person_id).where(*ended, Rsvp.came == 0)))
    stopped = releases.people_stopped(event, whose, since=at)
    seats = select(Rsvp).where(*ended, Rsvp.came == 0, Rsvp.person_id.in_(stopped)).order_by(Rsvp.id)
    gone = list(db.session.scalars(seats))
    for rsvp in gone:
        endings.end([rsvp], cause=stopped[rsvp.person_id], now=now)
        why = WHY_LEFT.get(rsvp.cancellation_cause, rsvp.cancellation_cause)
        audit.record("freed", rsvp, by=by, now=now, after={"status": CANCELLED}, why=why)
    db.session.flush()
    return gone


def _give_back(event: Event, at: datetime, now: datetime) -> None:
    """Restore the bookings that ended with the event; an offer is extended by the time that it was
    cancelled."""
    ended = _ended_with(event, at)
    offered = list(db.session.scalars(select(Rsvp).where(*ended, Rsvp.offered_until.is_not(None))))
    for rsvp in offered:
        if rsvp.offered_until is not None:
            rsvp.offered_until = min(rsvp.offered_until + (now - at), event.starts_at)
    db.session.flush()
    back = update(Rsvp).where(*ended).values(cancelled_at=None, cancellation_cause="")
    db.session.execute(back, execution_options={"synchronize_session": "fetch"})


def _beyond(event: Event, taken: int, at: datetime, by: Actor, now: datetime) -> list[Rsvp]:
    """Parties for which no seats are left, the last seated first: each goes to the front of the waitlist."""
    over = min(bookings_queries.occupancy(event).over, taken)
    had = bookings_queries.bookings_of(event).where(bookings_queries.SEATED, Rsvp.seated_at <= at)
    lost = []
    for rsvp in db.session.scalars(had.order_by(None).order_by(Rsvp.seated_at.desc(), Rsvp.id.desc())):
        if over <= 0:
            break
        over -= rsvp.party_size
        lost.append(rsvp)
    line = bookings_queries.waiting_line(event)
    first = min((one.queued_at for one in line), default=now)
    for place, rsvp in enumerate(reversed(lost)):
        rsvp.seated_at, rsvp.seated_why = None, ""
        rsvp.party_size, rsvp.waiting_size = rsvp.whole, 0
        rsvp.queued_at = first - timedelta(microseconds=len(lost) - place)
        audit.record(
            "lost seats",
            rsvp,
            by=by,
            now=now,
            before={"status": "going"},
            after={"status": rsvp.status},
            why=LOST,
        )
    return lost


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_wall") and value else value
