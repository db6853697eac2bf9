"""Whom somebody was asked to meet, when her email changes."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.hello.companions import Companion
from chapter.people.models import Person


def renew_links(person: Person, *, now: datetime) -> None:
    """Let the links by which she answers, or reads whom she meets, be new ones: those that were mailed work
    no more. What is over stays as it was."""
    ahead = Companion.event_id.in_(select(Event.id).where(Event.ends_at > now))
    for one in db.session.scalars(select(Companion).where(Companion.person_id == person.id, ahead)):
        one.public_id = db.public_id()
