"""A person's timeline: what happened, from every package that recorded it, the latest first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from chapter import db, money
from chapter.accounts.models import Account
from chapter.accounts.viewer import Viewer
from chapter.audit import Entry
from chapter.bookings.models import TAKEN_BACK, Rsvp
from chapter.events.models import Event
from chapter.mail import queries as mails
from chapter.mail.models import Mail
from chapter.membership import words
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import METHODS, Dues
from chapter.membership.models.memberships import TERM_REASONS, Enrollment, Term
from chapter.membership.status import DEPARTURES, STATUSES
from chapter.people.models import Person, RoleGrant
from chapter.people.models.notes import Task
from chapter.people.verification import is_verified

KINDS = {
    "events": "Came and booked",
    "membership": "Membership and dues",
    "mails": "Mails",
    "tasks": "Tasks",
    "changes": "Changes",
}
PAGE = 30
Source = Callable[[Person, datetime, datetime, int], "Iterator[TimelineEntry]"]


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened at ``at``; ``why`` is a second line, or empty."""

    at: datetime
    kind: str
    words: str
    why: str = ""


def timeline_of(
    person: Person, kinds: Sequence[str], now: datetime, before: datetime, most: int, *, viewer: Viewer
) -> list[TimelineEntry]:
    """Up to ``most`` entries of these ``kinds`` before a moment, the latest first, as far as ``viewer`` may
    read them.

    Entries of the same instant as the last one are included, so that the next page can continue from there.
    """
    sources: dict[str, Source] = {**SOURCES, "mails": partial(_mails, viewer)}
    every = [one for kind in kinds for one in sources[kind](person, now, before, most + 1)]
    every.sort(key=lambda one: one.at, reverse=True)
    if len(every) <= most:
        return every
    return [one for one in every if one.at >= every[most - 1].at]


def _events(person: Person, now: datetime, before: datetime, most: int) -> Iterator[TimelineEntry]:
    hers = select(Rsvp).join(Event).options(joinedload(Rsvp.event)).where(Rsvp.person_id == person.id)
    for rsvp in _latest(hers, Rsvp.created_at, before, most):
        yield TimelineEntry(
            rsvp.created_at, "events", f"Booked {_seats(rsvp)} for {rsvp.event.title}", _said(rsvp)
        )
    ended = hers.where(Rsvp.cancelled_at.is_not(None))
    for rsvp in _latest(ended, Rsvp.cancelled_at, before, most):
        yield TimelineEntry(rsvp.cancelled_at, "events", f"{_ended(rsvp)} {rsvp.event.title}")
    came = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None), Event.cancelled_at.is_(None))
    for rsvp in _latest(
        hers.where(came, is_verified(Rsvp), Event.ends_at <= now), Event.starts_at, before, most
    ):
        yield TimelineEntry(rsvp.event.starts_at, "events", f"Had a seat at {rsvp.event.title}")


def _membership(person: Person, _now: datetime, before: datetime, most: int) -> Iterator[TimelineEntry]:
    hers = select(Enrollment.membership_id).where(Enrollment.person_id == person.id)
    terms = select(Term).where(Term.membership_id.in_(hers))
    for term in _latest(terms, Term.made_at, before, most):
        until = words.until(term.last_on) + ("; taken back since" if term.voided_at else "")
        yield TimelineEntry(term.made_at, "membership", f"{TERM_REASONS[term.why]}: {term.level.name}", until)
    dues = select(Dues).where(or_(Dues.membership_id.in_(hers), Dues.payer_id == person.id))
    for paid in _latest(dues, Dues.recorded_at, before, most):
        amount = money.show(abs(paid.amount_cents), paid.currency)
        came = "Paid dues" if paid.payer_id == person.id else "Dues paid for her"
        said = f"{'Dues reversed' if paid.reverses_id else came}: {amount}"
        yield TimelineEntry(paid.recorded_at, "membership", said, METHODS[paid.method])
    for left in _latest(
        select(Departure).where(Departure.person_id == person.id), Departure.noted_at, before, most
    ):
        yield TimelineEntry(left.noted_at, "membership", STATUSES[left.kind], left.why)


def _mails(
    viewer: Viewer, person: Person, _now: datetime, before: datetime, most: int
) -> Iterator[TimelineEntry]:
    to_her = or_(Mail.person_id == person.id, and_(Mail.to_key == person.email_key, Mail.person_id.is_(None)))
    sent = select(Mail).where(to_her, Mail.to_key != "", Mail.sent_at.is_not(None), mails.readable_by(viewer))
    for mail in _latest(sent, Mail.sent_at, before, most):
        yield TimelineEntry(mail.sent_at, "mails", f"Was mailed: {mail.subject or 'a mail that was blanked'}")


def _tasks(person: Person, _now: datetime, before: datetime, most: int) -> Iterator[TimelineEntry]:
    done = select(Task).where(Task.person_id == person.id, Task.done_at.is_not(None))
    for task in _latest(done, Task.done_at, before, most):
        yield TimelineEntry(task.done_at, "tasks", f"Done: {task.words}", f"By {task.doer.name}")


def _changes(person: Person, _now: datetime, before: datetime, most: int) -> Iterator[TimelineEntry]:
    about_her = or_(
        and_(Entry.record_kind == "people", Entry.record_id == person.id),
        and_(Entry.record_kind == "accounts", _among(Account, person)),
        and_(Entry.record_kind == "role_grants", _among(RoleGrant, person)),
    )
    entries = list(_latest(select(Entry).where(about_her), Entry.at, before, most))
    names = _names({entry.actor_person_id for entry in entries if entry.actor_person_id})
    for entry in entries:
        by = names.get(entry.actor_person_id or 0, "") or f"the {entry.actor_kind} {entry.actor_name}".strip()
        what = {"people": "her record", "accounts": "her account"}.get(entry.record_kind, "her role")
        said = f"{entry.verb.capitalize()}: {what}"
        changed = ", ".join(entry.fields).replace("_", " ")
        yield TimelineEntry(
            entry.at, "changes", said, " · ".join(filter(None, (f"By {by}", changed, entry.why)))
        )


def _among(table: Any, person: Person) -> ColumnElement[bool]:
    return Entry.record_id.in_(select(table.id).where(table.person_id == person.id))


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _latest(rows: Select[Any], moment: Any, before: datetime, most: int) -> Sequence[Any]:
    return db.session.scalars(rows.where(moment < before).order_by(moment.desc()).limit(most)).all()


def _ended(rsvp: Rsvp) -> str:
    """How the booking ended, and by whom, in words that an event's title follows."""
    if rsvp.called_off:
        return "Event canceled:"
    if rsvp.lapsed:
        return f"Did not answer an offer of {_seats(rsvp)} for"
    if rsvp.cancelled_by in DEPARTURES:
        return f"No longer has {_seats(rsvp)} for"
    if rsvp.cancelled_by == TAKEN_BACK:
        return "Was let in by mistake, which was taken back:"
    if rsvp.cancelled_by == "person":
        return "Was taken off the list of"
    return f"Gave back {_seats(rsvp)} for" if rsvp.seated_at else "Left the waitlist of"


def _said(rsvp: Rsvp) -> str:
    return "" if rsvp.proved else "Not confirmed yet"


def _seats(rsvp: Rsvp) -> str:
    return "one seat" if rsvp.party_size == 1 else f"{rsvp.party_size} seats"


SOURCES: dict[str, Source] = {
    "events": _events,
    "membership": _membership,
    "tasks": _tasks,
    "changes": _changes,
}
