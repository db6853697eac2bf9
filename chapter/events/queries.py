"""Reading events and bookings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, false, func, or_, select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.events.models import EVENT, GREETER, LEAD, MEMBERS, PUBLIC, Event, EventStaff, Rsvp
from chapter.events.models.rounds import Opinion
from chapter.events.seating import Seating
from chapter.events.settled import SETTLED
from chapter.levels import models
from chapter.membership import entitlements
from chapter.people.verification import TYPED, is_verified
from chapter.settings.models import Chapter
from chapter.web import visibility_version

NOW = bindparam("now", type_=db.UTCDateTime())
_CHAPTER, _EVENTS = Chapter.__table__.c, Event.__table__.c
STAMP = select(
    *(select(field).scalar_subquery() for field in (_CHAPTER.zone, _CHAPTER.version)),
    visibility_version.CURRENT_VERSION,
    *(func.count(_EVENTS.id), func.max(_EVENTS.id), func.sum(_EVENTS.version), func.sum(_EVENTS.seating)),
    *(
        func.count().filter(moment > NOW)
        for moment in (_EVENTS.ends_at, _EVENTS.starts_at, _EVENTS.rsvp_opens_at, _EVENTS.rsvp_closes_at)
    ),
)
"""Made once, as all that stand here, since making one costs more than asking it."""

SEATED = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None))
UNSEATED = and_(or_(Rsvp.seated_at.is_(None), Rsvp.rest > 0), Rsvp.cancelled_at.is_(None))
"""Who waits for seats, or for the rest of them, with those who have an offer."""

WAITING = and_(UNSEATED, Rsvp.offered_until.is_(None))
"""Who stands in line."""

STANDS = or_(Rsvp.cancelled_at.is_(None), Rsvp.cancelled_by == EVENT)
"""What is live, or was until its event was cancelled: who is, or would have been, among those who come."""

WANTED = case((Rsvp.seated_at.is_(None), Rsvp.party_size), else_=Rsvp.rest)
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

SEATING = (
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


class Visible:
    """The events that one viewer may know of; narrowed by the methods, each of which gives another."""

    def __init__(self, statement: Select[Event]) -> None:
        self.statement = statement

    def called(self, slug: str) -> Select[Event]:
        """The event with this address."""
        return self.statement.where(Event.slug == slug)

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
    """The published events that ``viewer`` may know of; members-only ones where her level opens them."""
    published = select(Event).where(Event.published_at.is_not(None))
    if viewer.has("events") or entitlements.is_entitled(viewer, models.EVENTS):
        return Visible(published)
    return Visible(published.where(Event.visibility != MEMBERS))


def known_to(viewer: Viewer) -> Select[Event]:
    """The events of which ``viewer`` may learn that they are there: visible to her, of her own work, or, once
    she signed in, those for members, whose page says what would open them."""
    known: list[ColumnElement[bool]] = [
        Event.id.in_(visible_to(viewer).statement.with_only_columns(Event.id))
    ]
    if viewer.signed_in:
        known.append(Event.id.in_(seen_by(viewer).with_only_columns(Event.id)))
        known.append(and_(Event.published_at.is_not(None), Event.visibility == MEMBERS))
    return select(Event).where(or_(*known))


def kept_by(viewer: Viewer) -> Select[Event]:
    """The events that ``viewer`` may manage: all for events leads, her own for the lead of one event."""
    return _of_hers(viewer, LEAD)


def seen_by(viewer: Viewer) -> Select[Event]:
    """The events whose bookings ``viewer`` may read: those that she manages, or greets at."""
    return _of_hers(viewer, LEAD, GREETER)


def leads_any(viewer: Viewer) -> bool:
    """Whether she manages events: as events lead, or as lead of at least one."""
    return viewer.has("events") or _any(kept_by(viewer))


def works_at_any(viewer: Viewer) -> bool:
    """Whether she manages events or greets at one."""
    return viewer.has("events") or _any(seen_by(viewer))


def _of_hers(viewer: Viewer, *roles: str) -> Select[Event]:
    if viewer.has("events"):
        return select(Event)
    if not viewer.signed_in:
        return select(Event).where(false())
    return select(Event).where(
        exists().where(
            EventStaff.event_id == Event.id,
            EventStaff.person_id == viewer.person.id,
            EventStaff.role.in_(roles),
            EventStaff.ended_at.is_(None),
        )
    )


def _any(events: Select[Event]) -> bool:
    return db.first(events.with_only_columns(Event.id)) is not None


def seating(event: Event) -> Seating:
    """How full ``event`` is, counted from its bookings."""
    return seating_of([event])[event.id]


def seating_of(events: list[Event]) -> dict[int, Seating]:
    """How full each of ``events`` is, by event id, in one statement."""
    if not events:
        return {}
    rows = db.session.execute(SEATING, {"events": [event.id for event in events]})
    counts = {event_id: sums for event_id, *sums in rows}
    return {event.id: counted(event, counts.get(event.id, [0] * len(SEATS))) for event in events}


def counted(event: Event, counts: Sequence[int]) -> Seating:
    """How full ``event`` is, from the sums of ``SEATS``."""
    seated, parties, people, offered, saved = (int(count) for count in counts)
    return Seating(seated, parties, people, capacity=event.capacity, offered=offered, saved=saved)


def stamp(now: datetime) -> tuple[object, ...]:
    """What every public page about events depends on, in one statement: another after any change.

    Versions and seatings only grow; the counts of what lies ahead change when a time passes; the day is
    the chapter's own.
    """
    row = db.session.connection().execute(STAMP, {"now": now}).one()
    zone = ZoneInfo(row[0] or "UTC")
    return (now.astimezone(zone).date(), *row)


def waiting_line(event: Event) -> list[Rsvp]:
    """The parties that wait for ``event``, or for the rest of their seats, in order."""
    line = select(Rsvp).where(Rsvp.event_id == event.id, WAITING).order_by(Rsvp.queued_at, Rsvp.id)
    return list(db.session.scalars(line))


def place_in_line(rsvp: Rsvp) -> int | None:
    """The party's place among those who wait, from 1; None when it does not stand in line."""
    if not rsvp.in_line:
        return None
    before = or_(Rsvp.queued_at < rsvp.queued_at, and_(Rsvp.queued_at == rsvp.queued_at, Rsvp.id < rsvp.id))
    ahead = select(func.count()).select_from(Rsvp).where(Rsvp.event_id == rsvp.event_id, WAITING, before)
    return (db.session.scalar(ahead) or 0) + 1


