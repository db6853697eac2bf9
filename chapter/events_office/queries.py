"""What the office reads: lists of events and bookings, their figures, and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.audit import Entry
from chapter.bookings.models import CANCELLED, GOING, WAITLISTED, Rsvp
from chapter.bookings.models.followups import ANSWERS, Opinion
from chapter.bookings.queries import STANDS, WAITING, WANTED
from chapter.events.models import Event, EventStaff
from chapter.events.queries import readable_by
from chapter.events_office import booking_search
from chapter.mail.models import Mail
from chapter.people.models import Person, RoleGrant
from chapter.people.name_finder import best_first

STATES: dict[str, ColumnElement[bool]] = {
    GOING: and_(STANDS, Rsvp.seated_at.is_not(None)),
    WAITLISTED: and_(STANDS, or_(Rsvp.seated_at.is_(None), Rsvp.waiting_size > 0)),
    CANCELLED: ~STANDS,
}
"""The condition of each state. Of a cancelled event: who had seats then, who waited, and who had given back
before."""

WISHES = and_(STATES[GOING], Rsvp.arrival != "just_me")
NEEDS = or_(Rsvp.dietary != "", Rsvp.access_needs != "")


@dataclass(frozen=True)
class BookingFilter:
    """Which bookings of an event to find; empty values don't filter."""

    status: str = ""
    arrival: str = ""
    q: str = ""
    needs: bool = False


@dataclass(frozen=True)
class BookingFigures:
    """Counts of an event's parties by state; ``wishes``: those who come and want a hand. ``seated`` and
    ``waiting`` are people. Of a cancelled event: as it was when it was cancelled."""

    going: int
    waitlisted: int
    cancelled: int
    wishes: int
    seated: int
    waiting: int


def events_seen_by(viewer: Viewer, which: str, now: datetime) -> Select[Event]:
    """The events in the viewer's office that are ``coming`` (the next first), ``drafts``, or ``past``."""
    readable = readable_by(viewer)
    if which == "drafts":
        return readable.where(Event.published_at.is_(None)).order_by(Event.starts_at, Event.id)
    readable = readable.where(Event.published_at.is_not(None))
    if which == "past":
        return readable.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc())
    return readable.where(Event.ends_at > now).order_by(Event.starts_at, Event.id)


def bookings_matching(event: Event, wanted: BookingFilter) -> Select[Rsvp]:
    """The bookings of ``event`` that match: those that wait in their order, the others by how well they match
    the words, then by name.

    Parties with an offer come before the others that wait; one that waits for the rest of its seats is in
    both lists.
    """
    found = select(Rsvp).where(Rsvp.event_id == event.id)
    if wanted.status:
        found = found.where(STATES[wanted.status])
    if wanted.arrival:
        found = found.where(Rsvp.arrival == wanted.arrival)
    if wanted.needs:
        found = found.where(NEEDS)
    best: list[ColumnElement[Any]] = []
    if wanted.q.strip():
        ids = booking_search.booking_ids_matching(event, wanted.q)
        found, best = found.where(Rsvp.id.in_(ids)), best_first(Rsvp.id, ids)
    if wanted.status == WAITLISTED:
        in_line = Rsvp.offered_until.is_(None)
        return found.order_by(in_line, Rsvp.offered_until, Rsvp.queued_at, Rsvp.id)
    return found.order_by(*best, Rsvp.name_key, Rsvp.id)


def booking_figures(event: Event) -> BookingFigures:
    """The counts of its parties, in one statement."""
    counted: list[tuple[ColumnElement[bool], Any]] = [
        (condition, 1) for condition in (*STATES.values(), WISHES)
    ]
    counted += [(STATES[GOING], Rsvp.party_size), (STATES[WAITLISTED], WANTED)]
    counts = [func.coalesce(func.sum(case((condition, many), else_=0)), 0) for condition, many in counted]
    row = db.session.execute(select(*counts).where(Rsvp.event_id == event.id)).one()
    return BookingFigures(*(int(count) for count in row))


