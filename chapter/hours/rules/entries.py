"""Hours that somebody logs: logged, approved, declined, corrected (`credits` has those of shifts).

An entry is never changed: what was wrong is corrected by a new one, and the old one stays in the table.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.hours import queries
from chapter.hours.models.hours import LOGGED, Hours
from chapter.hours.models.rates import HourRate
from chapter.moderation import rules as moderation
from chapter.moderation.models import APPROVED, DECLINED, WAITING
from chapter.people.models import Person
from chapter.refusal import Refused, RowsRefused
from chapter.shifts.models import FREELY, NO_LOG, Opportunity

CORRECTED = "Somebody has corrected this entry. Look at the new one."
DAY = 24 * 60
FIRST_DAY = date(2000, 1, 1)
"""The earliest day of an entry: no report or letter of a year goes back further."""


@dataclass(frozen=True)
class EntryInput:
    """``minutes`` on a day, and a note. ``long_ago``: whoever logs it confirms a day of more than a year
    ago."""

    on: date
    minutes: int
    note: str = ""
    long_ago: bool = False


def log(
    person: Person,
    whole: Opportunity,
    stretch: EntryInput,
    *,
    nonce: str,
    lead: bool,
    by: Actor,
    now: datetime,
) -> Hours:
    """Log time that ``person`` gave. ``lead``: the volunteer lead does it for somebody; it counts at once.
    Otherwise the opportunity's rule says whether they may, and whether it needs approval.

    The form's ``nonce`` names the entry, so the same form sent twice is one. Raises Refused for a day to
    come, for one of more than a year ago that nobody confirmed, for more than a day has, where volunteers
    cannot log, and for one's own time before any of one's shifts there has begun.
    """
    name = hashlib.sha256(nonce.encode()).hexdigest()[:16]
    known = db.first(select(Hours).where(Hours.public_id == name))
    if known is not None:
        return _same(known, person)
    counts = _counts(person, whole, lead=lead, by=by)
    db.lock(person)
    _check(person, whole, stretch, now)
    _check_day(whole, stretch, staff=_for_another(person, by, lead=lead), now=now)
    if by.person_id == person.id and not queries.has_helped(person.id, whole.id, now):
        raise Refused("None of your shifts for this has begun yet. You can log hours after it begins.")
    entry = add_entry(person, whole, stretch, LOGGED, by, now, counts=counts)
    entry.public_id = name
    audit.record("logged hours", entry, by=by, now=now, after=audit_values(entry))
    return entry


def approve(entry: Hours, *, by: Actor, now: datetime) -> None:
    """Let an entry count. Idempotent. Raises Refused for one's own, a declined or a corrected one."""
    entry = db.lock(entry)
    _may_approve(entry, by)
    moderation.approve(entry, by=by, now=now)


def approve_each(numbers: Collection[int], *, by: Actor, now: datetime) -> None:
    """Let each of the entries with these numbers count. Raises RowsRefused when one can't, as `approve`
    refuses it."""
    chosen = select(Hours).where(Hours.id.in_(numbers)).order_by(Hours.id)
    locked = chosen.with_for_update().execution_options(populate_existing=True)
    found, refusals = db.session.scalars(locked).all(), dict[str, str]()
    for entry in found:
        try:
            _may_approve(entry, by)
        except Refused as refused:
            refusals[entry.public_id] = refused.sentence
    if refusals:
        raise RowsRefused(refusals)
    new = [entry for entry in found if entry.moderation_state == WAITING]
    moderation.approve_each(new, by=by, now=now, after={"counts": True})


def decline(entry: Hours, *, why: str, by: Actor, now: datetime) -> None:
    """Decline an entry, for a reason that the volunteer reads; the entry it was to correct counts again."""
    entry = db.lock(entry)
    _may_judge(entry, by)
    if not why:
        raise Refused("Enter a reason. The volunteer will read it.", "why")
    if entry.moderation_state == APPROVED:
        raise Refused("Somebody has approved this entry. Correct it instead.")
    if moderation.decline(entry, why=why, by=by, now=now) and entry.corrects_id is not None:
        db.session.get_one(Hours, entry.corrects_id).corrected_at = None


