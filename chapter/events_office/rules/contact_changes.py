"""What follows for a person's bookings ahead when their name or email changes. Past ones stay as they are."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people.models import Person, email_key
from chapter.people.verification import is_verified

AFTERWARDS = timedelta(days=30)
"""How long after an event we may write about it: whom the guest met, how it was."""

QUIET = {"synchronize_session": "fetch"}


def change_email(person: Person, before: str, *, now: datetime) -> None:
    """Move a person's bookings, those ahead and those that we still write about, from the email ``before`` to
    their present one. Links mailed to the old address stop working, also those of past events: they say whom
    the person met."""
    there = Rsvp.person_id == person.id, is_verified(Rsvp), Rsvp.email_key == email_key(before)
    newer = update(Rsvp).where(*there).values(link_version=Rsvp.link_version + 1)
    db.session.execute(newer, execution_options=QUIET)
    moved = update(Rsvp).where(*there, *_ahead(person, now - AFTERWARDS))
    new = {"email": person.email, "email_key": person.email_key}
    db.session.execute(moved.values(new), execution_options=QUIET)


def change_name(person: Person, before: str, *, now: datetime) -> None:
    """Put the person's present name on their bookings ahead, and so on lists and badges, where they had the
    name whose key is ``before``. A badge name that they wrote themselves stays."""
    named = update(Rsvp).where(*_ahead(person, now), Rsvp.name_key == before)
    new = {"name": person.name, "name_key": person.name_key}
    db.session.execute(named.values(new), execution_options=QUIET)


def _ahead(person: Person, now: datetime) -> tuple[ColumnElement[bool], ...]:
    coming = Rsvp.event_id.in_(select(Event.id).where(Event.ends_at > now))
    return Rsvp.person_id == person.id, is_verified(Rsvp), coming, bookings_queries.STANDS
