"""Clearances: what is required before somebody takes a shift, and what is recorded of it. Sensitive."""

from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import CLEARANCES, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.rules import clearance_checks, removals


def note(person: Person, kind: str, valid_until: date | None, *, by: Actor, now: datetime) -> Clearance:
    """Record that a person has ``kind``, up to and including that day (None: unlimited); the earlier one
    ends.

    If it is valid for less long than the earlier one, they are removed from shifts ahead that it no longer
    covers.
    """
    if kind not in CLEARANCES:
        raise Refused("Choose one of these.", "kind")
    removals.lock_upcoming(person.id, now=now)
    for old in queries.clearances_of(person.id):
        if old.kind == kind:
            old.ended_at = now
    clearance = Clearance(
        person_id=person.id, kind=kind, valid_until=valid_until, noted_at=now, noted_by=by.person_id
    )
    db.session.add(clearance)
    audit.record("noted", clearance, by=by, now=now, after={"kind": kind})
    clearance_checks.free_uncleared(Signup.person_id == person.id, by=by, now=now)
    return clearance


def withdraw(clearance: Clearance, *, by: Actor, now: datetime) -> list[Signup]:
    """End a clearance: the person is removed from every shift ahead that requires it; return
    those sign-ups."""
    removals.lock_upcoming(clearance.person_id, now=now)
    clearance = db.lock(clearance)
    if clearance.ended_at is not None:
        return []
    clearance.ended_at = now
    audit.record("withdrew", clearance, by=by, now=now, before={"kind": clearance.kind})
    return clearance_checks.free_uncleared(Signup.person_id == clearance.person_id, by=by, now=now)
