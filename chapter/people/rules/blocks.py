"""Blocking: two people never meet in any list. Nobody is notified, and so the audit log has no entry."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.people.models import Person
from chapter.people.models.blocks import Block
from chapter.refusal import Refused


def block(person: Person, other: Person, *, now: datetime) -> Block:
    """Block ``other`` for ``person``; once. Raises Refused when both are one person."""
    if person.id == other.id:
        raise Refused("That’s you. Choose someone else.")
    person = db.lock(person)
    stands = select(Block).where(
        Block.person_id == person.id, Block.other_id == other.id, Block.ended_at.is_(None)
    )
    found = db.first(stands)
    if found is None:
        found = Block(person_id=person.id, other=other, since=now)
        db.session.add(found)
    return found


def end(one: Block, *, now: datetime) -> None:
    """End a block; one that the other person made stays in force."""
    one = db.lock(one)
    one.ended_at = one.ended_at or now
