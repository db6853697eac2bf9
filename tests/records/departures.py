"""What becomes of people, for tests."""

from typing import Any

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.membership.models.departures import Departure
from chapter.people.models import Person
from chapter.records import rules
from tests.factories import TODAY, a_booking, a_person, a_writing, saved
from tests.membership.members import a_member

REASONS = ("erased", "deceased", "suspended", "resigned")


def let_it_stand(person: Person, reason: str) -> None:
    """Only what the gate reads: nothing of hers is let go, as if every act before had forgotten her."""
    if reason == "erased":
        with a_writing():
            db.lock(person).erased_at = TODAY
    elif reason == "deceased":
        with a_writing():
            db.lock(person).deceased_at = TODAY
    elif reason:
        saved(Departure(person_id=person.id, kind=reason, since_on=TODAY.date(), noted_at=TODAY))


def ana(*, member: bool = True) -> Person:
    """Somebody of whom it is noted."""
    person = a_person("Ana Example", "ana@example.test")
    return a_member(person=person) if member else person


def books(event: Event, person: Person, **more: Any) -> Rsvp:
    """She has a seat."""
    return a_booking(event, name=person.name, email=person.email, person=person, **more)


def note(person: Person, kind: str, by: Person | None = None) -> Departure:
    """The office notes it, and what lies ahead is let go."""
    who = by or a_person("Dana Director")
    with a_writing():
        noted = rules.note_departure(person, kind, why="Told by her daughter", by=who, now=TODAY)
    with a_writing():
        rules.release(noted.id, noted.person_id, now=TODAY)
    return noted