def offers_of(event: Event) -> list[Rsvp]:
    """The parties of ``event`` that have an offer, those whose time ends first at the top."""
    held = select(Rsvp).where(Rsvp.event_id == event.id, UNSEATED, Rsvp.offered_until.is_not(None))
    return list(db.session.scalars(held.order_by(Rsvp.offered_until, Rsvp.id)))


def where_time_has_come(now: datetime, saving: timedelta) -> list[Event]:
    """The events at which an offer has ended, or ``saving`` seats, which ends that long before, is over, or
    where seats came free by an act that let the line wait; but for those of which it may still be undone that
    they were moved."""
    live = select(Rsvp.event_id).where(Rsvp.cancelled_at.is_(None))
    ended = Event.id.in_(live.where(Rsvp.offered_until <= now))
    soon = and_(Event.starts_at <= now + saving, Event.ends_at > now)
    saves = live.where(Rsvp.event_id == Event.id, Rsvp.saved_seats > 0).exists()
    come = or_(ended, and_(soon, saves), Event.freed_at.is_not(None))
    return list(db.session.scalars(select(Event).where(come, SETTLED).order_by(Event.id)))


def by_nonce(nonce: str) -> Rsvp | None:
    """The booking that was made by the form with this nonce."""
    return db.session.scalars(BY_NONCE, {"nonce": nonce}).first()


def same_party(event: Event, email_key: str, name_key: str) -> Rsvp | None:
    """The live booking of this email and name for ``event``; one that is proved before one that is typed."""
    keys = {"event": event.id, "email_key": email_key, "name_key": name_key}
    return db.session.scalars(SAME_PARTY, keys).first()


def others_of(rsvp: Rsvp) -> list[Rsvp]:
    """Her other live bookings for the same event under the same email, the first made first."""
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


def bookings_by_email(email_key: str) -> Select[Rsvp]:
    """Every booking under this e-mail, the latest event first."""
    return (
        select(Rsvp)
        .join(Rsvp.event)
        .where(Rsvp.email_key == email_key)
        .order_by(Event.starts_at.desc(), Rsvp.id)
    )


def opinions_by_email(email_key: str) -> Select[Opinion]:
    """What was said of events under one address, the first said first."""
    return select(Opinion).join(Opinion.rsvp).where(Rsvp.email_key == email_key).order_by(Opinion.id)


def live_bookings(email_key: str, now: datetime) -> Select[Rsvp]:
    """The bookings under this e-mail that can still be used: not given back, the event not over."""
    return bookings_by_email(email_key).where(
        Rsvp.cancelled_at.is_(None), Rsvp.erased_at.is_(None), Event.ends_at > now
    )


def booking_of(person_id: int, event: Event) -> Rsvp | None:
    """The live booking that a person has for ``event``; none that is only said to be hers."""
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
