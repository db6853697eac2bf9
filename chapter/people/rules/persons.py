"""What may be done with people’s records."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people import queries
from chapter.people.models import Person, email_key, name_key
from chapter.people.rules import search_index
from chapter.refusal import Refused


@dataclass(frozen=True)
class PersonInput:
    """What the office enters about somebody."""

    name: str
    called: str
    email: str
    name_said: str
    pronouns: str
    organisation: str
    title: str


def find_or_add(name: str, email: str, *, now: datetime) -> Person:
    """The person who is meant by this name and email (queries.matching_person), unchanged, or a new one.

    An existing record is never changed: whoever types a name and an email has proved nothing. Two requests
    with the same name and email at one moment give one person.
    """
    db.take_turn(f"person {email_key(email) or name_key(name)}")
    return queries.matching_person(name, email) or add(name, email, now=now)


def add(name: str, email: str, *, now: datetime, called: str = "") -> Person:
    """Add a person, with no check for similar ones."""
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


def add_by_office(details: PersonInput, *, by: Actor, now: datetime) -> Person:
    """Add a person from the office. Raises Refused when the name and email are known already."""
    if queries.person_named(details.name, details.email) is not None:
        raise Refused("Someone with this name and email is already on the list.", "name")
    person = add(details.name, details.email, now=now)
    _set(person, details)
    audit.record("wrote down", person, by=by, now=now, after=asdict(details))
    return person


def change(person: Person, details: PersonInput, *, by: Actor, now: datetime) -> None:
    """Change a person's record; their account and what was typed in bookings stay as they are. Queued mails
    go to the corrected address."""
    person = db.lock(person)
    before = values_of(person)
    _set(person, details)
    if person.email and before["email"]:
        db.session.flush()
        mail.readdress(before["email"], person.email, Mail.person_id == person.id)
    search_index.reindex([person.id])
    audit.record_change("changed", person, by=by, now=now, before=before, after=asdict(details))


def values_of(person: Person) -> dict[str, str]:
    """The present values of the record, by field."""
    return {field.name: getattr(person, field.name) for field in fields(PersonInput)}


def mark_deceased(person: Person, *, now: datetime) -> None:
    """Mark ``person`` as deceased: nobody is to write to them, ask them, count on them, or show them any more
    (chapter.restrictions)."""
    person.deceased_at = now


def unmark_deceased(person: Person) -> None:
    """Undo ``mark_deceased``: it was noted by mistake."""
    person.deceased_at = None


def _set(person: Person, details: PersonInput) -> None:
    for name, value in asdict(details).items():
        setattr(person, name, value)
    person.name_key, person.email_key = name_key(details.name), email_key(details.email)
