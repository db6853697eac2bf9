"""The restrictions that follow from departures (see chapter.restrictions)."""

from sqlalchemy import ColumnElement, SQLColumnExpression, exists
from sqlalchemy.orm import aliased

from chapter.membership.models.departures import Departure
from chapter.membership.status import RESIGNED, SUSPENDED
from chapter.restrictions import Restriction, Use


def _suspended(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return _left(SUSPENDED, person_id)


def _resigned(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return _left(RESIGNED, person_id)


def _left(kind: str, person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    hers = aliased(Departure)
    return exists().where(hers.person_id == person_id, hers.kind == kind, hers.until_on.is_(None))


SUSPENDED_NOW = Restriction(
    "suspended", "is suspended", frozenset({Use.ASK, Use.BULK, Use.SHOWN}), _suspended
)
HAS_RESIGNED = Restriction("resigned", "has resigned", frozenset({Use.ASK}), _resigned)
"""People who resigned keep what they signed up for and their own choice about news; no list proposes them."""
