"""Companions of a person, or for them, at events ahead: what ends when that person no longer comes.

The next sweep ends these pairs (`companions.update_event`): it notifies the other, and asks whoever is next.
"""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.events.queries import leads_by_event
from chapter.hello.models.companions import MEET_ME, Companion
from chapter.people.releases import PAIR, Release


def released_pairs(person_id: int, *, now: datetime) -> list[Release]:
    """The events ahead at which somebody is asked to meet a guest or does, or at which somebody
    meets them."""
    hers = or_(Companion.person_id == person_id, Rsvp.person_id == person_id)
    live = (
        select(Companion)
        .join(Companion.guest)
        .join(Companion.event)
        .options(joinedload(Companion.event), joinedload(Companion.guest), joinedload(Companion.person))
        .where(hers, Companion.ended_at.is_(None), Event.starts_at > now, Event.cancelled_at.is_(None))
        .order_by(Event.starts_at, Companion.id)
    )
    found = list(db.session.scalars(live))
    leads = leads_by_event({one.event_id for one in found}, without=person_id) if found else {}
    return [Release(PAIR, _named(one, person_id), leads[one.event_id], "events") for one in found]


def _named(one: Companion, person_id: int) -> str:
    other = one.guest.name if one.person_id == person_id else one.person.name
    what = "Meeting at the door:" if one.kind == MEET_ME else "Buddy:"
    return f"{what} {other}, {one.event.title}"
