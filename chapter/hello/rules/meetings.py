"""Whom a guest met: said by themselves, shown to nobody else. Two who both say so have a tie. Not in the
audit log."""

from datetime import datetime

from sqlalchemy import delete

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Meeting
from chapter.hello.queries.hellos import met_ids
from chapter.hello.rules import schedule
from chapter.people.rules import ties
from chapter.refusal import Refused

NOT_NOW = "You can say so from the start of the event until a week after it."


def record_meeting(rsvp: Rsvp, other: Rsvp, *, now: datetime) -> None:
    """Record that the party of ``rsvp`` met ``other``. Idempotent. Raises Refused before the event, and from
    a week after it."""
    event = db.lock(rsvp.event)
    if now < event.starts_at or not schedule.sees_who_comes(rsvp, now):
        raise Refused(NOT_NOW)
    if other.id in met_ids(rsvp):
        return
    db.session.add(Meeting(rsvp_id=rsvp.id, other_id=other.id, said_at=now))
    if rsvp.id in met_ids(other):
        ties.tie(rsvp.person_id, other.person_id, event.id, now=now)
    db.session.flush()


def retract_meeting(rsvp: Rsvp, other: Rsvp) -> None:
    """Delete the record that they met, and their tie."""
    event = db.lock(rsvp.event)
    db.session.execute(delete(Meeting).where(Meeting.rsvp_id == rsvp.id, Meeting.other_id == other.id))
    ties.untie(rsvp.person_id, other.person_id, event.id)
