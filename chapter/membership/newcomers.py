"""What membership knows of who has been with us before (see people.newcomers)."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists
from sqlalchemy.orm import aliased

from chapter.membership.models.memberships import Member
from chapter.people.newcomers import SETTLED_IN, EarlierVisit
from chapter.settings import queries as settings


def _joined_before(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """She joined a while ago, wherever the day was written down first: here, or on paper and brought
    along."""
    day = (before - SETTLED_IN).astimezone(settings.current().zone_info).date()
    hers = aliased(Member)
    return exists().where(hers.person_id == person_id, hers.first_joined_on <= day)


JOINED = EarlierVisit("membership", _joined_before)
