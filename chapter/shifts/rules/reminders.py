"""Reminding the helpers of shifts that are soon, and what withholds reminders."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from chapter import db
from chapter.broadcasts import queries
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.settings.models import Chapter
from chapter.shifts import emails
from chapter.shifts.models import CONFIRMED, TIMED, Opportunity, Shift, Signup
from chapter.shifts.models.reminders import ShiftReminder
from chapter.web.endings import Ended
from chapter.web.filters import date_and_hours

FRESH = timedelta(hours=6)
"""Whoever took a shift this short before a reminder is due has a recent mail, and gets no reminder."""

ONE_ROUND = 20
"""How many shifts one sweep reminds of."""

_SETTLED = Shift.id.not_in(queries.held_records(Shift, "volunteering.moved"))
"""Leaves out shifts whose move may still be undone."""


def when_and_where(shift: Shift) -> str:
    """Time and place in one line, for comparing and for mails about a change."""
    address = "" if shift.place else shift.opportunity.address
    return ", ".join(filter(None, (date_and_hours(shift), shift.where, address)))


def withhold(shifts: Sequence[Shift], *, now: datetime) -> None:
    """Withdraw the reminders that have not been sent."""
    mail.withdraw(*_reminders(shifts), now=now)


def follow_end(ended: Ended) -> None:
    """Nobody is reminded of a shift that they do not take any more."""
    about = Mail.about_kind == Signup.__tablename__, Mail.about_id.in_(ended.ids)
    mail.withdraw(Mail.kind == "volunteering.reminder", *about, now=ended.at)


def release_withheld(shifts: Sequence[Shift], *, since: datetime, until: datetime) -> None:
    """Release the reminders that were withheld from ``since`` to ``until``, to those who take one of these
    shifts."""
    has = Signup.confirmed_at.is_not(None), Signup.cancelled_at.is_(None), Signup.erased_at.is_(None)
    mail.release(*_reminders(shifts, *has), since=since, until=until)


def reminders_due(chapter: Chapter, *, now: datetime) -> list[tuple[int, datetime]]:
    """The shifts whose helpers are to be reminded now, each with the time at which it was due.

    As for events: on the days in the settings, once for each time that a shift begins at.
    """
    days = chapter.reminder_days
    if not days:
        return []
    soon = (
        select(Shift)
        .join(Shift.opportunity)
        .where(
            Opportunity.kind.in_(TIMED), Opportunity.published_at.is_not(None),
            Opportunity.cancelled_at.is_(None), Shift.cancelled_at.is_(None), Shift.starts_at > now,
            Shift.starts_at <= now + timedelta(days=max(days)), _SETTLED,
        )
        .order_by(Shift.starts_at)
    )  # fmt: skip
    found = [(shift, at) for shift in db.session.scalars(soon) if (at := _latest(shift, days, now))]
    done = _done([shift.id for shift, _ in found])
    waiting = [(shift.id, at) for shift, at in found if not any(one >= at for one in done[shift.id])]
    return waiting[:ONE_ROUND]


def remind_helpers(shift: Shift, at: datetime, *, now: datetime) -> int:
    """Remind the helpers of ``shift``, which is locked, once; return how many were mailed."""
    if at in _done([shift.id])[shift.id] or shift.cancelled_at is not None or now >= shift.starts_at:
        return 0
    if db.first(select(Shift.id).where(Shift.id == shift.id, _SETTLED)) is None:
        return 0
    db.session.add(ShiftReminder(shift_id=shift.id, due_at=at, done_at=now))
    return _to_all(shift, emails.reminder, "reminder", now, Signup.confirmed_at < at - FRESH)


def _reminders(shifts: Sequence[Shift], *whose: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    theirs = select(Signup.id).where(Signup.shift_id.in_([shift.id for shift in shifts]), *whose)
    about = Mail.about_kind == Signup.__tablename__, Mail.about_id.in_(theirs)
    return (Mail.kind == "volunteering.reminder", *about)


def _latest(shift: Shift, days: Sequence[int], now: datetime) -> datetime | None:
    passed = [at for many in days if (at := shift.starts_at - timedelta(days=many)) <= now]
    if not passed or (shift.moved_at is not None and shift.moved_at >= max(passed)):
        return None
    return max(passed)


def _done(ids: Sequence[int]) -> dict[int, set[datetime]]:
    found: dict[int, set[datetime]] = defaultdict(set)
    for shift_id, at in db.session.execute(
        select(ShiftReminder.shift_id, ShiftReminder.due_at).where(ShiftReminder.shift_id.in_(ids))
    ):
        found[shift_id].add(at)
    return found


def _to_all(
    shift: Shift, letter: Callable[[Signup], Letter], kind: str, now: datetime, which: ColumnElement[bool]
) -> int:
    """Mail everybody who has this shift and for whom ``which`` holds."""
    live = select(Signup).where(
        Signup.shift_id == shift.id, Signup.cancelled_at.is_(None), Signup.erased_at.is_(None),
        Signup.email != "", which,
    )  # fmt: skip
    readers = [one for one in db.session.scalars(live.order_by(Signup.id)) if one.status == CONFIRMED]
    mails = [
        AddressedLetter(
            letter(one), (one.name, one.email), one.person_id, f"{kind}-{one.public_id}-{now.isoformat()}"
        )
        for one in readers
    ]
    mail.queue_many(mails, now=now)
    return len(mails)
