"""Likely mistakes in a gift that staff enter: asked about once, then accepted."""

from datetime import date, timedelta

from sqlalchemy import func, select

from chapter import db, money
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import COUNTED
from chapter.web.filters import full_day

MOST_TIMES_LARGEST = 10
LONG_AGO = timedelta(days=366)


def largest_gift_cents(drive: Drive, apart_from: Gift | None = None) -> int:
    """The largest gift of money to ``drive`` so far, in cents; 0 when there is none."""
    theirs = select(func.max(Gift.net_cents + Gift.cover_cents)).where(Gift.drive_id == drive.id, *COUNTED)
    if apart_from is not None:
        theirs = theirs.where(Gift.id != apart_from.id)
    return db.session.scalar(theirs) or 0


def amount_warning(drive: Drive, cents: int, largest_cents: int) -> str:
    """Why this amount may be a mistake, as a sentence; empty when it looks right."""
    if cents > drive.goal_cents:
        return f"That is more than the goal of the drive, {money.show(drive.goal_cents, drive.currency)}."
    if largest_cents and cents > MOST_TIMES_LARGEST * largest_cents:
        so_far = money.show(largest_cents, drive.currency)
        return f"That is more than ten times the largest gift to this drive so far, {so_far}."
    return ""


def day_warning(received_on: date, today: date) -> str:
    """Why this day may be a mistake, as a sentence; empty when it looks right."""
    if today - received_on <= LONG_AGO:
        return ""
    return f"{full_day(received_on)} is more than a year ago."
