"""Who is related to whom, and who wants never to meet whom."""

from sqlalchemy import CompoundSelect, Select, SQLColumnExpression, select, union_all

from chapter import db
from chapter.people.models import Relation
from chapter.people.models.profile import Block


def related_to(person_id: SQLColumnExpression[int] | int) -> CompoundSelect[int]:
    """The numbers of everybody to whom this person has a relation, read from either end."""
    return union_all(
        select(Relation.other_id).where(Relation.person_id == person_id, Relation.ended_at.is_(None)),
        select(Relation.person_id).where(Relation.other_id == person_id, Relation.ended_at.is_(None)),
    )


def blocked_with(person_id: SQLColumnExpression[int] | int) -> CompoundSelect[int]:
    """The numbers of everybody whom this person blocks, or who blocks her: it holds both ways."""
    return union_all(
        select(Block.other_id).where(Block.person_id == person_id, Block.ended_at.is_(None)),
        select(Block.person_id).where(Block.other_id == person_id, Block.ended_at.is_(None)),
    )


def blocks_of(person_id: int) -> Select[Block]:
    """The people whom she blocks now, the latest first."""
    hers = select(Block).where(Block.person_id == person_id, Block.ended_at.is_(None))
    return hers.order_by(Block.since.desc(), Block.id.desc())


def do_not_meet(person_id: int, other_id: int) -> bool:
    """Whether one of the two blocks the other."""
    return db.first(select(Block.id).where(Block.id.in_(_between(person_id, other_id)))) is not None


def _between(person_id: int, other_id: int) -> CompoundSelect[int]:
    live = select(Block.id).where(Block.ended_at.is_(None))
    return union_all(
        live.where(Block.person_id == person_id, Block.other_id == other_id),
        live.where(Block.person_id == other_id, Block.other_id == person_id),
    )
