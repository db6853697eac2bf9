"""A seat booked for the time of the same person's shift: they are notified, once, and decide.

The booking form asks nobody whether they volunteer, and reveals nothing of it to whoever typed their name;
so it is noticed afterwards.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.people.verification import is_verified
from chapter.shifts import emails
from chapter.shifts.models import TIMED, Opportunity, Shift, Signup

AT_ONCE = 25


def conflicts_due(now: datetime) -> Iterator[DueMail]:
    """The mails to the next of them."""
    for signup, event in db.session.execute(_conflicts(now)):
        reader = Recipient(signup.id, signup.name, signup.email, signup.person_id)
        once = _once(signup.public_id, event.public_id)
        yield DueMail(once, reader, partial(emails.also_there, signup, event))


def _once(signup: str, event: str) -> str:
    return f"seat-{signup}-{event}"


def _conflicts(now: datetime) -> Select[Signup, Event]:
    """Shifts to come, each with an event at the same time at which the person has a seat, both in person."""
    told = select(Mail.id).where(Mail.dedup_key == "seat-" + Signup.public_id + "-" + Event.public_id)
    return (
        select(Signup, Event)
        .join(Signup.shift)
        .join(Shift.opportunity)
        .join(Rsvp, Rsvp.person_id == Signup.person_id)
        .join(Event, Event.id == Rsvp.event_id)
        .options(joinedload(Signup.shift))
        .where(
            Shift.starts_at > now, Shift.cancelled_at.is_(None), Signup.confirmed_at.is_not(None),
            Signup.cancelled_at.is_(None), Signup.released_at.is_(None), Signup.email != "",
            Opportunity.kind.in_(TIMED), Opportunity.remote.is_(False), Opportunity.cancelled_at.is_(None),
            is_verified(Rsvp), Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None),
            Event.cancelled_at.is_(None),
            and_(Event.starts_at < Shift.ends_at, Event.ends_at > Shift.starts_at), Event.place != "",
            or_(Opportunity.event_id.is_(None), Opportunity.event_id != Event.id), ~told.exists(),
        )
        .order_by(Signup.id)
        .limit(AT_ONCE)
        .distinct()
    )  # fmt: skip
