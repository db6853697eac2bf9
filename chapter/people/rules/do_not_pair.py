"""The do-not-pair list: noted by staff, and revealed to nobody else."""

from datetime import datetime

from chapter import audit, db
from chapter.hello.queries import do_not_pair, hellos
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.refusal import Refused


def keep_apart(one: Person, other: Person, why: str, *, by: Person, now: datetime) -> DoNotPair:
    """Never bring these two together, and end their current hellos. Raises Refused for the same person
    twice."""
    if one.id == other.id:
        raise Refused("Choose two different people.", field="other")
    first, second = sorted((one.id, other.id))
    known = do_not_pair.pair_of(first, second)
    if known is not None:
        raise Refused("These two are kept apart already.", field="other")
    apart = DoNotPair(one_id=first, other_id=second, why=why.strip(), noted_at=now, noted_by=by.id)
    db.session.add(apart)
    for hello in hellos.current_hellos_between(first, second):
        hello.ended_at = now
    db.session.flush()
    audit.record("kept apart", apart, by=by.actor, now=now)
    return apart


def end_apart(apart: DoNotPair, *, by: Person, now: datetime) -> None:
    """Let these two be brought together again. Idempotent."""
    if apart.ended_at is None:
        apart.ended_at, apart.ended_by = now, by.id
        audit.record("no longer kept apart", apart, by=by.actor, now=now)
