"""Finding and counting applications."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from chapter import db
from chapter.membership.models.applications import Application


def applications_waiting() -> int:
    """How many applications wait for a decision."""
    return _count(Application.proved_at.is_not(None), Application.decided_at.is_(None))


def applications_owing() -> int:
    """How many who were accepted wait for their dues to be recorded."""
    return _count(Application.settled_at.is_not(None))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(Application.closed_at.is_(None), *conditions)) or 0


def applications_of(person_ids: Sequence[int], email_key: str) -> list[Application]:
    """Every application of these people, or under this e-mail."""
    hers = Application.person_id.in_(person_ids)
    whose = or_(hers, Application.email_key == email_key) if email_key else hers
    return list(db.session.scalars(select(Application).where(whose).order_by(Application.id)))
