"""Queries about hours: entries that count or wait for approval, rates, sums."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from chapter import db
from chapter.hours.models.hours import Hours
from chapter.hours.models.rates import HourRate
from chapter.hours.models.thanks import Thanks
from chapter.hours.valuation import CountedEntry, Quarter, Rate, rate_for
from chapter.moderation.models import is_approved, is_declined, is_waiting
from chapter.people.models import Person
from chapter.people.newcomers import EarlierVisit
from chapter.settings import queries as settings
from chapter.shifts.models import CONFIRMED, NO_LOG, TIMED, Opportunity, Shift, Signup

NO_PROGRAM = "No program"

FORGOTTEN_CHECKOUT = timedelta(hours=12)
"""So long after a shift a missing check-out is taken as forgotten."""

UNREAD = is_waiting(Hours), Hours.corrected_at.is_(None)
"""Conditions: nobody has approved or declined the entry yet."""


def counting() -> tuple[ColumnElement[bool], ...]:
    """The conditions of entries that are included in every sum; the same as `Hours.counts`."""
    return is_approved(Hours), Hours.corrected_at.is_(None)


def entries() -> Select[Hours]:
    """Entries with person, opportunity and shift loaded, the newest first."""
    loading = (
        joinedload(Hours.person),
        joinedload(Hours.opportunity).joinedload(Opportunity.program),
        joinedload(Hours.signup).joinedload(Signup.shift),
    )
    return select(Hours).options(*loading).order_by(Hours.day.desc(), Hours.id.desc())


def entry_by_public_id(public_id: str) -> Select[Hours]:
    """The entry with this public id."""
    return select(Hours).where(Hours.public_id == public_id)


def entries_to_approve() -> list[Hours]:
    """Entries that somebody logged and nobody has approved or declined yet, the oldest first."""
    return list(db.session.scalars(entries().where(*UNREAD).order_by(None).order_by(Hours.day, Hours.id)))


def waiting_entries() -> Select[Hours]:
    """The entries of `entries_to_approve`, without what a page shows of them."""
    return select(Hours).where(*UNREAD).order_by(Hours.day, Hours.id)


def entries_of(person_id: int, *, corrected: bool = False) -> list[Hours]:
    """The current entries of a person: counted, waiting, declined.

    ``corrected``: also those that a correction replaced.
    """
    hers = entries().where(Hours.person_id == person_id)
    return list(db.session.scalars(hers if corrected else hers.where(Hours.corrected_at.is_(None))))


def top_volunteers_of_year(today: date, most: int = 30) -> list[tuple[Person, int]]:
    """Who gave most since January 1, with their minutes, at most ``most``."""
    minutes = minutes_by_person(date(today.year, 1, 1), today + timedelta(days=1))
    first = sorted(minutes, key=lambda one: -minutes[one])[:most]
    known = people_by_id(first)
    return [(known[one], minutes[one]) for one in first]


def entries_in_quarter(quarter: Quarter) -> Select[Hours]:
    """The entries that count in a quarter, in order of days."""
    within = Hours.day.between(quarter.first, quarter.last)
    return entries().where(within, *counting()).order_by(None).order_by(Hours.day, Hours.id)


def current_entry(entry: Hours) -> Hours:
    """The entry that has replaced ``entry`` by now: itself, or the last of its corrections."""
    instead = select(Hours).where(Hours.corrects_id == entry.id, ~is_declined(Hours))
    newer = db.first(instead)
    return entry if newer is None else current_entry(newer)


def rate_of(year: int) -> HourRate | None:
    """The rate that was set for exactly this year; None when there is none."""
    return db.first(select(HourRate).where(HourRate.year == year))


def rates() -> list[Rate]:
    """Every rate that was set, the newest year first."""
    rows = db.session.scalars(select(HourRate).order_by(HourRate.year.desc()))
    return [Rate(one.year, one.cents, one.source) for one in rows]


def counted_entries(some: Iterable[Hours], known: Collection[Rate]) -> list[CountedEntry]:
    """The entries in the form that sums are made of, each with the rate of its day."""
    return [
        CountedEntry(
            one.person_id, one.signup_id,
            one.opportunity.program.name if one.opportunity.program else NO_PROGRAM,
            one.opportunity.title, one.day, one.minutes, rate_for(one.day, known),
        )
        for one in some
    ]  # fmt: skip


def minutes_of(person_ids: Collection[int], since: date, until: date) -> Mapping[int, int]:
    """The minutes that count of each of these people, from ``since`` until before ``until``."""
    summed = (
        select(Hours.person_id, func.sum(Hours.minutes))
        .where(Hours.person_id.in_(person_ids), Hours.day >= since, Hours.day < until, *counting())
        .group_by(Hours.person_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(summed)}


def minutes_on(person_id: int, day: date) -> int:
    """The minutes of a person on that day, including entries that wait for approval."""
    hers = select(func.sum(Hours.minutes)).where(
        Hours.person_id == person_id,
        Hours.day == day,
        *_stands(),
    )
    return db.session.scalar(hers) or 0


def minutes_by_person(since: date, until: date) -> dict[int, int]:
    """Everybody's minutes that count from ``since`` until before ``until``, by ``Person.id``."""
    summed = select(Hours.person_id, func.sum(Hours.minutes)).where(
        Hours.day >= since, Hours.day < until, *counting()
    )
    return {row[0]: int(row[1]) for row in db.session.execute(summed.group_by(Hours.person_id))}


