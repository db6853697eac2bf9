"""What a level asks of its members: written by the office, ticked by counters or by staff."""

from datetime import date, datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.levels import counters
from chapter.levels.models import Level, Requirement, RequirementTick
from chapter.people.models import Person
from chapter.refusal import Refused


def add_requirement(
    level: Level, *, words: str, counter: str, amount: int, by: Actor, now: datetime
) -> Requirement:
    """Let ``level`` ask for ``amount`` of what ``counter`` counts; without a counter, staff tick it."""
    if counter and counter not in counters.registered_counters():
        raise Refused("We can’t count that. Choose another way to check it off.", "counter")
    asked = Requirement(level_id=level.id, words=words, counter=counter, amount=amount, created_at=now)
    db.session.add(asked)
    after = {"requirement": words, "counter": counter, "amount": amount}
    audit.record("asked for", level, by=by, now=now, after=after)
    return asked


def end_requirement(asked: Requirement, *, by: Actor, now: datetime) -> None:
    """End a requirement. Its ticks stay on record."""
    asked = db.lock(asked)
    if asked.ended_at is None:
        asked.ended_at = now
        level = db.session.get_one(Level, asked.level_id)
        audit.record("asks no more for", level, by=by, now=now, before={"requirement": asked.words})


def tick(
    asked: Requirement, person: Person, first_on: date, *, note: str, by: Actor, now: datetime
) -> RequirementTick:
    """Tick a requirement for ``person`` in the term that began on ``first_on``. Ticking twice is one tick."""
    person = db.lock(person)
    stands = active_tick(asked, person, first_on)
    if stands is not None:
        return stands
    ticked = RequirementTick(
        requirement_id=asked.id, person_id=person.id, first_on=first_on, note=note, ticked_at=now,
        ticked_by=by.person_id,
    )  # fmt: skip
    db.session.add(ticked)
    audit.record("ticked", person, by=by, now=now, after={"requirement": asked.words}, why=note)
    return ticked


def untick(asked: Requirement, person: Person, first_on: date, *, by: Actor, now: datetime) -> None:
    """Undo a tick of a requirement in the term that began on ``first_on``."""
    stands = active_tick(asked, db.lock(person), first_on)
    if stands is not None:
        stands.undone_at, stands.undone_by = now, by.person_id
        audit.record("unticked", person, by=by, now=now, before={"requirement": asked.words})


def active_tick(asked: Requirement, person: Person, first_on: date) -> RequirementTick | None:
    """The person’s tick of a requirement in a term, if it was not undone; else None."""
    return db.first(
        select(RequirementTick).where(
            RequirementTick.requirement_id == asked.id,
            RequirementTick.person_id == person.id,
            RequirementTick.first_on == first_on,
            RequirementTick.undone_at.is_(None),
        )
    )
