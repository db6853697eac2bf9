"""Reading bookings: how full an event is, who waits, whose booking it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.models import EVENT, Rsvp
from chapter.events.models import Event
from chapter.events.occupancy import Occupancy
from chapter.events.undo_window import SETTLED
from chapter.people.verification import TYPED, is_verified

SEATED = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None))

UNSEATED = and_(or_(Rsvp.seated_at.is_(None), Rsvp.waiting_size > 0), Rsvp.cancelled_at.is_(None))
"""Parties that wait for seats, or for the rest of them, including those with an offer."""

WAITING = and_(UNSEATED, Rsvp.offered_until.is_(None))
"""Parties on the waitlist, without an offer."""

STANDS = or_(Rsvp.cancelled_at.is_(None), Rsvp.cancellation_cause == EVENT)
"""Bookings that are live, or were until their event was cancelled: those who come, or would have come."""

WANTED = case((Rsvp.seated_at.is_(None), Rsvp.party_size), else_=Rsvp.waiting_size)

SEATS = tuple(
    func.coalesce(func.sum(count), 0)
    for count in (
        case((SEATED, Rsvp.party_size), else_=0),
        case((WAITING, 1), else_=0),
        case((WAITING, WANTED), else_=0),
        Rsvp.offered_seats,
        Rsvp.saved_seats,
    )
)
"""People seated, parties and people who wait, seats offered, seats saved: of live bookings."""

OCCUPANCY = (
    select(Rsvp.event_id, *SEATS)
    .where(Rsvp.event_id.in_(bindparam("events", expanding=True)), Rsvp.cancelled_at.is_(None))
    .group_by(Rsvp.event_id)
)

COUNTS = select(*SEATS).where(Rsvp.event_id == bindparam("event"), Rsvp.cancelled_at.is_(None)).subquery()

BY_NONCE = select(Rsvp).where(Rsvp.nonce == bindparam("nonce"))

SAME_PARTY = (
    select(Rsvp)
    .where(
        Rsvp.event_id == bindparam("event"),
        Rsvp.email_key == bindparam("email_key"),
        Rsvp.name_key == bindparam("name_key"),
        Rsvp.cancelled_at.is_(None),
    )
    .order_by(Rsvp.proof == TYPED, Rsvp.id)
    .limit(1)
)


def occupancy(event: Event) -> Occupancy:
    """How full ``event`` is, counted from its bookings."""
    return occupancy_by_event([event])[event.id]


def occupancy_by_event(events: list[Event]) -> dict[int, Occupancy]:
    """How full each of ``events`` is, by event id, in one statement."""
    if not events:
        return {}
    rows = db.session.execute(OCCUPANCY, {"events": [event.id for event in events]})
    counts = {event_id: sums for event_id, *sums in rows}
    return {
        event.id: occupancy_from_counts(event, counts.get(event.id, [0] * len(SEATS))) for event in events
    }


def occupancy_from_counts(event: Event, counts: Sequence[int]) -> Occupancy:
    """How full ``event`` is, from the sums of ``SEATS``."""
    seated, parties, people, offered, saved = (int(count) for count in counts)
    return Occupancy(seated, parties, people, capacity=event.capacity, offered=offered, saved=saved)


def waiting_line(event: Event) -> list[Rsvp]:
    """The parties that wait for ``event``, or for the rest of their seats, in order."""
    line = (
        select(Rsvp)
        .where(Rsvp.event_id == event.id, WAITING)
        .options(joinedload(Rsvp.person, innerjoin=True))
    )
    line = line.order_by(Rsvp.queued_at, Rsvp.id)
    return list(db.session.scalars(line))


def position_in_line(rsvp: Rsvp) -> int | None:
    """The party's position on the waitlist, from 1; None when it is not on it."""
    if not rsvp.in_line:
        return None
    before = or_(Rsvp.queued_at < rsvp.queued_at, and_(Rsvp.queued_at == rsvp.queued_at, Rsvp.id < rsvp.id))
    ahead = select(func.count()).select_from(Rsvp).where(Rsvp.event_id == rsvp.event_id, WAITING, before)
    return (db.session.scalar(ahead) or 0) + 1


