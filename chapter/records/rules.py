"""What a death, suspension or resignation releases in every package at once, and who is notified.

Each package releases its own part in a few statements; waitlists move up in the next sweeps. Whoever leads
something that is free now gets one mail about all of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.events.rules import staff
from chapter.events_office.rules import releases as events
from chapter.hello.queries import released_pairs as hello
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import AddressedLetter
from chapter.membership.models.departures import Departure
from chapter.membership.rules import departures
from chapter.membership.status import DECEASED, RESIGNED, SUSPENDED, WHY_LEFT
from chapter.people import queries as people
from chapter.people.models import ROLES, STAFF, Person
from chapter.people.releases import TASK, Release
from chapter.people.rules import tasks
from chapter.records import emails, words
from chapter.restrictions import Use
from chapter.shifts.rules import removals as shifts

PROPOSALS = ("volunteering.asked", "hello.asked")
"""Kinds of mail that ask somebody for something."""


AT_ONCE = 20


@dataclass(frozen=True)
class Act:
    """An act about a person: who did it, and when."""

    person: Person
    by: Actor
    now: datetime


def note_departure(
    person: Person, kind: str, *, why: str, by: Person, now: datetime, died_on: date | None = None
) -> Departure:
    """Note that ``person`` has died (on ``died_on``, if known), is suspended, or has resigned.

    What lies ahead of them is not released yet: `release` does that, called at once by the view, or by the
    sweep. Raises Refused as membership's ``departures.leave`` does.
    """
    noted = departures.leave(person, kind, why=why, by=by.actor, now=now, died_on=died_on)
    if kind == DECEASED:
        _end_roles(person, by, now)
    return noted


def release(departure_id: int, person_id: int, *, now: datetime) -> None:
    """Release what lies ahead of the person of a departure and can't stay, and notify whoever leads it. Done
    once; does nothing for a departure that was revoked. ``Departure.released_summary`` says what was
    released."""
    person = shifts.lock_upcoming(person_id, now=now)
    noted = db.lock_of(Departure, departure_id)
    if noted.released_at is not None or noted.until_on is not None:
        return
    found = RELEASES[noted.kind](Act(person, Actor("person", noted.noted_by), now))
    noted.released_summary, noted.released_at = words.released_summary(found), now
    _tell(person, noted.kind, found, now)


def departures_to_release() -> list[Departure]:
    """Departures that are in force and whose release has not been done, at most ``AT_ONCE``."""
    open_ones = select(Departure).where(Departure.until_on.is_(None), Departure.released_at.is_(None))
    return list(db.session.scalars(open_ones.order_by(Departure.id).limit(AT_ONCE)))


def _of_the_dead(about: Act) -> list[Release]:
    person, by, now = about.person, about.by, about.now
    pairs = hello.released_pairs(person.id, now=now)
    found = [
        *events.release_seats(person.id, cause=DECEASED, members_only=False, by=by, now=now),
        *_shifts_and_posts(about, DECEASED),
        *pairs,
        *[Release(TASK, "") for _ in range(tasks.hand_over(person, by.person_id, by=by, now=now))],
    ]
    mail.withdraw(or_(Mail.person_id == person.id, _addressed_to(person)), now=now)
    return found


def _of_the_suspended(about: Act) -> list[Release]:
    person, by, now = about.person, about.by, about.now
    pairs = hello.released_pairs(person.id, now=now)
    seats = events.release_seats(person.id, cause=SUSPENDED, members_only=True, by=by, now=now)
    found = [*seats, *_shifts_and_posts(about, SUSPENDED), *pairs]
    _withdraw(about, SUSPENDED)
    return found


def _of_the_resigned(about: Act) -> list[Release]:
    person, by, now = about.person, about.by, about.now
    seats = events.release_seats(person.id, cause=RESIGNED, members_only=True, by=by, now=now)
    _withdraw(about, RESIGNED)
    return [*seats, *shifts.upcoming_that_stay(person.id, now=now)]


RELEASES: dict[str, Callable[[Act], list[Release]]] = {
    DECEASED: _of_the_dead,
    SUSPENDED: _of_the_suspended,
    RESIGNED: _of_the_resigned,
}


def _shifts_and_posts(about: Act, cause: str) -> list[Release]:
    number, by, now = about.person.id, about.by, about.now
    return [
        *shifts.remove_upcoming(number, cause=cause, by=by, now=now),
        *shifts.remove_as_lead(number, by=by, now=now),
        *staff.release_posts(number, by=by, now=now),
    ]


def _end_roles(person: Person, by: Person, now: datetime) -> None:
    """End the person's staff roles; a member's role follows from the membership. That another managing
    director remains was checked when their account was closed."""
    held = [one for one in people.role_grants_of(person) if one.ended_at is None and one.role in STAFF]
    for one in held:
        one.ended_at, one.ended_by = now, by.id
    if held:
        named = ", ".join(ROLES[one.role] for one in held)
        audit.record(
            "ended role", person, by=by.actor, now=now, before={"role": named}, why=WHY_LEFT[DECEASED]
        )


def _withdraw(about: Act, cause: str) -> None:
    """Withdraw queued mails that ask the person for something, or are about what they no longer have."""
    number, now = about.person.id, about.now
    asks = and_(Mail.person_id == number, Mail.kind.in_(PROPOSALS))
    ended = shifts.mails_about(shifts.signups_removed_by(number, cause=cause, now=now))
    mail.withdraw(or_(asks, ended, events.mails_about_released(number, cause=cause, now=now)), now=now)


def _addressed_to(person: Person) -> ColumnElement[bool]:
    """Mails without a person that have this person's name and address: two may share a mailbox."""
    same = and_(Mail.to_key == person.email_key, Mail.to_key != "", Mail.to_name == person.name)
    return and_(Mail.person_id.is_(None), same)


def _tell(person: Person, kind: str, found: Sequence[Release], now: datetime) -> None:
    """One mail to each who leads something that was released, with all that they lead and nothing else."""
    lines: dict[int, list[Release]] = defaultdict(list)
    known = _readers(person, found)
    for one in found:
        for number in _told_of(one, known):
            lines[number].append(one)
    mails = [
        AddressedLetter(emails.released(person, kind, some, lead), (lead.name, lead.email), lead.id)
        for number, some in lines.items()
        if (lead := known[number][0]).email
    ]
    mail.queue_many(mails, now=now)


Readers = dict[int, tuple[Person, frozenset[str]]]
"""Who may be notified, by person id, and which roles of the office each holds."""


def _readers(person: Person, found: Iterable[Release]) -> Readers:
    leads = {number for one in found for number in one.leads}
    held = people.holders_by_role({one.role for one in found} - {""})
    of_the_office = {one.id: one for some in held.values() for one in some}
    named = db.session.scalars(select(Person).where(Person.id.in_(leads))) if leads else ()
    every = of_the_office | {one.id: one for one in named}
    gone = {*restrictions.reasons_against(list(every), Use.HELD), person.id}
    return {
        number: (one, frozenset(role for role, some in held.items() if one in some))
        for number, one in every.items()
        if number not in gone
    }


def _told_of(one: Release, known: Readers) -> list[int]:
    """The ids of those who lead it, or else of whoever in the office is responsible for its kind."""
    leads = [number for number in one.leads if number in known]
    return leads or [number for number, (_, held) in known.items() if one.role and one.role in held]
