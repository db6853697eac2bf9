"""Who may see whom: the one rule of visibility, used by every page, list, file and mail that shows a person
to somebody else.

Somebody is *shown* at all unless a restriction stops it (erased, deceased, suspended) or they hide their
profile. A viewer may *see* them when neither of the two blocks the other; the two may be *brought together*
(hellos, companions, one shift) when staff do not keep them apart either. No list reveals that staff do: both
still see each other where anybody sees them. Which fields of the profile a viewer may see depends on the
audience chosen for each field.

Whatever decides here is named to web/visibility_version.py, so that no cached page outlives a change.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from chapter import db, restrictions
from chapter.people.models import Person, Relation
from chapter.people.models.blocks import Block, DoNotPair
from chapter.people.models.profile import FIELDS, Profile
from chapter.people.models.search_index import WIDTHS
from chapter.restrictions import Use

ME = bindparam("me", type_=Integer)
"""The viewer's person id, in statements that are compiled once."""

CONNECTED: BindParameter[Any] = bindparam("close", expanding=True, type_=Integer)
"""The ids of the people with whom the viewer shares something: found once, since it is checked for every
row."""

DECIDED_BY = (Block, Profile, Person.name, Person.called, Person.deceased_at, Person.erased_at)

VIEWERS = ("visitor", "member", "sharing")
"""Kinds of viewer, the farthest first: anybody, a member, a member who shares something with them."""

_WIDE_ENOUGH: Mapping[str, tuple[str, ...]] = {
    "visitor": ("public",),
    "member": ("public", "members"),
    "sharing": ("public", "members", "shared"),
}

Number = SQLColumnExpression[int] | int


def is_shown(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether the person of this column may be shown to others. Needs an application context."""
    hers = aliased(Profile)
    hides = exists().where(hers.person_id == person_id, hers.hidden_at.is_not(None))
    return and_(restrictions.is_open_to(Use.SHOWN, person_id), ~hides)


def is_visible_to(person_id: SQLColumnExpression[int], me: Number | None) -> ColumnElement[bool]:
    """Whether ``me`` may see the person of this column: they are shown, and neither blocks the other. None: a
    visitor looks."""
    return (
        is_shown(person_id) if me is None else and_(is_shown(person_id), person_id.not_in(blocked_with(me)))
    )


def shown_among(person_ids: Collection[int]) -> set[int]:
    """Those of these people who are shown at all."""
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), is_shown(Person.id))))


def can_see(me: int | None, person_id: int) -> bool:
    """Whether ``me`` may see the person with this id."""
    return db.first(select(Person.id).where(Person.id == person_id, is_visible_to(Person.id, me))) is not None


def blocked_with(person_id: Number) -> CompoundSelect[int]:
    """The ids of everybody whom this person blocks, or who blocks them: it applies both ways."""
    return union_all(
        select(Block.other_id).where(Block.person_id == person_id, Block.ended_at.is_(None)),
        select(Block.person_id).where(Block.other_id == person_id, Block.ended_at.is_(None)),
    )


def blocks_of(person_id: int) -> Select[Block]:
    """The blocks that this person made and that are in force, the latest first."""
    hers = select(Block).where(Block.person_id == person_id, Block.ended_at.is_(None))
    return hers.order_by(Block.since.desc(), Block.id.desc())


def never_paired(person_ids: Collection[int]) -> set[frozenset[int]]:
    """The pairs of these people who are never brought together: one blocks the other, or staff keep the two
    apart. In two statements."""
    blocks = select(Block.person_id, Block.other_id).where(
        Block.person_id.in_(person_ids), Block.other_id.in_(person_ids), Block.ended_at.is_(None)
    )
    aparts = select(DoNotPair.one_id, DoNotPair.other_id).where(
        DoNotPair.one_id.in_(person_ids), DoNotPair.other_id.in_(person_ids), DoNotPair.ended_at.is_(None)
    )
    return {frozenset(pair) for rows in (blocks, aparts) for pair in db.session.execute(rows)}


def may_be_paired(person_id: int, others: Collection[int]) -> bool:
    """Whether this person may be brought together with all of ``others``."""
    return not any(person_id in pair for pair in never_paired({person_id, *others}))


def related_to(person_id: Number) -> CompoundSelect[int]:
    """The ids of everybody to whom this person has a relation, read from either end."""
    return union_all(
        select(Relation.other_id).where(Relation.person_id == person_id, Relation.ended_at.is_(None)),
        select(Relation.person_id).where(Relation.other_id == person_id, Relation.ended_at.is_(None)),
    )


def shares_something(
    person_id: SQLColumnExpression[int], me: Number, *circles: Select[int] | CompoundSelect[int]
) -> ColumnElement[bool]:
    """Whether that person and ``me`` are related, or meet in one of ``circles`` (people who belong together
    with ``me`` otherwise). Nobody shares with themselves: they see themselves as other members do."""
    common = or_(*(person_id.in_(circle) for circle in (related_to(me), *circles)))
    return and_(person_id != me, common)


def is_row_for_viewer(
    width: SQLColumnExpression[int], person_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """``may_see`` in SQL, over the rows of models.search_index, where a field that is for nobody has no row:
    whether a row of that width, of that person, is for the member who looks; ``CONNECTED`` holds with whom
    they share something. Written as an expression so that no index is used: SQLite would join two scans of
    the table."""
    shared, members = WIDTHS["shared"], WIDTHS["members"]
    return or_(width + 0 >= members, and_(width + 0 == shared, person_id.in_(CONNECTED)))


def audiences_of(viewer: str) -> tuple[str, ...]:
    """The audiences that ``viewer``, a kind of ``VIEWERS``, belongs to. Raises KeyError for another."""
    return _WIDE_ENOUGH[viewer]


def may_see(profile: Profile, field: str, viewer: str) -> bool:
    """Whether ``viewer`` may see that field. Whoever may not see the name sees nothing of the person."""
    wide = audiences_of(viewer)
    return profile.audience("name") in wide and profile.audience(field) in wide


def visible_fields(profile: Profile, viewer: str) -> frozenset[str]:
    """The fields that ``viewer`` may see."""
    return frozenset(field for field in FIELDS if may_see(profile, field, viewer))
