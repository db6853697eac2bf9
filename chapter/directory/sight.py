"""What one member may see of the others, in SQL: asked before anything is counted, ordered or cut off.

It is the rule of people.rules.audiences over the rows of people.models.found, where a field that is for
nobody has no row. The parameters ``me`` (who looks), ``on`` (the day) and ``close`` (with whom she
shares something: found once, since it is asked of every row) come with each statement.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from chapter.events.together import seated_with
from chapter.membership.models import Membership, Place
from chapter.membership.opening import DIRECTORY, has_open
from chapter.membership.queries import in_one_bundle
from chapter.people.meeting import blocked_with, related_to
from chapter.people.models.found import WIDTHS, Told, Trait

ME = bindparam("me", type_=Integer)
ON = bindparam("on", type_=Date)
CLOSE: BindParameter[Any] = bindparam("close", expanding=True, type_=Integer)
MOST_CLOSE = 2_000
SHARED, MEMBERS = WIDTHS["shared"], WIDTHS["members"]


def shares(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person and whoever looks share something. Nobody shares with herself: she sees herself
    as the other members do."""
    common = or_(
        person_id.in_(related_to(ME)), person_id.in_(in_one_bundle(ME)), person_id.in_(seated_with(ME))
    )
    return and_(person_id != ME, common)


def told_me(width: SQLColumnExpression[int], person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a row of that width, of that person, is for whoever looks; ``close`` says with whom she shares
    something. As an expression no index leads to it: SQLite would join two walks through the whole table."""
    return or_(width + 0 >= MEMBERS, and_(width + 0 == SHARED, person_id.in_(CLOSE)))


def listed(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person stands in the directory now, and meets whoever looks."""
    return and_(has_open(DIRECTORY, person_id, ON), person_id.not_in(blocked_with(ME)))


def with_trait(person_id: SQLColumnExpression[int], number: int) -> ColumnElement[bool]:
    """Whether that person tells the trait of the parameters ``kind<number>`` and ``key<number>``."""
    trait = aliased(Trait)
    tells = select(trait.person_id).where(
        trait.kind == bindparam(f"kind{number}"),
        trait.key == bindparam(f"key{number}"),
        told_me(trait.width, trait.person_id),
    )
    return person_id.in_(tells)


def at_level(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person's membership is of the level ``level``."""
    return exists().where(
        Place.person_id == person_id,
        Place.ended_at.is_(None),
        Membership.id == Place.membership_id,
        Membership.level_id == bindparam("level"),
    )


def close() -> Select[int]:
    """Those with whom whoever looks shares something, as far as they tell anything to such people alone."""
    common = union(select(related_to(ME).subquery().c[0]), in_one_bundle(ME), seated_with(ME)).subquery()
    narrow = select(Told.person_id).join(common, common.c[0] == Told.person_id)
    return narrow.where(Told.width == SHARED, Told.person_id != ME).limit(MOST_CLOSE)
