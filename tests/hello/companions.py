"""Companions for tests."""

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hello.models.companions import Companion
from chapter.people.models import Person
from tests.factories import TODAY, a_writing


def asked_to_meet(guest: Rsvp, person: Person, sign: str = "") -> Companion:
    """``person`` was asked to meet ``guest``; with a sign, she said yes."""
    with a_writing():
        one = Companion(
            event=guest.event, guest=guest, person=person, kind=guest.arrival, asked_at=TODAY, ended_why="",
            sign=sign, accepted_at=TODAY if sign else None,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        return one
