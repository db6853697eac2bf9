"""When reminders, thanks and the note to those who did not come are due, and withdrawing reminders.

When one is due follows from the event as it is now, so nothing has to be moved when the event moves. Whom
they reach is said by chapter.checkin.broadcasts, which knows who came.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Select, and_, select

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.broadcasts.scheduled import Occasion
from chapter.events.models import Event
from chapter.events.undo_window import SETTLED
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.settings.models import Chapter
from chapter.web.endings import Ended

REMINDER, THANKS, MISSED = "reminder", "thanks", "missed"
MORNING = time(9)
REST = timedelta(hours=6)
THANKS_UNTIL = timedelta(days=3)
"""How long after the event thanks may still be written."""


def runs_due(chapter: Chapter, *, now: datetime) -> list[Occasion]:
    """What is due now, written or not; nothing while the event's move or cancellation may still be undone."""
    farthest = timedelta(days=max(chapter.reminder_days, default=0))
    takes_place = and_(Event.published_at.is_not(None), Event.cancelled_at.is_(None))
    near = and_(Event.starts_at > now, Event.starts_at <= now + farthest)
    just_over = and_(Event.ends_at <= now, Event.ends_at > now - THANKS_UNTIL)
    return [
        one
        for event in db.session.scalars(select(Event).where(takes_place, near | just_over, SETTLED))
        for one in runs_due_for(event, chapter, now=now)
    ]


def runs_due_for(event: Event, chapter: Chapter, *, now: datetime) -> list[Occasion]:
    """What is due now for ``event``."""
    if event.cancelled_at is not None or event.draft:
        return []
    if now < event.starts_at:
        at = _reminder_at(event, chapter.reminder_days, now)
        return [] if at is None else [Occasion(f"events.{REMINDER}", event.id, at)]
    at = thanks_at(event)
    if not at <= now < event.ends_at + THANKS_UNTIL:
        return []
    wanted = {THANKS: chapter.thanks, MISSED: chapter.missed}
    return [Occasion(f"events.{kind}", event.id, at) for kind, wished in wanted.items() if wished]


def thanks_at(event: Event) -> datetime:
    """Nine in the morning after the event, in its venue's time zone; at least six hours after its end."""
    zone = event.zone_info
    rested = (event.ends_at + REST).astimezone(zone)
    morning = datetime.combine(rested.date(), MORNING, zone)
    if morning < rested:
        morning = datetime.combine(rested.date() + timedelta(days=1), MORNING, zone)
    return morning


def release_reminders(event: Event, *, since: datetime, until: datetime) -> None:
    """Release the reminders for all parties that were withdrawn from ``since`` to ``until``: those to parties
    with seats."""
    come = select(Rsvp.id).where(Rsvp.event_id == event.id, bookings_queries.SEATED, Rsvp.erased_at.is_(None))
    theirs = Mail.about_kind == Rsvp.__tablename__, Mail.about_id.in_(come)
    mail.release(Mail.kind == f"events.{REMINDER}", *theirs, since=since, until=until)


def withdraw_reminders(bookings: Collection[int] | Select[int], *, now: datetime) -> None:
    """Withdraw the reminders of these bookings, by their ids, that have not left."""
    about = Mail.about_kind == Rsvp.__tablename__, Mail.about_id.in_(bookings)
    mail.withdraw(Mail.kind == f"events.{REMINDER}", *about, now=now)


def follow_end(ended: Ended) -> None:
    """Nobody is reminded of a booking that ended."""
    withdraw_reminders(ended.ids, now=ended.at)


def _reminder_at(event: Event, days: Sequence[int], now: datetime) -> datetime | None:
    """When the latest reminder was due; None before the first, or when guests were notified of a move
    since."""
    passed = [at for at in (event.starts_at - timedelta(days=many) for many in days) if at <= now]
    if not passed or (event.moved_at is not None and event.moved_at >= max(passed)):
        return None
    return max(passed)
