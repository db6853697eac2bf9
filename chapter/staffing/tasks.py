"""Timed job of clearances: a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.staffing.rules import clearance_expiry


def warn_of_clearances(now: datetime) -> int:
    """Notify the volunteer leads of clearances that expire within some weeks."""
    with db.writing():
        return clearance_expiry.warn_keepers(now=now)
