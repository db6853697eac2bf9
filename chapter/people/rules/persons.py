"""What may be done with people’s records."""

from datetime import datetime

from chapter import db
from chapter.people import queries
from chapter.people.models import Person, email_key, name_key


def known_as(name: str, email: str, *, now: datetime) -> Person:
    """The person of this name and e-mail, as she stands, or a new one.

    An existing record is never changed: whoever types a name and an e-mail has proved nothing.
    """
    return queries.called(name, email) or add(name, email, now=now)


def add(name: str, email: str, *, now: datetime, called: str = "") -> Person:
    """A new person."""
    person = Person(
        name=name,
        called=called,
        email=email,
        name_key=name_key(name),
        email_key=email_key(email),
        created_at=now,
    )
    db.session.add(person)
    return person


def erase(person: Person, *, now: datetime) -> None:
    """Blank every word about a guest. Her number stays, so that counts stay true."""
    for field in ("name", "called", "email", "name_key", "email_key", "pronouns", "organisation", "title"):
        setattr(person, field, "")
    person.erased_at = now
    person.version += 1
