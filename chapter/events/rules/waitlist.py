"""The line of those who wait: who is seated when places come free."""

from datetime import datetime, timedelta

from chapter import audit
from chapter.audit import Actor
from chapter.claims.order import moves
from chapter.events import emails, queries, words
from chapter.events.models import Event, Rsvp
from chapter.mail import rules as mail
from chapter.refusal import Refused

RULE = Actor("rule", name="waitlist")


def promote(event: Event, *, now: datetime) -> list[Rsvp]:
    """Seat the first party in line that fits, again and again while one fits. ``event`` is locked.

    Nothing moves once the event has begun or is cancelled, nor while more are seated than there are
    seats. Each party is mailed with one sentence why; the log keeps it.
    """
    if not event.seats_move(now):
        return []
    taken = queries.seating(event).taken
    free = None if event.capacity is None else event.capacity - taken
    seated = []
    for move in moves(queries.waiting_line(event), free):
        _seat(move.who, words.why_seated(event, move.free, move.who.size, move.place, now), now)
        seated.append(move.who)
    event.seating += len(seated)
    return seated


def move_up(rsvp: Rsvp, event: Event, *, by: Actor, why: str, now: datetime) -> None:
    """Put a waiting party at the front of the line, for a reason. ``event`` is locked.

    Raises Refused when it does not wait or no reason is given.
    """
    if not rsvp.waiting:
        raise Refused("Only a party that waits can move up.")
    if not why:
        raise Refused("Say why, for the log.", "why")
    line = queries.waiting_line(event)
    place = line.index(rsvp) + 1
    if place > 1:
        rsvp.queued_at = line[0].queued_at - timedelta(microseconds=1)
    event.seating += 1
    audit.record("moved up", rsvp, by=by, now=now, before={"place": place}, after={"place": 1}, why=why)
    promote(event, now=now)
    if rsvp.waiting:
        mail.queue(emails.moved_up(rsvp), to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id)


def _seat(rsvp: Rsvp, why: str, now: datetime) -> None:
    rsvp.seated_at, rsvp.seated_why = now, why
    audit.record(
        "seated", rsvp, by=RULE, now=now, before={"status": "waitlisted"}, after={"status": "going"}, why=why
    )
    letter = emails.seated(rsvp)
    mail.queue(
        letter,
        to=(rsvp.name, rsvp.email),
        now=now,
        person_id=rsvp.person_id,
        once_key=f"seated-{rsvp.public_id}-{now.isoformat()}",
    )
