"""How far a member is with what their level asks of them in this term."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from chapter import db
from chapter.levels import counters
from chapter.levels.models import Requirement, RequirementTick
from chapter.levels.queries import requirements_of
from chapter.membership import queries
from chapter.people.models import Person
from chapter.settings import queries as settings


@dataclass(frozen=True)
class Progress:
    """One requirement: ``have`` of ``requirement.amount``, and whether staff ticked it."""

    requirement: Requirement
    have: int
    ticked: RequirementTick | None
    first_on: date

    @property
    def done(self) -> bool:
        """Whether the requirement is met."""
        return self.ticked is not None or self.have >= self.requirement.amount

    @property
    def how_far(self) -> str:
        """``2 of 6`` for what is counted; ``Done`` or ``Not yet`` for what staff check off."""
        if self.ticked or not self.requirement.counter:
            return "Done" if self.done else "Not yet"
        return f"{min(self.have, self.requirement.amount):,} of {self.requirement.amount:,}"


def progress_of(person: Person, now: datetime) -> list[Progress]:
    """Each requirement of the person's level in today's term; empty when they have no membership."""
    enrollment = queries.enrollment_of(person.id)
    if enrollment is None:
        return []
    first, last = queries.current_term_days(enrollment.membership, queries.today(now))
    asked = requirements_of(enrollment.membership.level)
    ticks = _ticks(person, first)
    had = {
        name: _count(name, person, first, last, now) for name in {one.counter for one in asked if one.counter}
    }
    return [Progress(one, had.get(one.counter, 0), ticks.get(one.id), first) for one in asked]


def _ticks(person: Person, first: date) -> dict[int, RequirementTick]:
    hers = select(RequirementTick).where(
        RequirementTick.person_id == person.id,
        RequirementTick.first_on == first,
        RequirementTick.undone_at.is_(None),
    )
    return {tick.requirement_id: tick for tick in db.session.scalars(hers)}


def _count(name: str, person: Person, first: date, last: date | None, now: datetime) -> int:
    """What a counter counts for the person in these days; 0 when the counter is no longer registered."""
    counter = counters.registered_counters().get(name)
    if counter is None:
        return 0
    until = min(now, _midnight(last + timedelta(days=1))) if last else now
    return counter.count([person.id], _midnight(first), until).get(person.id, 0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), settings.current().zone_info).astimezone(UTC)
