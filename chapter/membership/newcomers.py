"""What membership knows of who has been with the chapter before (see people.newcomers)."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists
from sqlalchemy.orm import aliased

from chapter.membership.models.memberships import Member
from chapter.people.newcomers import SETTLED_IN, EarlierVisit
from chapter.settings import queries as settings


def _joined_before(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """The person joined a while before ``before``, whether the day was recorded here or brought along from
    paper."""
    day = (before - SETTLED_IN).astimezone(settings.current().zone_info).date()
    hers = aliased(Member)
    return exists().where(hers.person_id == person_id, hers.first_joined_on <= day)


JOINED = EarlierVisit("membership", _joined_before)
