"""What may be done with people’s records."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people import queries
from chapter.people.models import Person, email_key, name_key
from chapter.people.rules import desk, finding, openings, relations
from chapter.refusal import Refused


@dataclass(frozen=True)
class Details:
    """What the office writes down about somebody."""

    name: str
    called: str
    email: str
    name_said: str
    pronouns: str
    organisation: str
    title: str


def known_as(name: str, email: str, *, now: datetime) -> Person:
    """The person who is meant by this name and email (queries.meant), as she stands, or a new one.

    An existing record is never changed: whoever types a name and an e-mail has proved nothing. Two who type
    the same at one moment are one.
    """
    db.take_turn(f"person {email_key(email) or name_key(name)}")
    return queries.meant(name, email) or add(name, email, now=now)


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


def write_down(details: Details, *, by: Actor, now: datetime) -> Person:
    """A new person, written down in the office. Raises Refused when name and e-mail are known already."""
    if queries.called(details.name, details.email) is not None:
        raise Refused("Somebody of this name and e-mail stands in the list already.", "name")
    person = add(details.name, details.email, now=now)
    _set(person, details)
    audit.record("wrote down", person, by=by, now=now, after=asdict(details))
    return person


def change(person: Person, details: Details, *, by: Actor, now: datetime) -> None:
    """Change what is known of ``person``; her account and what she wrote in bookings stay as they are. Her
    mails that have not left yet go to the corrected address."""
    person = db.lock(person)
    before = details_of(person)
    _set(person, details)
    person.version += 1
    if person.email and before["email"]:
        db.session.flush()
        mail.readdress(before["email"], person.email, Mail.person_id == person.id)
    finding.renew([person.id])
    audit.record("changed", person, by=by, now=now, before=before, after=asdict(details))


def details_of(person: Person) -> dict[str, str]:
    """What stands written down about ``person``."""
    return {field.name: getattr(person, field.name) for field in fields(Details)}


def erase(person: Person, *, now: datetime) -> None:
    """Blank every word about a guest. Her number stays, so that counts stay true."""
    for field in (*(field.name for field in fields(Details)), "name_key", "email_key"):
        setattr(person, field, "")
    person.erased_at = now
    person.version += 1
    relations.forget(person)
    openings.forget(person)
    desk.forget(person)


def note_death(person: Person, *, now: datetime) -> None:
    """Let nobody write to ``person``, ask her, count on her, or show her any more (chapter.reach)."""
    person.deceased_at = now


def note_alive(person: Person) -> None:
    """Take back that ``person`` has died: it was noted by mistake."""
    person.deceased_at = None


def _set(person: Person, details: Details) -> None:
    for name, value in asdict(details).items():
        setattr(person, name, value)
    person.name_key, person.email_key = name_key(details.name), email_key(details.email)
