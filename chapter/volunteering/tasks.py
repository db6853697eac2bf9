"""What time brings about shifts: each a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.settings import queries as settings
from chapter.volunteering import clearances, given
from chapter.volunteering.models import Shift, Signup
from chapter.volunteering.rules import (
    booking,
    handing,
    line,
    noticing,
    placing_jobs,
    rechecking,
    running_out,
    telling,
    thanking,
)


def move_lines(now: datetime) -> int:
    """End the offers of shifts whose time is over, and ask whoever is next."""
    for shift in line.due(now):
        with db.writing():
            line.promote(db.lock(shift), now=now)
    return 0


def tell_leads(now: datetime) -> int:
    """Tell leads of shifts that seek a substitute when 48 hours are left."""
    return sum(_told(shift, now) for shift in handing.two_days_left(now))


def place_jobs(now: datetime) -> int:
    """Give guests who asked for a small job their places at the badge desk."""
    for event in placing_jobs.due(now):
        with db.writing():
            placing_jobs.place(db.lock(event), now=now)
    return 0


def remind(now: datetime) -> int:
    """Remind helpers of shifts that are soon."""
    return sum(_reminded(number, at, now) for number, at in telling.due(settings.current(), now=now))


def tell_of_seats(now: datetime) -> int:
    """Tell whoever took a seat at the time of her shift."""
    with db.writing():
        return noticing.tell_of_seats(now=now)


def book_hours(now: datetime) -> int:
    """Book the hours of whoever forgot to check out; those who did have theirs."""
    return sum(_booked(signup, now) for signup in given.came_and_unbooked(now))


def recheck(now: datetime) -> int:
    """Free whoever lacks what her shift asks for: a check that ended, a shift that was moved."""
    if not clearances.lacking(now):
        return 0
    with db.writing():
        rechecking.recheck(by=rechecking.RULE, now=now)
    return 0


def warn_of_clearances(now: datetime) -> int:
    """Tell the volunteer leads of checks that run out in some weeks."""
    with db.writing():
        return running_out.warn(now=now)


def thank(now: datetime) -> int:
    """Thank whoever passed a milestone, and mail the next letters of a year."""
    with db.writing():
        found = thanking.find_milestones(now=now)
    with db.writing():
        return found + thanking.send(now=now)


def _booked(signup: Signup, now: datetime) -> int:
    with db.writing():
        return booking.collect(signup, now=now) is not None


def _told(shift: Shift, now: datetime) -> int:
    with db.writing():
        return handing.tell_lead(db.lock(shift), now=now)


def _reminded(number: int, at: datetime, now: datetime) -> int:
    with db.writing():
        return telling.remind(db.lock(db.session.get_one(Shift, number)), at, now=now)
