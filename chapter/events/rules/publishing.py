"""The life of an event: written down, changed, published, cancelled."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events import emails, followers, lists, queries
from chapter.events.models import AT_ONCE, EVENT, MEMBERS, PUBLIC, Event, Rsvp
from chapter.events.rules import addresses, rounds, waitlist
from chapter.mail import rules as mail
from chapter.refusal import Refused
from chapter.web import record_redirects
from chapter.web.wall_clock import to_utc, wall_time_or_none

INVITED_TO = ("starts_at", "ends_at", "place", "address", "online_url")
"""What people have planned by: they are written to when it changes."""

IN_CALENDARS = (*INVITED_TO, "title")
MOVED, CALLED_OFF = "events.moved", "events.called_off"
"""Kinds of telling."""


@dataclass(frozen=True)
class Details:
    """What the office writes down about an event. Walls are times on the clock of its place.

    ``slug`` empty: made from the title. ``capacity`` None: without limit.
    """

    title: str
    starts_wall: datetime
    ends_wall: datetime
    zone: str
    slug: str = ""
    summary: str = ""
    story: str = ""
    place: str = ""
    address: str = ""
    map_url: str = ""
    online_url: str = ""
    capacity: int | None = None
    party_limit: int = 6
    when_free: str = AT_ONCE
    visibility: str = PUBLIC
    rsvp_opens_wall: datetime | None = None
    rsvp_closes_wall: datetime | None = None


def create(details: Details, *, by: Actor, now: datetime) -> Event:
    """A new draft, that nobody outside the office sees. Raises Refused for times that can't be."""
    event = Event(
        slug=addresses.free_slug(details.title),
        zone=details.zone,
        created_at=now,
        created_by=by.person_id,
        changed_at=now,
    )
    _set(event, details)
    if details.slug:
        addresses.move(event, details.slug)
    db.session.add(event)
    audit.record("wrote down", event, by=by, now=now, after=asdict(details_of(event)))
    return event


def change(event: Event, details: Details, *, by: Actor, now: datetime, why: str = "") -> int:
    """Change ``event``, which is locked; how many parties are told in ten minutes that time or place changed.

    ``why`` stands in their mails and in the log. Until they have left, undoing.move_back puts all of it back.

    Parties that wait are seated when the new capacity has room for them. Lowered below those who are
    seated, nobody is removed. Raises Refused for times that can't be or an address that is taken.
    """
    before, old, was = details_of(event), _facts(event), emails.when_and_where(event)
    if details == before:
        return 0
    changed = write(event, details, now=now)
    after = asdict(details_of(event))
    audit.record("changed", event, by=by, now=now, before=asdict(before), after=after, why=why)
    telling = None
    if changed & set(INVITED_TO) and _is_ahead(event, old["ends_at"], now):
        telling = _hold(event, before, was, old["starts_at"], why=why, by=by, now=now)
    if changed & {"starts_at", "place", "address"}:
        followers.moved(event, before, by=by, now=now, within=telling)
    if event.visibility == MEMBERS and before.visibility != MEMBERS:
        _tell_of_guests(event, by, now)
    told = kinds.count_recipients(telling) if telling is not None else 0
    if telling is None or (not told and holds.discard_if_needless(telling)):
        waitlist.shorten(event)
    if now < event.starts_at:
        waitlist.promote(event, now=now)
    return told


def write(event: Event, details: Details, *, now: datetime) -> set[str]:
    """Let ``event``, which is locked, be as ``details`` say; which of what stands in calendars is another.

    Raises Refused as ``change`` does.
    """
    old = _facts(event)
    _set(event, details)
    count_change(event, now)
    changed = {name for name, value in _facts(event).items() if old[name] != value}
    event.sequence += bool(changed)
    with db.session.no_autoflush:
        addresses.move(event, details.slug or addresses.free_slug(details.title, event.id))
    return changed


def newly_in_the_past(details: Details, event: Event | None, *, now: datetime) -> bool:
    """Whether ``details`` let it begin in the past, other than ``event`` does already: seldom meant."""
    if event is not None and (event.starts_wall, event.zone) == (details.starts_wall, details.zone):
        return False
    return details.starts_wall.replace(tzinfo=ZoneInfo(details.zone)) <= now


def publish(event: Event, *, by: Actor, now: datetime) -> None:
    """Let everybody who may see ``event``, which is locked. Done once.

    Raises Refused when it is over, cancelled, or nobody could tell where it is.
    """
    if not event.draft:
        return
    if event.cancelled_at is not None:
        raise Refused("This event was cancelled.")
    if now >= event.ends_at:
        raise Refused("It is over already. Move it to a day to come, then publish it.", "starts_wall")
    if not (event.place or event.online):
        raise Refused("Nobody could find it yet: give it a place or a link, then publish it.", "place")
    event.published_at, event.published_by = now, by.person_id
    count_change(event, now)
    audit.record("published", event, by=by, now=now, before={"published": False}, after={"published": True})


def unpublish(event: Event, *, by: Actor, now: datetime) -> None:
    """Make ``event``, which is locked, a draft again. Raises Refused once anybody has booked."""
    if event.draft:
        return
    if event.cancelled_at is not None:
        raise Refused("This event was cancelled; its page says so to whoever looks for it.")
    if db.first(queries.bookings_of(event)) is not None:
        raise Refused("Somebody has booked, so it stays public. Cancel it, and everybody is told.")
    record_redirects.keep_slug(addresses.KIND, event)
    event.published_at = event.published_by = None
    count_change(event, now)
    audit.record("unpublished", event, by=by, now=now, before={"published": True}, after={"published": False})