def offers_of(event: Event) -> list[Rsvp]:
    """The parties of ``event`` that have an offer, the offer that ends first at the top."""
    held = select(Rsvp).where(Rsvp.event_id == event.id, UNSEATED, Rsvp.offered_until.is_not(None))
    return list(db.session.scalars(held.order_by(Rsvp.offered_until, Rsvp.id)))


def events_with_waitlist_due(now: datetime, saving: timedelta) -> list[Event]:
    """The events at which an offer has ended; or that begin within ``saving``, when saved seats are released;
    or where seats came free without the waitlist moving at once. Events whose move may still be undone are
    left out."""
    live = select(Rsvp.event_id).where(Rsvp.cancelled_at.is_(None))
    ended = Event.id.in_(live.where(Rsvp.offered_until <= now))
    soon = and_(Event.starts_at <= now + saving, Event.ends_at > now)
    saves = live.where(Rsvp.event_id == Event.id, Rsvp.saved_seats > 0).exists()
    come = or_(ended, and_(soon, saves), Event.waitlist_due_at.is_not(None))
    return list(db.session.scalars(select(Event).where(come, SETTLED).order_by(Event.id)))


def booking_by_nonce(nonce: str) -> Rsvp | None:
    """The booking that the form with this nonce made, if any."""
    return db.session.scalars(BY_NONCE, {"nonce": nonce}).first()


def same_party(event: Event, email_key: str, name_key: str) -> Rsvp | None:
    """The live booking of this email and name for ``event``; a proved one before one that was only typed."""
    keys = {"event": event.id, "email_key": email_key, "name_key": name_key}
    return db.session.scalars(SAME_PARTY, keys).first()


def other_bookings_of(rsvp: Rsvp) -> list[Rsvp]:
    """The other live bookings for the same event under the same email, the first made first."""
    same = select(Rsvp).where(
        Rsvp.event_id == rsvp.event_id,
        Rsvp.person_id == rsvp.person_id,
        Rsvp.email_key == rsvp.email_key,
        Rsvp.email_key != "",
        Rsvp.cancelled_at.is_(None),
        Rsvp.id != rsvp.id,
    )
    return list(db.session.scalars(same.order_by(Rsvp.id)))


def bookings_of(event: Event) -> Select[Rsvp]:
    """Every booking of ``event``, in the order in which they came."""
    return select(Rsvp).where(Rsvp.event_id == event.id).order_by(Rsvp.queued_at, Rsvp.id)


def booking_of_event(event: Event, public_id: str) -> Select[Rsvp]:
    """The booking of ``event`` with this public id; none when it belongs to another event."""
    return select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.public_id == public_id)


def bookings_by_email(email_key: str) -> Select[Rsvp]:
    """Every booking under this email, the latest event first."""
    return (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.email_key == email_key)
        .order_by(Event.starts_at.desc(), Rsvp.id)
    )


def live_bookings(email_key: str, now: datetime) -> Select[Rsvp]:
    """The live bookings under this email for events that are not over."""
    return bookings_by_email(email_key).where(
        Rsvp.cancelled_at.is_(None), Rsvp.erased_at.is_(None), Event.ends_at > now
    )


def booking_of(person_id: int, event: Event) -> Rsvp | None:
    """The live, proved booking that a person has for ``event``, if any."""
    mine = select(Rsvp).where(
        Rsvp.event_id == event.id,
        Rsvp.person_id == person_id,
        Rsvp.cancelled_at.is_(None),
        is_verified(Rsvp),
    )
    return db.first(mine.order_by(Rsvp.id))


def rsvps_of(person_id: int) -> Select[Rsvp]:
    """A person's bookings, the latest event first."""
    return (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.person_id == person_id)
        .order_by(Event.starts_at.desc(), Rsvp.id)
    )


FEED_REACHES_BACK = timedelta(days=90)
"""How far back a calendar feed shows past events."""


def bookings_in_feed(person_id: int, *, now: datetime) -> list[Rsvp]:
    """A person's proved bookings with seats, of events to come and of the last months."""
    found = (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.person_id == person_id, Rsvp.seated_at.is_not(None), is_verified(Rsvp))
        .where(Event.ends_at > now - FEED_REACHES_BACK)
        .options(joinedload(Rsvp.event, innerjoin=True))
        .order_by(Event.starts_at, Rsvp.id)
    )
    return list(db.session.scalars(found))
