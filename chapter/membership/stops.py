"""Why somebody is not reached, as far as membership knows it (see chapter.reach)."""

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select

from chapter.membership.models import Leaving
from chapter.membership.status import RESIGNED, SUSPENDED
from chapter.reach import Stop, Use


def _suspended(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return person_id.in_(_left(SUSPENDED))


def _resigned(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return person_id.in_(_left(RESIGNED))


def _left(kind: str) -> Select[int]:
    return select(Leaving.person_id).where(Leaving.kind == kind, Leaving.until_on.is_(None))


SUSPENDED_NOW = Stop("suspended", "is suspended", frozenset({Use.ASK, Use.BULK, Use.SHOWN}), _suspended)
HAS_RESIGNED = Stop("resigned", "has resigned", frozenset({Use.ASK}), _resigned)
"""Who resigned keeps what she holds, and her own word on news; nobody proposes her or counts on her."""
