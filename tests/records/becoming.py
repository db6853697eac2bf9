"""What becomes of people, for tests."""

from chapter import db
from chapter.membership.models import Leaving
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.records import rules
from tests.factories import TODAY, a_person, a_writing, saved

REASONS = ("erased", "deceased", "suspended", "resigned")


def let_it_stand(person: Person, reason: str) -> None:
    """Only what the gate reads: nothing of hers is let go, as if every act before had forgotten her."""
    if reason == "erased":
        with a_writing():
            persons.erase(db.lock(person), now=TODAY)
    elif reason == "deceased":
        with a_writing():
            db.lock(person).deceased_at = TODAY
    elif reason:
        saved(Leaving(person_id=person.id, kind=reason, since_on=TODAY.date(), noted_at=TODAY))


def note(person: Person, kind: str, by: Person | None = None) -> Leaving:
    """The office notes it, and what lies ahead is let go."""
    who = by or a_person("Dana Director")
    with a_writing():
        noted = rules.note(person, kind, why="Told by her daughter", by=who, now=TODAY)
    with a_writing():
        rules.let_go(noted, now=TODAY)
    return noted