def most_guest_names(event: Event) -> int:
    """The highest number of guests' names in one booking of ``event``."""
    named = db.session.scalars(select(Rsvp.guest_names).where(Rsvp.event_id == event.id))
    return max(map(len, named), default=0)


def positions_in_line(event: Event) -> dict[int, int]:
    """The waitlist position of each waiting party, by booking id."""
    line = select(Rsvp.id).where(Rsvp.event_id == event.id, WAITING).order_by(Rsvp.queued_at, Rsvp.id)
    return {rsvp_id: place for place, rsvp_id in enumerate(db.session.scalars(line), start=1)}


def nonmember_counts(event: Event) -> dict[str, int]:
    """Parties and people in live bookings of ``event`` by guests: people who hold no role."""
    known = select(RoleGrant.person_id).where(RoleGrant.ended_at.is_(None))
    counts = select(func.count(), func.coalesce(func.sum(Rsvp.party_size + Rsvp.waiting_size), 0))
    found = counts.where(Rsvp.event_id == event.id, Rsvp.cancelled_at.is_(None), Rsvp.person_id.not_in(known))
    parties, people = db.session.execute(found).one()
    return {"parties": int(parties), "people": int(people)}


def history(event: Event) -> Select[Entry]:
    """What happened to ``event``, its bookings and its staff, the latest first."""
    bookings_of_it = select(Rsvp.id).where(Rsvp.event_id == event.id)
    posts = select(EventStaff.id).where(EventStaff.event_id == event.id)
    about = or_(
        and_(Entry.record_kind == Event.__tablename__, Entry.record_id == event.id),
        and_(Entry.record_kind == Rsvp.__tablename__, Entry.record_id.in_(bookings_of_it)),
        and_(Entry.record_kind == EventStaff.__tablename__, Entry.record_id.in_(posts)),
    )
    return _latest(about)


def history_of_booking(rsvp: Rsvp) -> Select[Entry]:
    """What happened to one booking, the latest first."""
    return _latest(and_(Entry.record_kind == Rsvp.__tablename__, Entry.record_id == rsvp.id))


def _latest(about: ColumnElement[bool]) -> Select[Entry]:
    return (
        select(Entry)
        .options(joinedload(Entry.values))
        .where(about)
        .order_by(Entry.at.desc(), Entry.id.desc())
    )


def bookings_named(entries: Iterable[Entry]) -> dict[int, Rsvp]:
    """The bookings that ``entries`` are about, by id."""
    ids = {entry.record_id for entry in entries if entry.record_kind == Rsvp.__tablename__}
    return {rsvp.id: rsvp for rsvp in db.session.scalars(select(Rsvp).where(Rsvp.id.in_(ids)))}


def who_acted(entries: Iterable[Entry]) -> dict[int, str]:
    """The names of the people who acted, by person id."""
    ids = {entry.actor_person_id for entry in entries if entry.actor_person_id is not None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {person_id: name for person_id, name in rows if name}


def mails_about(rsvp: Rsvp) -> list[Mail]:
    """What was written to a party about its booking, the latest first."""
    about = select(Mail).where(Mail.about_kind == Rsvp.__tablename__, Mail.about_id == rsvp.id)
    return list(db.session.scalars(about.order_by(Mail.id.desc()).limit(20)))


def opinion_counts(event: Event) -> dict[str, int]:
    """How many parties gave each answer to how it was, in the order in which the form offers them."""
    counts = select(Opinion.answer, func.count()).where(Opinion.event_id == event.id).group_by(Opinion.answer)
    found = {row[0]: int(row[1]) for row in db.session.execute(counts)}
    return {words: found.get(answer, 0) for answer, words in ANSWERS.items()}


def written_opinions(event: Event) -> Select[Opinion]:
    """The opinions with words, the latest first, each with its booking."""
    said = select(Opinion).where(Opinion.event_id == event.id, Opinion.words != "")
    return said.options(joinedload(Opinion.rsvp)).order_by(Opinion.at.desc(), Opinion.id.desc())