def cancel(event: Event, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel ``event``, which is locked, with every booking; how many parties are told in ten minutes.

    ``why`` stands in their mails. Until they have left, undoing.revive takes it back. Raises Refused when it
    is over, a draft, or no reason is given.
    """
    if event.cancelled_at is not None:
        return 0
    if event.draft:
        raise Refused("Nobody knows of this draft, so there is nothing to cancel.")
    if now >= event.ends_at:
        raise Refused("This event is over.")
    if not why:
        raise Refused("Say why: those who wanted to come read it in their mail.", "why")
    event.cancelled_at, event.cancelled_by, event.cancelled_why = now, by.person_id, why
    event.sequence += 1
    change = holds.Change(event, {"cancelled": False}, {"cancelled": True})
    (telling,) = holds.hold(CALLED_OFF, [change], by=by, now=now, begins=event.starts_at)
    told = kinds.count_recipients(telling)
    rounds.hold_back(event, now=now)
    _end_all(event, now)
    followers.cancelled(event, by=by, now=now, within=telling)
    count_change(event, now)
    audit.record(
        "cancelled", event, by=by, now=now, before={"cancelled": False},
        after={"cancelled": True, "parties": told}, why=why,
    )  # fmt: skip
    return told


def details_of(event: Event) -> Details:
    """What stands written down about ``event``."""
    zone = event.zone_info
    kept = {field.name: getattr(event, field.name) for field in fields(Details) if hasattr(Event, field.name)}
    return Details(
        **kept,
        rsvp_opens_wall=wall_time_or_none(event.rsvp_opens_at, zone),
        rsvp_closes_wall=wall_time_or_none(event.rsvp_closes_at, zone),
    )


def _set(event: Event, details: Details) -> None:
    for name, value in asdict(details).items():
        if name not in {"slug", "rsvp_opens_wall", "rsvp_closes_wall"}:
            setattr(event, name, value)
    zone = ZoneInfo(details.zone)
    event.starts_at = to_utc(details.starts_wall, zone, "starts_wall")
    event.ends_at = to_utc(details.ends_wall, zone, "ends_wall")
    event.rsvp_opens_at = _moment_or_none(details.rsvp_opens_wall, zone, "rsvp_opens_wall")
    event.rsvp_closes_at = _moment_or_none(details.rsvp_closes_wall, zone, "rsvp_closes_wall")
    _check_order(event)


def _moment_or_none(at: datetime | None, zone: ZoneInfo, field: str) -> datetime | None:
    return None if at is None else to_utc(at, zone, field)


def _check_order(event: Event) -> None:
    if event.ends_at <= event.starts_at:
        raise Refused("It would end before it begins.", "ends_wall")
    if event.rsvp_opens_at is not None and event.rsvp_opens_at >= event.ends_at:
        raise Refused("Booking would begin only when it is over.", "rsvp_opens_wall")
    if event.rsvp_closes_at is not None and event.rsvp_closes_at > event.ends_at:
        raise Refused("Booking would go on when it is over.", "rsvp_closes_wall")
    if None not in {event.rsvp_opens_at, event.rsvp_closes_at} and (
        event.rsvp_closes_at <= event.rsvp_opens_at  # type: ignore[operator]  # neither is None here
    ):
        raise Refused("Booking would close before it begins.", "rsvp_closes_wall")


def _tell_of_guests(event: Event, by: Actor, now: datetime) -> None:
    """Who booked as a guest keeps her seats; the event's other leads are told, and the log."""
    guests = lists.guests_of(event)
    if not guests["parties"]:
        return
    audit.record("kept guests", event, by=by, now=now, after=guests)
    for lead in lists.leads_of(event):
        if lead.id != by.person_id and lead.email:
            letter = emails.guests_stay(event, **guests, name=lead.name)
            mail.queue(letter, to=(lead.name, lead.email), now=now, person_id=lead.id)


def _is_ahead(event: Event, ended: datetime, now: datetime) -> bool:
    """Whether people plan by it: it is to come, by what they know or by what is true now."""
    return event.cancelled_at is None and not event.draft and now < max(ended, event.ends_at)


def _hold(
    event: Event, before: Details, was: str, began: datetime, *, why: str, by: Actor, now: datetime
) -> Broadcast | None:
    """What is told of a move, held for ten minutes; None when it ends where it had begun."""
    old, new = asdict(before), asdict(details_of(event))
    names = [name for name, value in old.items() if new[name] != value]
    words = {"was": was, "was_moved_at": event.moved_at, "was_starts_at": began, "why": why}
    change = holds.Change(event, {n: old[n] for n in names}, {n: new[n] for n in names}, words)
    coming = [at for at in (began, event.starts_at) if at > now]
    (telling,) = holds.hold(MOVED, [change], by=by, now=now, begins=min(coming, default=None))
    if not telling.held:
        return None
    event.moved_at = now
    rounds.hold_back(event, now=now)
    return telling


def _facts(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in IN_CALENDARS}


def count_change(event: Event, now: datetime) -> None:
    """Note that ``event`` is another, for whoever keeps pages of it."""
    event.version += 1
    event.changed_at = now


def _end_all(event: Event, now: datetime) -> None:
    """Every live booking in one statement: an event may have hundreds. What each has stays written on it."""
    live = update(Rsvp).where(Rsvp.event_id == event.id, Rsvp.cancelled_at.is_(None))
    db.session.execute(live.values(cancelled_at=now, cancelled_by=EVENT))
    event.seating += 1
