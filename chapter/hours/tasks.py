"""The timed job of hours: a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.hours import queries
from chapter.hours.rules import credits
from chapter.shifts.models import Signup


def book_hours(now: datetime) -> int:
    """Credit the hours of volunteers who forgot to check out; the others have theirs already."""
    return sum(_booked(signup, now) for signup in queries.signups_to_credit(now))


def _booked(signup: Signup, now: datetime) -> int:
    with db.writing():
        return credits.credit_due(signup, now=now) is not None
