"""How far somebody is with what her level asks of her in this term."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from chapter import db
from chapter.membership import counters, queries
from chapter.membership.models import Level, Requirement, Tick
from chapter.people.models import Person
from chapter.settings import queries as settings


@dataclass(frozen=True)
class Progress:
    """One requirement: ``have`` of ``requirement.amount``, and whether staff ticked it."""

    requirement: Requirement
    have: int
    ticked: Tick | None
    first_on: date

    @property
    def done(self) -> bool:
        """Whether it is met."""
        return self.ticked is not None or self.have >= self.requirement.amount

    @property
    def how_far(self) -> str:
        """``2 of 6`` for what is counted; ``Done`` or ``Not yet`` for what staff check off."""
        if self.ticked or not self.requirement.counter:
            return "Done" if self.done else "Not yet"
        return f"{min(self.have, self.requirement.amount):,} of {self.requirement.amount:,}"


def asked_by(level: Level) -> list[Requirement]:
    """What ``level`` asks for, in the order in which it was written."""
    asked = select(Requirement).where(Requirement.level_id == level.id, Requirement.ended_at.is_(None))
    return list(db.session.scalars(asked.order_by(Requirement.id)))


def of(person: Person, now: datetime) -> list[Progress]:
    """Each requirement of her level in the term of today; empty when she has no membership."""
    place = queries.place_of(person.id)
    if place is None:
        return []
    first, last = queries.covering(place.membership, queries.today(now))
    asked = asked_by(place.membership.level)
    ticks = _ticks(person, first)
    had = {
        name: _count(name, person, first, last, now) for name in {one.counter for one in asked if one.counter}
    }
    return [Progress(one, had.get(one.counter, 0), ticks.get(one.id), first) for one in asked]


def _ticks(person: Person, first: date) -> dict[int, Tick]:
    hers = select(Tick).where(Tick.person_id == person.id, Tick.first_on == first, Tick.undone_at.is_(None))
    return {tick.requirement_id: tick for tick in db.session.scalars(hers)}


def _count(name: str, person: Person, first: date, last: date | None, now: datetime) -> int:
    """What a counter has for her in these days; nothing when nobody counts it any more."""
    counter = counters.known().get(name)
    if counter is None:
        return 0
    until = min(now, _midnight(last + timedelta(days=1))) if last else now
    return counter.count([person.id], _midnight(first), until).get(person.id, 0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), settings.current().zone_info).astimezone(UTC)
