"""Hours: booked from check-in and check-out, from the shift, or logged; approved, declined, corrected.

An entry is never changed: what was wrong is corrected by a new one, and the old one stays in the log.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.volunteering import given
from chapter.volunteering.models import CONFIRMED, FREELY, NO_LOG, Opportunity, Shift, Signup
from chapter.volunteering.models.persons import CHECKED_IN, FROM_SHIFT, LOGGED, Hours
from chapter.volunteering.models.rates import HourRate

CORRECTED = "Somebody corrected this meanwhile. The entry in its place is the one to look at."
DAY = 24 * 60
MOST_AT_ONCE = 16 * 60
"""Minutes of one check-in: whoever forgot to check out did not stay for days."""


@dataclass(frozen=True)
class Stretch:
    """``minutes`` on a day, and a word about them."""

    on: date
    minutes: int
    note: str = ""


def log(
    person: Person, whole: Opportunity, stretch: Stretch, *, nonce: str, lead: bool, by: Actor, now: datetime
) -> Hours:
    """Write down time that ``person`` gave. ``lead``: the volunteer lead does it for somebody; it counts at
    once. Otherwise the opportunity's rule says whether she may, and whether it is read first.

    The form's ``nonce`` names the entry, so the same form sent twice is one. Raises Refused for a day to
    come, for more than a day has, and where volunteers cannot log.
    """
    name = hashlib.sha256(nonce.encode()).hexdigest()[:16]
    known = db.first(select(Hours).where(Hours.public_id == name))
    if known is not None:
        return _same(known, person)
    counts = _counts(person, whole, lead=lead, by=by)
    db.lock(person)
    _check(person, whole, stretch, now)
    entry = _entry(person, whole, stretch, LOGGED, by, now, counts=counts)
    entry.public_id = name
    audit.record("logged hours", entry, by=by, now=now, after=_told(entry))
    return entry


def approve(entry: Hours, *, by: Actor, now: datetime) -> None:
    """It counts from now on. Twice changes nothing. Raises Refused for one's own, declined or corrected."""
    entry = db.lock(entry)
    _may_judge(entry, by)
    if entry.declined_at is not None:
        raise Refused("Somebody declined this meanwhile.")
    if entry.approved_at is None:
        entry.approved_at, entry.approved_by = now, by.person_id
        audit.record("approved hours", entry, by=by, now=now, after=_told(entry))


def decline(entry: Hours, *, why: str, by: Actor, now: datetime) -> None:
    """It does not count, for a reason that she reads; what it was to correct stands again."""
    entry = db.lock(entry)
    _may_judge(entry, by)
    if not why:
        raise Refused("Say why: she reads it on her page.", "why")
    if entry.approved_at is not None:
        raise Refused("Somebody approved this meanwhile. Correct it instead.")
    if entry.declined_at is None:
        entry.declined_at, entry.declined_by, entry.declined_why = now, by.person_id, why
        if entry.corrects_id is not None:
            db.session.get_one(Hours, entry.corrects_id).corrected_at = None
        audit.record("declined hours", entry, by=by, now=now, why=why)


def correct(entry: Hours, stretch: Stretch, *, lead: bool, by: Actor, now: datetime) -> Hours:
    """A new entry in its place; the old one stays in the log and counts no more.

    Raises Refused when another stands in its place or it was declined, and as `log` does.
    """
    entry = db.lock(entry)
    if entry.declined_at is not None:
        raise Refused("Somebody declined this meanwhile. What is right can be logged anew.")
    if entry.corrected_at is not None:
        raise Refused(CORRECTED)
    person, whole = entry.person, entry.opportunity
    counts = _counts(person, whole, lead=lead, by=by)
    db.lock(person)
    entry.corrected_at = now
    db.session.flush()
    _check(person, whole, stretch, now)
    new = _entry(person, whole, stretch, LOGGED, by, now, counts=counts)
    new.signup_id, new.corrects_id = entry.signup_id, entry.id
    db.session.flush()
    audit.record("corrected hours", new, by=by, now=now, before=_told(entry), after=_told(new))
    return new


def held(entry: Hours) -> Hours:
    """The entry that stands in the place of ``entry``, locked with all that it corrects: nobody corrects any
    of them meanwhile."""
    entry = db.lock(entry)
    newer = given.standing(entry)
    return entry if newer is entry else held(newer)


