"""Staff change the waitlist manually: a party to the front, for a reason, and back within ten minutes."""

from datetime import datetime, timedelta

from chapter import audit
from chapter.audit import Actor
from chapter.bookings import emails
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist
from chapter.events.models import Event
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.refusal import Refused

UNDO_WITHIN = timedelta(minutes=10)
"""How long a move can be undone; the guest is mailed only afterwards."""


def move_up(rsvp: Rsvp, *, why: str, by: Actor, now: datetime) -> None:
    """Put a waiting party at the front of the waitlist, for a reason that is logged.

    Raises Refused when it is not on the waitlist, no reason is given, or the event has begun.
    """
    event = bookings.lock_booking(rsvp)
    if not event.seats_move(now):
        raise Refused("The event has started, so seats can’t change anymore.")
    if not rsvp.in_line:
        raise Refused("Only a party on the waitlist can move up.")
    if not why:
        raise Refused("Enter a reason for the log.", "why")
    line = bookings_queries.waiting_line(event)
    place = line.index(rsvp) + 1
    if place > 1:
        rsvp.moved_at, rsvp.queued_before = now, rsvp.queued_at
        rsvp.queued_at = line[0].queued_at - timedelta(microseconds=1)
    audit.record("moved up", rsvp, by=by, now=now, before={"place": place}, after={"place": 1}, why=why)
    if rsvp not in waitlist.promote(event, now=now) and place > 1:
        waitlist.queue_letter(rsvp, emails.moved_up(rsvp), now, due=now + UNDO_WITHIN)


def can_move_back(rsvp: Rsvp, now: datetime) -> bool:
    """Whether staff's last move of a party can still be undone."""
    return rsvp.in_line and rsvp.moved_at is not None and now - rsvp.moved_at <= UNDO_WITHIN


def move_back(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Undo a move: put a party back to its former position; the mail about the move never leaves. Done once.

    Raises Refused when the move was more than ten minutes ago, or the party's turn has come meanwhile.
    """
    event = bookings.lock_booking(rsvp)
    if rsvp.moved_at is None or rsvp.queued_before is None:
        return
    if not rsvp.in_line:
        raise Refused("This party was offered seats in the meantime, so the move can’t be undone.")
    if not can_move_back(rsvp, now):
        raise Refused("More than ten minutes have passed and the guest was told. It can’t be undone.")
    about_her = (Mail.about_kind == rsvp.__tablename__, Mail.about_id == rsvp.id)
    mail.withdraw(Mail.kind == emails.MOVED_UP, *about_her, now=now)
    rsvp.queued_at = rsvp.queued_before
    rsvp.moved_at = rsvp.queued_before = None
    place = _place(rsvp, event)
    audit.record("moved back", rsvp, by=by, now=now, before={"place": 1}, after={"place": place})
    waitlist.promote(event, now=now)


def _place(rsvp: Rsvp, event: Event) -> int:
    return bookings_queries.waiting_line(event).index(rsvp) + 1
