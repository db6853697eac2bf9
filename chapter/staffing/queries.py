"""Who may be asked, and for which shifts, read for `matching` in a number of statements that grows with
neither. Of a profile it reads only what is shown to members: whoever staffs shifts sees no more than that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from chapter import db, restrictions
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hours import queries as hours_queries
from chapter.people import visibility
from chapter.people.models import Person, RoleGrant
from chapter.people.models.search_index import NEIGHBORHOOD, SKILL, WIDTHS, SearchTrait
from chapter.people.name_matching import normalized
from chapter.people.verification import is_verified
from chapter.restrictions import Use
from chapter.settings import queries as settings
from chapter.shifts import queries
from chapter.shifts.clashes import Busy
from chapter.shifts.models import TIMED, Opportunity, Shift, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.queries import askable, clearances
from chapter.staffing.matching import Opening, Volunteer, slots_of
from chapter.staffing.models.profiles import VolunteerProfile

LATELY = timedelta(days=90)
A_MONTH = timedelta(days=30)


def shifts_ahead(now: datetime, days: int = 90) -> list[Shift]:
    """The published shifts of the next ``days`` that are not canceled, in order of time."""
    whole = select(Shift).join(Shift.opportunity).options(contains_eager(Shift.opportunity))
    found = whole.where(
        Shift.ends_at > now, Shift.starts_at < now + timedelta(days=days), Shift.cancelled_at.is_(None),
        Opportunity.cancelled_at.is_(None), Opportunity.published_at.is_not(None),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Shift.starts_at, Shift.id)))


def signups_by_shift(shifts: Sequence[Shift]) -> dict[int, list[Signup]]:
    """The live sign-ups of each of these shifts, by ``Shift.id``, in line."""
    live = select(Signup).where(
        Signup.shift_id.in_([one.id for one in shifts]), Signup.cancelled_at.is_(None)
    )
    found: dict[int, list[Signup]] = defaultdict(list)
    for signup in db.session.scalars(live.order_by(Signup.queued_at, Signup.id)):
        found[signup.shift_id].append(signup)
    return found


def openings(shifts: Iterable[Shift], *, checks: bool = True) -> list[Opening]:
    """Shifts as matching takes them. Without ``checks``, for a viewer who may not know of clearances, these
    are ignored, so that being suggested or not reveals nothing about them."""
    found = [_opening(one) for one in shifts]
    return found if checks else [replace(one, needed=frozenset()) for one in found]


def volunteers(now: datetime) -> list[Volunteer]:
    """Members, and whoever took a shift before or said when they are free; nobody who must not be asked."""
    found = list(db.session.execute(_askable_people()))
    against = askable.reasons_not_to_ask([(one.id, one.email) for one in found])
    people = [one for one in found if one.id not in against]
    ids = [row.id for row in people]
    told = {one.person_id: one for one in db.session.scalars(_rows_of(VolunteerProfile, ids))}
    skills, homes = _shown_traits(SKILL, ids), _shown_traits(NEIGHBORHOOD, ids)
    held, today = clearances.clearances_by_person(ids), now.astimezone(settings.current().zone_info).date()
    busy, on = _busy_and_signed_up(ids, now)
    month = hours_queries.minutes_by_person(today - A_MONTH, today + timedelta(days=1))
    lately = hours_queries.minutes_by_person(today - LATELY, today + timedelta(days=1))
    asked = queries.invitations_this_week(ids, now)
    return [
        Volunteer(
            one.id, one.name, skills[one.id], *_profile_of(told.get(one.id), homes[one.id]),
            *_cleared(held.get(one.id, ()), today), busy=tuple(busy[one.id]), on=frozenset(on[one.id]),
            minutes=lately.get(one.id, 0), asked=asked.get(one.id, 0),
            resting=_resting(told.get(one.id), month.get(one.id, 0), today),
        )
        for one in people
    ]  # fmt: skip


def _askable_people() -> Select[int, str, str]:
    wishes = select(VolunteerProfile.person_id)
    member = select(RoleGrant.person_id).where(RoleGrant.role == "member", RoleGrant.ended_at.is_(None))
    took = select(Signup.person_id).where(Signup.confirmed_at.is_not(None))
    hers = or_(Person.id.in_(wishes), Person.id.in_(member), Person.id.in_(took))
    open_to = restrictions.is_open_to(Use.ASK, Person.id)
    return select(Person.id, Person.name, Person.email).where(hers, open_to, Person.email != "")


def _rows_of(kind: Any, ids: Collection[int]) -> Select[Any]:
    return select(kind).where(kind.person_id.in_(ids))


def _profile_of(
    told: VolunteerProfile | None, homes: frozenset[str]
) -> tuple[frozenset[str], str, frozenset[int]]:
    home = min(homes, default="")
    if told is None:
        return frozenset(), home, frozenset()
    return frozenset(told.available), home, frozenset(told.enjoys)


def _resting(told: VolunteerProfile | None, minutes: int, today: date) -> bool:
    if told is None:
        return False
    paused = told.paused_until is not None and today < told.paused_until
    return paused or (told.hours_a_month is not None and minutes >= told.hours_a_month * 60)


def _shown_traits(kind: str, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The traits of that kind that each of these people shows to members, normalized for comparing."""
    shown = SearchTrait.kind == kind, SearchTrait.width >= WIDTHS["members"]
    found: dict[int, set[str]] = defaultdict(set)
    for one in db.session.execute(
        select(SearchTrait.person_id, SearchTrait.key).where(SearchTrait.person_id.in_(ids), *shown)
    ):
        found[one.person_id].add(one.key)
    return defaultdict(frozenset, {number: frozenset(some) for number, some in found.items()})


