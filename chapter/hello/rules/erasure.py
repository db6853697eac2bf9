"""Erasing what is stored about the hellos of people and bookings. Hellos themselves hold only numbers."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, or_, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Meeting, Promise, Tie
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair


def forget(people: Sequence[Person], bookings: Sequence[Rsvp]) -> None:
    """Delete whom they met, what they promised, their ties, and their do-not-pair entries.

    One statement finds out which of these exist: most guests have none, and erasing takes long already.
    """
    persons, rsvps = [one.id for one in people], [one.id for one in bookings]
    theirs = {
        Meeting: or_(Meeting.rsvp_id.in_(rsvps), Meeting.other_id.in_(rsvps)),
        Promise: Promise.rsvp_id.in_(rsvps),
        Tie: or_(Tie.one_id.in_(persons), Tie.other_id.in_(persons)),
        DoNotPair: or_(DoNotPair.one_id.in_(persons), DoNotPair.other_id.in_(persons)),
    }
    there = db.session.execute(select(*(exists().where(hers) for hers in theirs.values())))
    for (model, hers), any_kept in zip(theirs.items(), there.one(), strict=True):
        if any_kept:
            db.session.execute(delete(model).where(hers), execution_options={"synchronize_session": False})