def correct(entry: Hours, stretch: EntryInput, *, lead: bool, by: Actor, now: datetime) -> Hours:
    """Replace an entry by a new one; the old one stays in the table and no longer counts.

    Raises Refused when another has replaced it or it was declined, and as `log` does.
    """
    entry = db.lock(entry)
    if entry.moderation_state == DECLINED:
        raise Refused("Somebody has declined this entry. You can log the right hours again.")
    if entry.corrected_at is not None:
        raise Refused(CORRECTED)
    person, whole = entry.person, entry.opportunity
    counts = _counts(person, whole, lead=lead, by=by)
    db.lock(person)
    entry.corrected_at = now
    db.session.flush()
    _check(person, whole, stretch, now)
    if stretch.on != entry.day:
        _check_day(whole, stretch, staff=_for_another(person, by, lead=lead), now=now)
    new = add_entry(person, whole, stretch, LOGGED, by, now, counts=counts)
    new.signup_id, new.corrects_id = entry.signup_id, entry.id
    db.session.flush()
    audit.record("corrected hours", new, by=by, now=now, before=audit_values(entry), after=audit_values(new))
    return new


def lock_current(entry: Hours) -> Hours:
    """The entry that has replaced ``entry``, locked with all that it corrects: nobody corrects any of them
    meanwhile."""
    entry = db.lock(entry)
    newer = queries.current_entry(entry)
    return entry if newer is entry else lock_current(newer)


def set_rate(year: int, cents: int, source: str, *, by: Actor, now: datetime) -> HourRate:
    """Set what an hour is worth from ``year`` on. Raises Refused for a year to come or without a source."""
    if year > now.year:
        raise Refused("Enter this year or an earlier one.", "year")
    if not source:
        raise Refused("Enter the source.", "source")
    rate = queries.rate_of(year)
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


def add_entry(
    person: Person,
    whole: Opportunity,
    stretch: EntryInput,
    source: str,
    by: Actor,
    now: datetime,
    *,
    counts: bool,
) -> Hours:
    """Add an entry. ``by`` logged it; the system leaves ``logged_by`` None."""
    entry = Hours(
        public_id=db.public_id(), person_id=person.id, opportunity_id=whole.id, day=stretch.on,
        minutes=stretch.minutes, note=stretch.note, source=source, logged_at=now, logged_by=by.person_id,
        approved_at=now if counts else None, declined_why="",
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


def audit_values(entry: Hours) -> dict[str, object]:
    """The values of an entry for the audit log."""
    return {"day": entry.day.isoformat(), "minutes": entry.minutes, "counts": entry.counts}


def _counts(person: Person, whole: Opportunity, *, lead: bool, by: Actor) -> bool:
    """Whether it counts at once. A lead's own hours follow the same rule as everybody's."""
    if by.person_id != person.id:
        if not lead:
            raise Refused("Only the volunteer lead can log hours for others.")
        return True
    if whole.hours_rule == NO_LOG:
        raise Refused("Hours for this come from check-in only. Ask the volunteer lead to correct them.")
    return whole.hours_rule == FREELY


def a_year_before(day: date) -> date:
    """The same day one year earlier; February 28 for a leap day."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _for_another(person: Person, by: Actor, *, lead: bool) -> bool:
    return lead and by.person_id != person.id


def _check_day(whole: Opportunity, stretch: EntryInput, *, staff: bool, now: datetime) -> None:
    """Raise Refused for a day that is likely a typing error: long ago, unless ``staff`` confirms it."""
    if stretch.on < FIRST_DAY:
        raise Refused(f"Enter a day in {FIRST_DAY.year} or later.", "on")
    if stretch.on >= a_year_before(now.astimezone(whole.zone_info).date()):
        return
    if not staff:
        raise Refused("That is more than a year ago. Ask the volunteer lead to log it.", "on")
    if not stretch.long_ago:
        raise Refused("That is more than a year ago. If the year is right, check the box below.", "on")


def _check(person: Person, whole: Opportunity, stretch: EntryInput, now: datetime) -> None:
    if stretch.on > now.astimezone(whole.zone_info).date():
        raise Refused("Enter today or an earlier day.", "on")
    if stretch.minutes < 1:
        raise Refused("Enter how long it was.", "hours")
    if queries.minutes_on(person.id, stretch.on) + stretch.minutes > DAY:
        raise Refused("That would be more than 24 hours in one day.", "hours")


def _may_approve(entry: Hours, by: Actor) -> None:
    _may_judge(entry, by)
    if entry.moderation_state == DECLINED:
        raise Refused("Somebody has declined this entry.")


def _may_judge(entry: Hours, by: Actor) -> None:
    if entry.person_id == by.person_id:
        raise Refused("Someone else needs to approve your own hours.")
    if entry.corrected_at is not None:
        raise Refused(CORRECTED)


def _same(known: Hours, person: Person) -> Hours:
    if known.person_id != person.id:
        raise Refused("This form was already sent. Open the page again.")
    return known