def _cleared(held: Iterable[Clearance], today: date) -> tuple[frozenset[str], tuple[tuple[str, date], ...]]:
    good = [one for one in held if one.valid_until is None or one.valid_until >= today]
    runs_out = tuple((one.kind, one.valid_until) for one in good if one.valid_until is not None)
    return frozenset(one.kind for one in good), runs_out


def _busy_and_signed_up(
    ids: Sequence[int], now: datetime
) -> tuple[dict[int, list[Busy]], dict[int, set[int]]]:
    busy: dict[int, list[Busy]] = defaultdict(list)
    on: dict[int, set[int]] = defaultdict(set)
    live = (
        select(Signup.person_id, Signup.confirmed_at, Shift)
        .join(Signup.shift)
        .where(Signup.person_id.in_(ids), Signup.cancelled_at.is_(None), Shift.ends_at > now)
    )
    for person_id, confirmed_at, shift in db.session.execute(live):
        on[person_id].add(shift.id)
        if confirmed_at is not None and shift.opportunity.kind in TIMED:
            busy[person_id].append(queries.busy_time(shift))
    _keep_apart(ids, on)
    for person_id, event in db.session.execute(_seats(ids, now)):
        remote = event.online and not event.place
        busy[person_id].append(
            Busy(event.starts_at, event.ends_at, event.title, event.place, remote, event.id)
        )
    return busy, on


def _keep_apart(ids: Collection[int], on: dict[int, set[int]]) -> None:
    """Exclude from somebody's shifts everybody who is never to be brought together with them."""
    theirs = {person_id: frozenset(shifts) for person_id, shifts in on.items()}
    for one, other in visibility.never_paired(ids):
        on[one] |= theirs.get(other, frozenset())
        on[other] |= theirs.get(one, frozenset())


def _seats(ids: Sequence[int], now: datetime) -> Select[int, Event]:
    seats = select(Rsvp.person_id, Event).join(Event, Event.id == Rsvp.event_id)
    return seats.where(
        Rsvp.person_id.in_(ids), is_verified(Rsvp), Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None),
        Event.cancelled_at.is_(None), Event.ends_at > now,
    )  # fmt: skip


def _opening(shift: Shift) -> Opening:
    whole = shift.opportunity
    return Opening(
        shift.id, queries.busy_time(shift),
        slots_of(shift.starts_at, shift.ends_at, shift.zone_info) if shift.timed else frozenset(),
        tuple(normalized(word) for word in whole.wanted_skills), normalized(whole.neighborhood),
        whole.program_id, whole.program.name if whole.program else "", frozenset(whole.needed),
        clearances.first_day(shift), shift.timed,
    )  # fmt: skip
