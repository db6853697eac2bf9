"""Timed jobs of shifts: each a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.shifts.models import Shift
from chapter.shifts.queries import clearances
from chapter.shifts.rules import backups, clearance_checks, substitutes


def move_lines(now: datetime) -> int:
    """End expired offers, and offer free places to the next backups."""
    for shift in backups.shifts_due(now):
        with db.writing():
            backups.promote(db.lock(shift), now=now)
    return 0


def tell_leads(now: datetime) -> int:
    """Notify leads of shifts that seek a substitute when 48 hours are left."""
    return sum(_told(shift, now) for shift in substitutes.seeking_within_two_days(now))


def recheck(now: datetime) -> int:
    """Remove whoever lacks what their shift requires: a clearance that expired, a shift that was moved."""
    if not clearances.uncleared_signups(now):
        return 0
    with db.writing():
        clearance_checks.free_uncleared(by=clearance_checks.RULE, now=now)
    return 0


def _told(shift: Shift, now: datetime) -> int:
    with db.writing():
        return substitutes.tell_lead(db.lock(shift), now=now)