def came(signup: Signup, *, by: Actor, now: datetime) -> Hours | None:
    """Nobody checked her in, and the lead says that she was there: her hours are the shift's. Once.

    Raises Refused before the shift is over, or when it was not hers.
    """
    shift = db.lock(signup.shift)
    db.session.refresh(signup)
    if signup.status != CONFIRMED or signup.no_show_at is not None or not shift.timed:
        raise Refused("This shift was not hers, or somebody said that she did not come.")
    if now < shift.ends_at:
        raise Refused("It is not over yet.")
    return _book(signup, shift.starts_at, shift.minutes, FROM_SHIFT, by=by, now=now)


def collect(signup: Signup, *, now: datetime) -> Hours | None:
    """Book the hours of one who checked in: until she checked out, else the shift's. None when it is booked.

    Who was checked in after it was over was noted down later: hers are the shift's.
    """
    shift, system = db.lock(signup.shift), Actor("system")
    db.session.refresh(signup)
    came, left = signup.came_at, signup.left_at
    if came is None or signup.status != CONFIRMED:
        return None
    if shift.timed and (left is None or came >= shift.ends_at):
        since = came if shift.starts_at < came < shift.ends_at else shift.starts_at
        return _book(signup, since, _minutes(since, shift.ends_at), FROM_SHIFT, by=system, now=now)
    minutes = min(_minutes(came, left or came), MOST_AT_ONCE)
    return _book(signup, came, minutes, CHECKED_IN, by=system, now=now)


def set_rate(year: int, cents: int, source: str, *, by: Actor, now: datetime) -> HourRate:
    """What an hour is worth from ``year`` on. Raises Refused for a year to come or without a source."""
    if year > now.year:
        raise Refused("That year is still to come.", "year")
    if not source:
        raise Refused("Say who publishes it: reports name the source.", "source")
    rate = given.rate_of(year)
    before = {"cents": rate.cents, "source": rate.source} if rate else None
    if rate is None:
        rate = HourRate(year=year)
        db.session.add(rate)
    rate.cents, rate.source, rate.set_at, rate.set_by = cents, source, now, by.person_id
    db.session.flush()
    audit.record(
        "set the value of an hour", rate, by=by, now=now, before=before,
        after={"cents": cents, "source": source},
    )  # fmt: skip
    return rate


def _minutes(since: datetime, until: datetime) -> int:
    return max(1, round((until - since).total_seconds() / 60))


def _book(
    signup: Signup, since: datetime, minutes: int, source: str, *, by: Actor, now: datetime
) -> Hours | None:
    if db.first(select(Hours.id).where(Hours.signup_id == signup.id)) is not None:
        return None
    shift: Shift = signup.shift
    stretch = Stretch(since.astimezone(shift.zone_info).date(), minutes * signup.size)
    entry = _entry(signup.person, shift.opportunity, stretch, source, by, now, counts=True)
    entry.signup_id = signup.id
    db.session.flush()
    audit.record("booked hours", entry, by=by, now=now, after=_told(entry))
    return entry


def _entry(
    person: Person,
    whole: Opportunity,
    stretch: Stretch,
    source: str,
    by: Actor,
    now: datetime,
    *,
    counts: bool,
) -> Hours:
    entry = Hours(
        public_id=db.public_id(), person_id=person.id, opportunity_id=whole.id, on=stretch.on,
        minutes=stretch.minutes, note=stretch.note, source=source, logged_at=now, logged_by=by.person_id,
        approved_at=now if counts else None, declined_why="",
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


def _counts(person: Person, whole: Opportunity, *, lead: bool, by: Actor) -> bool:
    """Whether it counts at once. A lead's own hours follow the rule that everybody's do."""
    if by.person_id != person.id:
        if not lead:
            raise Refused("The volunteer lead writes down hours of others.")
        return True
    if whole.hours_rule == NO_LOG:
        raise Refused("Hours for this come from check-in alone. Ask the volunteer lead to correct them.")
    return whole.hours_rule == FREELY


def _check(person: Person, whole: Opportunity, stretch: Stretch, now: datetime) -> None:
    if stretch.on > now.astimezone(whole.zone_info).date():
        raise Refused("That day is still to come.", "on")
    if stretch.minutes < 1:
        raise Refused("How long was it?", "hours")
    if given.minutes_on(person.id, stretch.on) + stretch.minutes > DAY:
        raise Refused("Together that is more than a day has.", "hours")


def _may_judge(entry: Hours, by: Actor) -> None:
    if entry.person_id == by.person_id:
        raise Refused("Somebody else reads your own hours.")
    if entry.corrected_at is not None:
        raise Refused(CORRECTED)


def _same(known: Hours, person: Person) -> Hours:
    if known.person_id != person.id:
        raise Refused("This form was sent before. Open the page again, then it works.")
    return known


def _told(entry: Hours) -> dict[str, object]:
    return {"on": entry.on.isoformat(), "minutes": entry.minutes, "counts": entry.counts}
