"""The statuses of status.py as SQL conditions on a list of people."""

from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, or_

from chapter.membership.models.applications import Application
from chapter.membership.models.departures import Departure
from chapter.membership.models.memberships import Enrollment, Member, Membership
from chapter.membership.queries import is_member
from chapter.membership.status import APPLIED, CURRENT, DEPARTURES, GRACE, LAPSED

MEMBER, NEVER = "member", "never"


def has_status(state: str, person_id: SQLColumnExpression[int], on: date) -> ColumnElement[bool]:
    """Whether the person of that column is in ``state`` on this day: one of status.STATUSES, MEMBER (current
    or in grace), or NEVER (never a member). A former member with a new application counts as lapsed here."""
    if state == MEMBER:
        return is_member(person_id, on)
    if state in (CURRENT, GRACE):
        ended = and_(Membership.ends_on.is_not(None), Membership.ends_on < on)
        return and_(is_member(person_id, on), _belongs(person_id, ended if state == GRACE else ~ended))
    if state == LAPSED:
        return and_(_was(person_id), ~is_member(person_id, on), ~_left(person_id, on, *DEPARTURES))
    if state == APPLIED:
        return _asks(person_id)
    if state == NEVER:
        return ~_was(person_id)
    return _left(person_id, on, state)


def has_level(level_id: int, person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether the membership that the person of that column belongs to has this level."""
    return _belongs(person_id, Membership.level_id == level_id)


def _belongs(person_id: SQLColumnExpression[int], which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Enrollment.person_id == person_id,
        Enrollment.ended_at.is_(None),
        Membership.id == Enrollment.membership_id,
        Membership.ended_at.is_(None),
        which,
    )


def _was(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return exists().where(Member.person_id == person_id)


def _left(person_id: SQLColumnExpression[int], on: date, *kinds: str) -> ColumnElement[bool]:
    return exists().where(
        Departure.person_id == person_id,
        Departure.kind.in_(kinds),
        Departure.since_on <= on,
        or_(Departure.until_on.is_(None), Departure.until_on > on),
    )


def _asks(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return exists().where(
        Application.person_id == person_id,
        Application.proved_at.is_not(None),
        Application.closed_at.is_(None),
    )
