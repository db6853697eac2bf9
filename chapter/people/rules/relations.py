"""What people are to each other: added and ended by the office."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import RELATIONS, Person, Relation
from chapter.refusal import Refused

SHE_HERSELF = "That’s the same person. Choose someone else."


def add(person: Person, other: Person, kind: str, *, by: Actor, now: datetime) -> Relation:
    """Add that ``person`` is ``kind`` of ``other``. Raises Refused when both are one person, or when the
    relation exists."""
    if person.id == other.id:
        raise Refused(SHE_HERSELF, "email")
    pairs = (person.id, other.id), (other.id, person.id)
    mirrored = RELATIONS[kind][0] == RELATIONS[kind][1]
    for one, another in pairs if mirrored else pairs[:1]:
        stands = select(Relation).where(
            Relation.person_id == one,
            Relation.other_id == another,
            Relation.kind == kind,
            Relation.ended_at.is_(None),
        )
        if db.first(stands) is not None:
            raise Refused("This relation is already recorded.", "email")
    relation = Relation(person=person, other=other, kind=kind, noted_at=now, noted_by=by.person_id)
    db.session.add(relation)
    audit.record("noted relation", person, by=by, now=now, after={"relation": _words(relation)})
    return relation


def end(relation: Relation, *, by: Actor, now: datetime) -> None:
    """End ``relation``; once."""
    relation = db.lock(relation)
    if relation.ended_at is None:
        relation.ended_at, relation.ended_by = now, by.person_id
        words = {"relation": _words(relation)}
        audit.record("ended relation", relation.person, by=by, now=now, before=words)


def _words(relation: Relation) -> str:
    return f"{RELATIONS[relation.kind][0]} person {relation.other.public_id}"
