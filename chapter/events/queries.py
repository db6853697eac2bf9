"""Reading events and bookings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Select, and_, case, exists, func, or_, select

from chapter import db
from chapter.events.models import MEMBERS, PUBLIC, Event, EventStaff, OldSlug, Rsvp
from chapter.people.viewer import Viewer
from chapter.web import links

SEATED = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None))
WAITING = and_(Rsvp.seated_at.is_(None), Rsvp.cancelled_at.is_(None))


@dataclass(frozen=True)
class Seating:
    """How full an event is: seats taken, parties and people who wait, capacity (None: without limit)."""

    taken: int
    waiting_parties: int
    waiting_people: int
    capacity: int | None

    @property
    def free(self) -> int | None:
        """Seats left; None without limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def over(self) -> int:
        """People seated beyond the capacity (after it was lowered)."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    @property
    def full(self) -> bool:
        """Whether no seat is left."""
        return self.free == 0


EMPTY = Seating(0, 0, 0, None)


class Visible:
    """The events that one viewer may know of; narrowed by the methods, each of which gives another."""

    def __init__(self, statement: Select[Event]) -> None:
        self.statement = statement

    def called(self, slug: str) -> Select[Event]:
        """The event with this address."""
        return self.statement.where(Event.slug == slug)

    def once_called(self, slug: str) -> Select[Event]:
        """The event that had this address before."""
        return self.statement.join(OldSlug, OldSlug.event_id == Event.id).where(OldSlug.slug == slug)

    def listed(self) -> Self:
        """Those that stand in lists: not the unlisted ones."""
        return type(self)(self.statement.where(Event.visibility.in_((PUBLIC, MEMBERS))))

    def coming(self, now: datetime) -> Select[Event]:
        """Those that are not over, the next first."""
        return self.statement.where(Event.ends_at > now).order_by(Event.starts_at, Event.id)

    def past(self, now: datetime) -> Select[Event]:
        """Those that are over, the latest first."""
        return self.statement.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc())


def visible_to(viewer: Viewer) -> Visible:
    """The published events that ``viewer`` may know of: members-only ones for members and staff alone."""
    published = select(Event).where(Event.published_at.is_not(None))
    if viewer.signed_in and (viewer.has("member") or viewer.has("events")):
        return Visible(published)
    return Visible(published.where(Event.visibility != MEMBERS))


def kept_by(viewer: Viewer) -> Select[Event]:
    """The events that ``viewer`` may manage: all for events leads, her own for the lead of one event."""
    if viewer.has("events"):
        return select(Event)
    if not viewer.signed_in:
        return select(Event).where(Event.id.is_(None))
    return select(Event).where(
        exists().where(
            EventStaff.event_id == Event.id,
            EventStaff.person_id == viewer.person.id,
            EventStaff.role == "lead",
            EventStaff.ended_at.is_(None),
        )
    )


def leads_any(viewer: Viewer) -> bool:
    """Whether she manages events: as events lead, or as lead of at least one."""
    return viewer.has("events") or (
        viewer.signed_in and db.first(kept_by(viewer).with_only_columns(Event.id)) is not None
    )


def seating(event: Event) -> Seating:
    """How full ``event`` is, counted from its bookings."""
    return seating_of([event])[event.id]


def seating_of(events: list[Event]) -> dict[int, Seating]:
    """How full each of ``events`` is, by event id, in one statement."""
    if not events:
        return {}
    people = func.coalesce(func.sum(case((SEATED, Rsvp.party_size), else_=0)), 0)
    parties_waiting = func.coalesce(func.sum(case((WAITING, 1), else_=0)), 0)
    people_waiting = func.coalesce(func.sum(case((WAITING, Rsvp.party_size), else_=0)), 0)
    rows = db.session.execute(
        select(Rsvp.event_id, people, parties_waiting, people_waiting)
        .where(Rsvp.event_id.in_([event.id for event in events]), Rsvp.cancelled_at.is_(None))
        .group_by(Rsvp.event_id)
    )
    counted = {event_id: (int(a), int(b), int(c)) for event_id, a, b, c in rows}
    return {e.id: Seating(*counted.get(e.id, (0, 0, 0)), capacity=e.capacity) for e in events}


def waiting_line(event: Event) -> list[Rsvp]:
    """The parties that wait for ``event``, in order."""
    line = select(Rsvp).where(Rsvp.event_id == event.id, WAITING).order_by(Rsvp.queued_at, Rsvp.id)
    return list(db.session.scalars(line))


def place_in_line(rsvp: Rsvp) -> int | None:
    """The party's place among those who wait, from 1; None when it does not wait."""
    if not rsvp.waiting:
        return None
    before = or_(Rsvp.queued_at < rsvp.queued_at, and_(Rsvp.queued_at == rsvp.queued_at, Rsvp.id < rsvp.id))
    ahead = select(func.count()).select_from(Rsvp).where(Rsvp.event_id == rsvp.event_id, WAITING, before)
    return (db.session.scalar(ahead) or 0) + 1


def by_token(token: str) -> Rsvp | None:
    """The booking that a personal link opens; None when the link is unknown, old or made up."""
    public_id = links.public_id_in(token)
    if public_id is None:
        return None
    rsvp = db.first(select(Rsvp).where(Rsvp.public_id == public_id))
    if rsvp is None or not links.proves(token, "booking", public_id, rsvp.link_version):
        return None
    return rsvp


def by_nonce(nonce: str) -> Rsvp | None:
    """The booking that was made by the form with this nonce."""
    return db.first(select(Rsvp).where(Rsvp.nonce == nonce))


def same_party(event: Event, email_key: str, name_key: str) -> Rsvp | None:
    """The live booking of this e-mail and name for ``event``."""
    return db.first(
        select(Rsvp).where(
            Rsvp.event_id == event.id,
            Rsvp.email_key == email_key,
            Rsvp.name_key == name_key,
            Rsvp.cancelled_at.is_(None),
        )
    )


def bookings_of(event: Event) -> Select[Rsvp]:
    """Every booking of ``event``, in the order in which they came."""
    return select(Rsvp).where(Rsvp.event_id == event.id).order_by(Rsvp.queued_at, Rsvp.id)


def bookings_by_email(email_key: str) -> Select[Rsvp]:
    """Every booking under this e-mail, the latest event first."""
    return (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.email_key == email_key)
        .order_by(Event.starts_at.desc(), Rsvp.id)
    )


def rsvps_of(person_id: int) -> Select[Rsvp]:
    """A person's bookings, the latest event first."""
    return (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.person_id == person_id)
        .order_by(Event.starts_at.desc(), Rsvp.id)
    )
