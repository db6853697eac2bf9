"""What volunteering knows of who has been with us before (see people.newcomers)."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, or_
from sqlalchemy.orm import aliased

from chapter.hours.models.hours import Hours
from chapter.people.newcomers import EarlierVisit
from chapter.people.verification import is_verified
from chapter.settings import queries as settings
from chapter.shifts.models import Shift, Signup


def _had_a_shift(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """A shift that was over, which she had and did not miss, or at which she was checked in."""
    hers, past = aliased(Signup), aliased(Shift)
    came = or_(hers.came_at < before, past.ends_at <= before)
    return exists().where(
        hers.person_id == person_id, hers.shift_id == past.id, is_verified(hers), came,
        hers.confirmed_at.is_not(None), hers.cancelled_at.is_(None), hers.released_at.is_(None),
        hers.no_show_at.is_(None), hers.excused_at.is_(None), past.cancelled_at.is_(None),
    )  # fmt: skip


def _gave_hours(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """Hours of another day that count: also those written down by hand."""
    day = before.astimezone(settings.current().zone_info).date()
    hers = aliased(Hours)
    return exists().where(
        hers.person_id == person_id, hers.on < day, hers.approved_at.is_not(None),
        hers.declined_at.is_(None), hers.corrected_at.is_(None),
    )  # fmt: skip


SIGNS = (EarlierVisit("shifts", _had_a_shift), EarlierVisit("hours", _gave_hours))
