"""Who is new: the one rule for whose first event with us it is, used by check-in, hellos and the numbers.

Somebody is *new* at a moment unless a *sign* says that they were with us before. Each package registers at
assembly what it knows as a sign: an event they came to, a shift they worked, a membership for some time. A
record that was only typed under their name is no sign (see people.verification).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, not_, select, true
from sqlalchemy.orm import aliased

from chapter import db
from chapter.people.models import Person, RoleGrant

EXTENSION = "people.newcomers"

SETTLED_IN = timedelta(days=60)
"""Whoever joined, or was given a role, longer ago than this is not new, even without an event on record: two
monthly events and the welcome mails are behind them, and nobody should be told that they know no one."""


@dataclass(frozen=True)
class EarlierVisit:
    """A sign that somebody was with us before.

    ``been`` gives the SQL condition, for a column with people's ids and a moment; it is a condition on other
    tables and needs no join.
    """

    name: str
    been: Callable[[SQLColumnExpression[int], datetime], ColumnElement[bool]]


def register(app: Flask, *signs: EarlierVisit) -> None:
    """Register ``signs`` of earlier visits. Raises ValueError for a name that is taken."""
    known: dict[str, EarlierVisit] = app.extensions.setdefault(EXTENSION, {})
    for sign in signs:
        if sign.name in known:
            raise ValueError(f"two signs are called {sign.name}")
        known[sign.name] = sign


def is_new(person_id: SQLColumnExpression[int], at: datetime) -> ColumnElement[bool]:
    """Whether an event that begins at ``at`` is the first with us for the person of this column. Needs an
    application context."""
    known: dict[str, EarlierVisit] = current_app.extensions.get(EXTENSION, {})
    return and_(true(), *(not_(sign.been(person_id, at)) for sign in known.values()))


def newcomers_among(person_ids: Collection[int], at: datetime) -> set[int]:
    """Those of these people who are new at ``at``, in one statement."""
    if not person_ids:
        return set()
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), is_new(Person.id, at))))


def _works_here(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    hers = aliased(RoleGrant)
    return exists().where(hers.person_id == person_id, hers.granted_at <= before - SETTLED_IN)


WORKS_HERE = EarlierVisit("role", _works_here)
