"""When the helpers of shifts that are soon are reminded, and what withholds reminders."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select

from chapter import db
from chapter.broadcasts import queries
from chapter.broadcasts.scheduled import Occasion
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.settings.models import Chapter
from chapter.shifts.models import TIMED, Opportunity, Shift, Signup
from chapter.web.endings import Ended
from chapter.web.filters import date_and_hours

FRESH = timedelta(hours=6)
"""Whoever took a shift this short before a reminder is due has a recent mail, and gets no reminder."""

REMINDER = "volunteering.reminder"
"""The kind of the broadcast, and of its mails."""

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


def reminders_due(chapter: Chapter, *, now: datetime) -> list[Occasion]:
    """The shifts whose helpers are to be reminded now, written or not, each with the time since
    which it is due.

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
    latest = ((shift.id, _latest(shift, days, now)) for shift in db.session.scalars(soon))
    return [Occasion(REMINDER, shift_id, at) for shift_id, at in latest if at is not None]


def is_due(shift: Shift, at: datetime, chapter: Chapter, *, now: datetime) -> bool:
    """Whether the helpers of ``shift`` are to be reminded since ``at``: it takes place, is to come, and its
    move can't be undone any more."""
    if shift.cancelled_at is not None or now >= shift.starts_at:
        return False
    settled = db.first(select(Shift.id).where(Shift.id == shift.id, _SETTLED)) is not None
    return settled and _latest(shift, chapter.reminder_days, now) == at


def readers(shift_id: int, at: datetime) -> Select[int, str, str, int, datetime]:
    """Whoever has this shift and no newer mail than a reminder that was due ``at``."""
    has = Signup.confirmed_at < at - FRESH, Signup.cancelled_at.is_(None), Signup.erased_at.is_(None)
    columns = Signup.id, Signup.name, Signup.email, Signup.person_id, Signup.created_at
    return select(*columns).where(Signup.shift_id == shift_id, *has).order_by(Signup.id)


def _reminders(shifts: Sequence[Shift], *whose: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    theirs = select(Signup.id).where(Signup.shift_id.in_([shift.id for shift in shifts]), *whose)
    about = Mail.about_kind == Signup.__tablename__, Mail.about_id.in_(theirs)
    return (Mail.kind == REMINDER, *about)


def _latest(shift: Shift, days: Sequence[int], now: datetime) -> datetime | None:
    passed = [at for many in days if (at := shift.starts_at - timedelta(days=many)) <= now]
    if not passed or (shift.moved_at is not None and shift.moved_at >= max(passed)):
        return None
    return max(passed)
