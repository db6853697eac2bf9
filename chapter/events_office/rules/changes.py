"""Changing, cancelling and unpublishing an event, with its bookings and the notices to its guests."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import endings, reminders, waitlist
from chapter.broadcasts import kinds
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events import hooks, queries, structured_data
from chapter.events.models import MEMBERS, Event
from chapter.events.rules import slugs
from chapter.events.rules.lifecycle import (
    INVITED_TO,
    EventDetails,
    apply_details,
    calendar_facts,
    details_of,
    mark_changed,
)
from chapter.events.undo_window import CALLED_OFF, MOVED
from chapter.events_office import emails as events_office_emails
from chapter.events_office import queries as events_office_queries
from chapter.mail import rules as mail
from chapter.refusal import Refused
from chapter.web import record_redirects


def change_event(event: Event, details: EventDetails, *, by: Actor, now: datetime, why: str = "") -> int:
    """Change ``event``, which is locked; how many parties will be notified in ten minutes of a new time or
    place.

    ``why`` is in their mails and in the log. Until those have left, undo.move_back takes the change back.

    Waiting parties are seated when the new capacity allows. Lowered below those who are seated, nobody is
    removed. Raises Refused for impossible times or an address that is taken.
    """
    before, old, was = details_of(event), calendar_facts(event), structured_data.when_and_where(event)
    if details == before:
        return 0
    changed = apply_details(event, details, now=now)
    after = asdict(details_of(event))
    audit.record("changed", event, by=by, now=now, before=asdict(before), after=after, why=why)
    telling = None
    if changed & set(INVITED_TO) and _is_ahead(event, old["ends_at"], now):
        telling = _hold(event, before, was, old["starts_at"], why=why, by=by, now=now)
    if changed & {"starts_at", "place", "address"}:
        hooks.moved(event, before, by=by, now=now, within=telling)
    if event.visibility == MEMBERS and before.visibility != MEMBERS:
        _tell_of_guests(event, by, now)
    told = kinds.count_recipients(telling) if telling is not None else 0
    if telling is None or (not told and holds.discard_if_needless(telling)):
        waitlist.shorten_offers(event)
    if now < event.starts_at:
        waitlist.promote(event, now=now)
    return told


def unpublish(event: Event, *, by: Actor, now: datetime) -> None:
    """Make ``event``, which is locked, a draft again. Raises Refused once anybody has booked."""
    if event.draft:
        return
    if event.cancelled_at is not None:
        raise Refused("This event was canceled. Its page stays, and says so.")
    if db.first(bookings_queries.bookings_of(event)) is not None:
        raise Refused(
            "Someone has booked, so this event can’t be a draft. Cancel it, and we will email everyone."
        )
    record_redirects.keep_slug(slugs.KIND, event)
    event.published_at = event.published_by = None
    mark_changed(event, now)
    audit.record("unpublished", event, by=by, now=now, before={"published": True}, after={"published": False})


def cancel_event(event: Event, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel ``event``, which is locked, with every booking; how many parties will be notified in ten
    minutes.

    ``why`` is in their mails. Until those have left, undo.revive takes it back. Raises Refused when it is
    over, a draft, or no reason is given.
    """
    if event.cancelled_at is not None:
        return 0
    if event.draft:
        raise Refused("This event is a draft, so there is nothing to cancel.")
    if now >= event.ends_at:
        raise Refused("This event is over.")
    if not why:
        raise Refused("Enter a reason. It will be in the email to the guests.", "why")
    event.cancelled_at, event.cancelled_by, event.cancelled_why = now, by.person_id, why
    event.sequence += 1
    change_event = holds.Change(event, {"cancelled": False}, {"cancelled": True})
    (telling,) = holds.hold(CALLED_OFF, [change_event], by=by, now=now, begins=event.starts_at)
    told = kinds.count_recipients(telling)
    endings.end_with_event(event, now=now)
    hooks.cancelled(event, by=by, now=now, within=telling)
    mark_changed(event, now)
    audit.record(
        "cancelled", event, by=by, now=now, before={"cancelled": False},
        after={"cancelled": True, "parties": told}, why=why,
    )  # fmt: skip
    return told


def _tell_of_guests(event: Event, by: Actor, now: datetime) -> None:
    """Guests without a role keep their seats; notify the event's other leads, and write it to the log."""
    guests = events_office_queries.nonmember_counts(event)
    if not guests["parties"]:
        return
    audit.record("kept guests", event, by=by, now=now, after=guests)
    for lead in queries.leads_of_event(event):
        if lead.id != by.person_id and lead.email:
            letter = events_office_emails.guests_stay(event, **guests, lead=lead)
            mail.queue(letter, to=(lead.name, lead.email), now=now, person_id=lead.id)


def _is_ahead(event: Event, ended: datetime, now: datetime) -> bool:
    """Whether people plan by it: it is ahead by its old or its new time, published, and not cancelled."""
    return event.cancelled_at is None and not event.draft and now < max(ended, event.ends_at)


def _hold(
    event: Event, before: EventDetails, was: str, began: datetime, *, why: str, by: Actor, now: datetime
) -> Broadcast | None:
    """Hold the broadcast of a move for ten minutes; None when the event is back where it had been before."""
    old, new = asdict(before), asdict(details_of(event))
    names = [name for name, value in old.items() if new[name] != value]
    words = {"was": was, "was_moved_at": event.moved_at, "was_starts_at": began, "why": why}
    change_event = holds.Change(event, {n: old[n] for n in names}, {n: new[n] for n in names}, words)
    coming = [at for at in (began, event.starts_at) if at > now]
    (telling,) = holds.hold(MOVED, [change_event], by=by, now=now, begins=min(coming, default=None))
    if not telling.held:
        return None
    event.moved_at = now
    reminders.withdraw_reminders(select(Rsvp.id).where(Rsvp.event_id == event.id), now=now)
    return telling
