"""The statements of a year, for many givers. The worker mails them in batches, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, Select, insert, literal, null, select

from chapter import db, restrictions
from chapter.audit import Actor
from chapter.broadcasts.rules import holds
from chapter.givers import emails, queries
from chapter.givers.models import Statement
from chapter.mail import rules as mail
from chapter.people.models import Person
from chapter.restrictions import Use
from chapter.settings import queries as settings

BATCH_SIZE = 25
STATEMENTS = "giving.statements"
"""The kind of broadcast that mails the statements of a year."""


def request_statements(year: int, *, by: Actor, now: datetime) -> int:
    """Request a statement of ``year``, mailed in ten minutes, for each giver with an email who has none yet;
    returns how many; 0 when they are held already. ``queries.givers_without_mail`` lists those without an
    email.

    Raises Refused while the year is not over: gifts may still come.
    """
    check_year_is_over(year, now)
    return holds.hold_for_year(STATEMENTS, year, "asked for statements", by=by, now=now)


def check_year_is_over(year: int, now: datetime) -> None:
    """Raises Refused while that year is not over."""
    holds.require_year_over(year, "Statements leave when no gift can come any more.", now=now)


def givers_without_statement(year: int) -> Select[Person]:
    """Each giver of ``year`` who has no statement of it yet."""
    has = select(Statement.person_id).where(Statement.year == year)
    gave = queries.givers_of_year(year, settings.current().zone_info)
    return gave.where(Person.id.not_in(has)).order_by(Person.name, Person.id)


def record_requests(people: Sequence[int], year: int, *, by: int | None, now: datetime) -> int:
    """Request the statements of ``year`` for those of these people who gave then and have none yet; returns
    how many."""
    columns = (Person.id, literal(year), literal(now), literal(by, Integer))
    reached = givers_without_statement(year).where(Person.id.in_(people))
    names = ["person_id", "year", "asked_at", "asked_by"]
    noted = insert(Statement).from_select(names, reached.order_by(None).with_only_columns(*columns))
    return len(db.session.scalars(noted.returning(Statement.id)).all())


def request_again(person: Person, year: int, *, by: Actor, now: datetime) -> None:
    """Mail this person the statement of ``year``, also again: they asked for it themselves."""
    found = db.first(select(Statement).where(Statement.person_id == person.id, Statement.year == year))
    if found is None:
        found = Statement(person=person, person_id=person.id, year=year, asked_at=now, asked_by=by.person_id)
        db.session.add(found)
        return
    found = db.lock(found)
    found.asked_at, found.sent_at = now, None


def send_statements(*, now: datetime) -> int:
    """Mail the next batch of statements; returns how many."""
    due = select(Statement).where(Statement.sent_at.is_(null())).order_by(Statement.id).limit(BATCH_SIZE)
    found = list(db.session.scalars(due))
    for one in found:
        if one.person.email and not restrictions.reasons_against([one.person_id], Use.HELD):
            to = (one.person.name, one.person.email)
            mail.queue(emails.statement(one), to=to, person_id=one.person_id, now=now)
        one.sent_at = now
    return len(found)