def loggable_opportunities(person_id: int, now: datetime) -> list[Opportunity]:
    """The opportunities that a person may log hours for: one of their shifts has begun; a role is one long
    shift."""
    on = _begun(person_id, now)
    found = select(Opportunity).where(Opportunity.id.in_(on), Opportunity.hours_rule != NO_LOG)
    return list(db.session.scalars(found.order_by(Opportunity.title)))


def has_helped(person_id: int, opportunity_id: int, now: datetime) -> bool:
    """Whether one of the person's shifts of this opportunity has begun."""
    return db.first(_begun(person_id, now).where(Shift.opportunity_id == opportunity_id)) is not None


def _begun(person_id: int, now: datetime) -> Select[int]:
    hers = select(Shift.opportunity_id).join(Signup, Signup.shift_id == Shift.id)
    return hers.where(
        Signup.person_id == person_id, Signup.confirmed_at.is_not(None), Signup.cancelled_at.is_(None),
        Signup.no_show_at.is_(None), Shift.cancelled_at.is_(None), Shift.starts_at <= now,
    )  # fmt: skip


def signups_without_attendance(now: datetime, most: int = 100) -> list[Signup]:
    """Sign-ups of shifts that are over for which nobody has said whether they came: for the lead to say."""
    found = _unbooked().where(
        Shift.ends_at <= now,
        Signup.came_at.is_(None),
        Signup.no_show_at.is_(None),
        Shift.cancelled_at.is_(None),
    )
    rows = db.session.scalars(found.order_by(Shift.ends_at.desc(), Signup.id).limit(most))
    return [one for one in rows if one.status == CONFIRMED and one.shift.timed]


def entries_by_signup(signup_ids: Collection[int]) -> dict[int, Hours]:
    """The current entry of each of these sign-ups, by ``Signup.id``."""
    found = select(Hours).where(Hours.signup_id.in_(signup_ids), *_stands()).order_by(Hours.id)
    return {one.signup_id: one for one in db.session.scalars(found) if one.signup_id is not None}


def entry_of_signup(signup_id: int) -> Hours | None:
    """The current entry of a sign-up: counted, or waiting for approval; None when there is none."""
    return entries_by_signup([signup_id]).get(signup_id)


def signups_to_credit(now: datetime, most: int = 50) -> list[Signup]:
    """Sign-ups that were checked in and out, or whose shift is long over, and have no hours yet."""
    forgot = Shift.ends_at <= now - FORGOTTEN_CHECKOUT, Opportunity.kind.in_(TIMED)
    over = or_(Signup.left_at.is_not(None), and_(*forgot))
    came = Signup.came_at.is_not(None), Signup.no_show_at.is_(None)
    found = _unbooked().join(Shift.opportunity).where(*came, over)
    return list(db.session.scalars(found.order_by(Signup.id).limit(most)))


def _stands() -> tuple[ColumnElement[bool], ...]:
    """Entries that are neither declined nor corrected."""
    return ~is_declined(Hours), Hours.corrected_at.is_(None)


def _unbooked() -> Select[Signup]:
    booked = select(Hours.id).where(Hours.signup_id == Signup.id, *_stands()).exists()
    return (
        select(Signup)
        .join(Signup.shift)
        .options(joinedload(Signup.shift), joinedload(Signup.person))
        .where(
            ~booked,
            Signup.confirmed_at.is_not(None),
            Signup.cancelled_at.is_(None),
            Signup.erased_at.is_(None),
        )
    )


def latest_thanks(most: int) -> list[Thanks]:
    """The latest thanks with their people, the newest first."""
    found = select(Thanks).options(joinedload(Thanks.person)).order_by(Thanks.id.desc()).limit(most)
    return list(db.session.scalars(found))


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """These people, by ``Person.id``."""
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(person_ids)))}


def gave_hours(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """Whether the person has hours before that day that count, including logged ones."""
    day = before.astimezone(settings.current().zone_info).date()
    hers = aliased(Hours)
    return exists().where(
        hers.person_id == person_id, hers.day < day, is_approved(hers), hers.corrected_at.is_(None)
    )


GAVE_HOURS = EarlierVisit("hours", gave_hours)
"""Somebody whose hours count is not new (see people.newcomers)."""
