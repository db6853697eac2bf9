"""Who may take which shift, as far as clearances are required. Reads only.

A clearance counts for a shift when it is valid on the shift's day: of a role, or of weeks that have begun,
that is today, so that it is checked again each day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.refusal import Refused
from chapter.shifts.models import TIMED, Opportunity, Shift, Signup
from chapter.shifts.models.clearances import Clearance

ClearancesByPerson = Mapping[int, Sequence[Clearance]]
"""Each person's current clearances, by ``Person.id``."""

NEEDING = or_(Opportunity.needs_training, Opportunity.needs_background, Opportunity.needs_interview)


class MissingClearance(Refused):
    """Somebody lacks a training, a check or an interview. The sentence is for them and for clearance
    keepers; refusal_detail.refusals_for has what anybody else reads."""


def first_day(shift: Shift) -> date:
    """The first day on which a clearance has to be valid for ``shift``, in its local time."""
    return shift.ends_at.astimezone(shift.zone_info).date() if shift.timed else shift.starts_wall.date()


def day_needed(shift: Shift, now: datetime) -> date:
    """The day on which it has to be valid, as of ``now``."""
    first = first_day(shift)
    return first if shift.timed else max(first, now.astimezone(shift.zone_info).date())


def missing_kind(kept: Iterable[Clearance], shift: Shift, now: datetime) -> str:
    """The kind of clearance that ``shift`` requires and that is not valid on its day; empty: nothing is
    missing."""
    on = day_needed(shift, now)
    holds = {one.kind for one in kept if one.valid_until is None or one.valid_until >= on}
    return next((kind for kind in shift.opportunity.needed if kind not in holds), "")


def clearances_by_person(person_ids: Collection[int]) -> ClearancesByPerson:
    """The current clearances of these people, by ``Person.id``."""
    found: dict[int, list[Clearance]] = defaultdict(list)
    stands = select(Clearance).where(Clearance.person_id.in_(person_ids), Clearance.ended_at.is_(None))
    for one in db.session.scalars(stands.order_by(Clearance.id)):
        found[one.person_id].append(one)
    return found


def cleared_signups(shift: Shift, signups: Sequence[Signup], now: datetime) -> list[Signup]:
    """Those of ``signups`` who have all clearances that ``shift`` requires, and are no teams."""
    if not shift.opportunity.needed:
        return list(signups)
    held = clearances_by_person({one.person_id for one in signups})
    return [one for one in signups if not _lacks(one, shift, held, now)]


def uncleared_signups(now: datetime, *which: ColumnElement[bool]) -> list[Signup]:
    """The live sign-ups ahead that lack what their shift requires, in three statements; only those for which
    all of ``which`` holds. Without those who are at work just now, or who came to a shift with a time."""
    ahead = (
        select(Signup)
        .join(Signup.shift)
        .join(Shift.opportunity)
        .options(joinedload(Signup.shift), joinedload(Signup.person))
        .where(
            NEEDING, Signup.cancelled_at.is_(None), Shift.ends_at > now, Shift.cancelled_at.is_(None),
            Opportunity.cancelled_at.is_(None), *which,
            or_(
                Signup.came_at.is_(None),
                Opportunity.kind.not_in(TIMED) & Signup.left_at.is_not(None),
            ),
        )
        .order_by(Signup.id)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    found = list(db.session.scalars(ahead))
    held = clearances_by_person({one.person_id for one in found}) if found else {}
    return [one for one in found if _lacks(one, one.shift, held, now)]


def _lacks(one: Signup, shift: Shift, held: ClearancesByPerson, now: datetime) -> bool:
    return one.size > 1 or bool(missing_kind(held.get(one.person_id, ()), shift, now))
