"""Upcoming shifts of somebody whose name or email changes. Past ones stay as they were."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from chapter import db
from chapter.people.models import Person, email_key
from chapter.people.verification import is_verified
from chapter.shifts.models import CALLED_OFF, Shift, Signup

AFTERWARDS = timedelta(days=30)
"""So long after a shift we may write about it: hours, and that the volunteer was missed."""

FETCH = {"synchronize_session": "fetch"}


def update_email(person: Person, before: str, *, now: datetime) -> None:
    """Change the email of the person's sign-ups ahead, and of recent ones that we still write about, where
    it was ``before``. Links that were mailed there stop working."""
    there = Signup.person_id == person.id, is_verified(Signup), Signup.email_key == email_key(before)
    newer = update(Signup).where(*there).values(link_version=Signup.link_version + 1)
    db.session.execute(newer, execution_options=FETCH)
    moved = update(Signup).where(*there, *_ahead(person, now - AFTERWARDS))
    new = {"email": person.email, "email_key": person.email_key}
    db.session.execute(moved.values(new), execution_options=FETCH)


def update_name(person: Person, before: str, *, now: datetime) -> None:
    """Change the name of the person's sign-ups ahead, where it was ``before``."""
    named = update(Signup).where(*_ahead(person, now), Signup.name == before)
    db.session.execute(named.values(name=person.name), execution_options=FETCH)


def _ahead(person: Person, now: datetime) -> tuple[ColumnElement[bool], ...]:
    coming = Signup.shift_id.in_(select(Shift.id).where(Shift.ends_at > now))
    stands = or_(Signup.cancelled_at.is_(None), Signup.cancellation_cause.in_(CALLED_OFF))
    return Signup.person_id == person.id, is_verified(Signup), coming, stands
