"""What the directory's searches narrow by, in SQL: asked before anything is counted, ordered or cut off.

Who may see whom, and what of them, is the rule of visibility. The parameters ``me`` (who looks), ``on`` (the
day) and ``close`` (with whom they share something) come with each statement.
"""

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    select,
    union,
)
from sqlalchemy.orm import aliased

from chapter.checkin.shared_events import people_at_same_events
from chapter.levels.models import DIRECTORY
from chapter.membership.entitlements import entitled_by_level
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.queries import people_in_same_bundle
from chapter.people import visibility
from chapter.people.models.search_index import WIDTHS, SearchText, SearchTrait
from chapter.people.visibility import ME, is_row_for_viewer, related_to

ON = bindparam("on", type_=Date)
MOST_CONNECTED = 2_000
SHARED, MEMBERS = WIDTHS["shared"], WIDTHS["members"]


def shares_with_viewer(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person and whoever looks share something: a relation, a membership, an evening."""
    return visibility.shares_something(person_id, ME, people_in_same_bundle(ME), people_at_same_events(ME))


def is_listed(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person stands in the directory now, and whoever looks may see them."""
    return and_(entitled_by_level(DIRECTORY, person_id, ON), visibility.is_visible_to(person_id, ME))


def with_trait(person_id: SQLColumnExpression[int], number: int) -> ColumnElement[bool]:
    """Whether that person tells the trait of the parameters ``kind<number>`` and ``key<number>``."""
    trait = aliased(SearchTrait)
    tells = select(trait.person_id).where(
        trait.kind == bindparam(f"kind{number}"),
        trait.key == bindparam(f"key{number}"),
        is_row_for_viewer(trait.width, trait.person_id),
    )
    return person_id.in_(tells)


def at_level(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person's membership is of the level ``level``."""
    return exists().where(
        Enrollment.person_id == person_id,
        Enrollment.ended_at.is_(None),
        Membership.id == Enrollment.membership_id,
        Membership.level_id == bindparam("level"),
    )


def connected_people() -> Select[int]:
    """Those with whom whoever looks shares something, as far as they tell anything to such people alone."""
    common = union(
        select(related_to(ME).subquery().c[0]), people_in_same_bundle(ME), people_at_same_events(ME)
    ).subquery()
    narrow = select(SearchText.person_id).join(common, common.c[0] == SearchText.person_id)
    return narrow.where(SearchText.width == SHARED, SearchText.person_id != ME).limit(MOST_CONNECTED)
