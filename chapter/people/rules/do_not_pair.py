"""The do-not-pair list: noted by staff, and revealed to nobody else."""

from datetime import datetime

from chapter import audit, db
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.people.queries import do_not_pair
from chapter.refusal import Refused


def add(one: Person, other: Person, why: str, *, by: Person, now: datetime) -> DoNotPair:
    """Note that these two are never brought together. What brings them together already is ended by whoever
    calls this (office.rules.do_not_pair). Raises Refused for the same person twice, and for two who are kept
    apart already."""
    if one.id == other.id:
        raise Refused("Choose two different people.", field="other")
    first, second = sorted((one.id, other.id))
    db.lock_of(Person, first)
    if do_not_pair.pair_of(first, second) is not None:
        raise Refused("These two people are already on the list.", field="other")
    entry = DoNotPair(one_id=first, other_id=second, why=why.strip(), noted_at=now, noted_by=by.id)
    db.session.add(entry)
    db.session.flush()
    audit.record("kept apart", entry, by=by.actor, now=now)
    return entry


def end(entry: DoNotPair, *, by: Person, now: datetime) -> None:
    """Let these two be brought together again. Idempotent."""
    entry = db.lock(entry)
    if entry.ended_at is None:
        entry.ended_at, entry.ended_by = now, by.id
        audit.record("no longer kept apart", entry, by=by.actor, now=now)
