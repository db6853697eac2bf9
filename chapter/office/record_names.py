"""What the log calls a record: its kind and id turned into a name and an address, in few statements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select

from chapter import db
from chapter.accounts.models import Account
from chapter.applications.models import Question, WelcomeMail
from chapter.audit import Entry
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.levels.models import Level
from chapter.mail.models import Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.people.models import Person, RoleGrant

KINDS = {
    "events": "Events",
    "rsvps": "Bookings",
    "event_staff": "Staff of an event",
    "people": "People",
    "accounts": "Accounts",
    "role_grants": "Roles",
    "memberships": "Memberships",
    "dues": "Dues",
    "applications": "Applications",
    "bundle_invitations": "People named for a household",
    "levels": "Levels",
    "join_questions": "Questions",
    "welcome_mails": "Welcome mails",
    "membership_settings": "Texts about joining",
    "mails": "Mails",
    "chapter": "Settings",
    "heartbeat": "Clock",
}
EVENT_KINDS = ("events", "rsvps", "event_staff")
ERASED_NAME = "somebody who was erased"


@dataclass(frozen=True)
class RecordName:
    """The name of a record and the address of its page; ``url`` empty when it has no page."""

    words: str
    url: str = ""


def names_of_records(entries: Iterable[Entry]) -> dict[tuple[str, int], RecordName]:
    """Names for the records of ``entries``: one statement for each kind that occurs."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.record_kind, set()).add(entry.record_id)
    found = {}
    for kind, ids in wanted.items():
        name = NAMERS.get(kind)
        for record_id, named in (name(ids) if name else {}).items():
            found[kind, record_id] = named
    return found


def names_of_actors(entries: Iterable[Entry]) -> dict[int, str]:
    """Names of the people who acted, by their id."""
    ids = {entry.actor_person_id for entry in entries if entry.actor_person_id is not None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {number: name or ERASED_NAME for number, name in rows}


def _events(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(Event.id, Event.title, Event.slug).where(Event.id.in_(ids)))
    return {
        number: RecordName(title, url_for("events_office.show", slug=slug)) for number, title, slug in rows
    }


def _bookings(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(
        select(Rsvp.id, Rsvp.name, Event.title, Event.slug).join(Rsvp.event).where(Rsvp.id.in_(ids))
    )
    return {
        number: RecordName(f"{name or ERASED_NAME}, {title}", url_for("events_office.show", slug=slug))
        for number, name, title, slug in rows
    }


def _people(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(Person.id, Person.name, Person.public_id).where(Person.id.in_(ids)))
    return {
        number: RecordName(name or ERASED_NAME, url_for("records_office.person", public_id=public_id))
        for number, name, public_id in rows
    }


def _through_person(table: Any) -> Callable[[set[int]], dict[int, RecordName]]:
    def name(ids: set[int]) -> dict[int, RecordName]:
        rows = db.session.execute(
            select(table.id, Person.name, Person.public_id)
            .join(Person, Person.id == table.person_id)
            .where(table.id.in_(ids))
        )
        return {
            number: RecordName(name or ERASED_NAME, url_for("records_office.person", public_id=public_id))
            for number, name, public_id in rows
        }

    return name


def _memberships(ids: set[int]) -> dict[int, RecordName]:
    return _by_payer(Membership, Membership.id.in_(ids))


def _dues(ids: set[int]) -> dict[int, RecordName]:
    return _by_payer(Dues, Dues.id.in_(ids))


def _by_payer(table: Any, which: ColumnElement[bool]) -> dict[int, RecordName]:
    rows = db.session.execute(
        select(table.id, Person.name, Person.public_id).join(Person, Person.id == table.payer_id).where(which)
    )
    return {
        number: RecordName(name or ERASED_NAME, url_for("membership_office.show_person", public_id=public_id))
        for number, name, public_id in rows
    }


def _applications(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(
        select(Application.id, Application.name, Application.public_id).where(Application.id.in_(ids))
    )
    return {
        number: RecordName(
            name or ERASED_NAME,
            url_for("applications_office.show_application", public_id=public_id) if name else "",
        )
        for number, name, public_id in rows
    }


def _invitations(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(
        select(Invitation.id, Invitation.name, Person.public_id)
        .outerjoin(Person, Person.id == Invitation.payer_id)
        .where(Invitation.id.in_(ids))
    )
    return {
        number: RecordName(
            name or ERASED_NAME,
            url_for("membership_office.show_person", public_id=public_id) if public_id and name else "",
        )
        for number, name, public_id in rows
    }


def _levels(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(Level.id, Level.name, Level.slug).where(Level.id.in_(ids)))
    return {
        number: RecordName(name, url_for("membership_office.show_level", slug=slug))
        for number, name, slug in rows
    }


def _questions(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(Question.id, Question.words).where(Question.id.in_(ids)))
    return {number: RecordName(words, url_for("applications_office.texts")) for number, words in rows}


def _welcomes(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(WelcomeMail.id, WelcomeMail.subject).where(WelcomeMail.id.in_(ids)))
    return {
        number: RecordName(subject, url_for("applications_office.edit_welcome_mail", number=number))
        for number, subject in rows
    }


def _texts(ids: set[int]) -> dict[int, RecordName]:
    address = url_for("applications_office.texts")
    return {number: RecordName("the texts about joining", address) for number in ids}


def _mails(ids: set[int]) -> dict[int, RecordName]:
    rows = db.session.execute(select(Mail.id, Mail.subject).where(Mail.id.in_(ids)))
    return {number: RecordName(subject or "a mail that was blanked") for number, subject in rows}


def _settings(ids: set[int]) -> dict[int, RecordName]:
    return {number: RecordName("the chapter’s settings", url_for("office.edit_settings")) for number in ids}


def _clock(ids: set[int]) -> dict[int, RecordName]:
    return {number: RecordName("the clock of the machine", url_for("office.today")) for number in ids}


NAMERS: dict[str, Callable[[set[int]], dict[int, RecordName]]] = {
    "events": _events,
    "rsvps": _bookings,
    "people": _people,
    "accounts": _through_person(Account),
    "role_grants": _through_person(RoleGrant),
    "memberships": _memberships,
    "dues": _dues,
    "applications": _applications,
    "bundle_invitations": _invitations,
    "levels": _levels,
    "join_questions": _questions,
    "welcome_mails": _welcomes,
    "membership_settings": _texts,
    "mails": _mails,
    "heartbeat": _clock,
    "chapter": _settings,
}
