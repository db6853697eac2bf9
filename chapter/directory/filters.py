"""What the directory's searches filter by, in SQL: applied before anything is counted, ordered or limited.

Who may see whom, and which fields, is decided in people.visibility. The parameters ``me`` (the viewer),
``on`` (the day) and ``close`` (with whom the viewer shares something) come with each statement.
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
    """Whether that person and the viewer share something: a relation, a membership, an event."""
    return visibility.shares_something(person_id, ME, people_in_same_bundle(ME), people_at_same_events(ME))


def is_listed(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person is listed in the directory now, and the viewer may see them."""
    return and_(entitled_by_level(DIRECTORY, person_id, ON), visibility.is_visible_to(person_id, ME))


def with_trait(person_id: SQLColumnExpression[int], number: int) -> ColumnElement[bool]:
    """Whether that person shows the viewer the trait of the parameters ``kind<number>`` and
    ``key<number>``."""
    trait = aliased(SearchTrait)
    tells = select(trait.person_id).where(
        trait.kind == bindparam(f"kind{number}"),
        trait.key == bindparam(f"key{number}"),
        is_row_for_viewer(trait.width, trait.person_id),
    )
    return person_id.in_(tells)


def at_level(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether that person's membership is at the level ``level``."""
    return exists().where(
        Enrollment.person_id == person_id,
        Enrollment.ended_at.is_(None),
        Membership.id == Enrollment.membership_id,
        Membership.level_id == bindparam("level"),
    )


def connected_people() -> Select[int]:
    """The ids of those with whom the viewer shares something, as far as they show anything to such people
    only."""
    common = union(
        select(related_to(ME).subquery().c[0]), people_in_same_bundle(ME), people_at_same_events(ME)
    ).subquery()
    narrow = select(SearchText.person_id).join(common, common.c[0] == SearchText.person_id)
    return narrow.where(SearchText.width == SHARED, SearchText.person_id != ME).limit(MOST_CONNECTED)
