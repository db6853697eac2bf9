"""The statements of a year: for many givers at once, and for one who asks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as queries_of_broadcasts
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.givers import emails, queries
from chapter.givers.models import Statement
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.settings import queries as settings

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
    holds.require_year_over(year, "Statements can be sent once the year is over.", now=now)


def givers_without_statement(year: int) -> Select[Person]:
    """Each giver of ``year`` who has no statement of it yet."""
    has = select(Statement.person_id).where(Statement.year == year)
    gave = queries.givers_of_year(year, settings.current().zone_info)
    return gave.where(Person.id.not_in(has)).order_by(Person.name, Person.id)


def count_on_their_way(year: int) -> int:
    """How many statements of ``year`` are being mailed just now."""
    leaving = queries_of_broadcasts.unfinished_about(settings.current(), STATEMENTS)
    begun = db.session.scalars(leaving.where(Broadcast.left_at.is_not(None)))
    return sum(kinds.count_recipients(one) for one in begun if one.payload["year"] == year)


def record_statements(people: Sequence[int], year: int, *, by: int | None, now: datetime) -> None:
    """Record the statements of ``year`` for those of these people who have none yet."""
    new = set(people) - set(statements_of(people, year))
    db.session.add_all(
        Statement(person_id=number, year=year, asked_at=now, asked_by=by) for number in sorted(new)
    )
    db.session.flush()


def statements_of(people: Sequence[int], year: int) -> dict[int, Statement]:
    """The recorded statements of ``year`` for these people, by ``Person.id``."""
    theirs = select(Statement).where(Statement.year == year, Statement.person_id.in_(people))
    return {one.person_id: one for one in db.session.scalars(theirs)}


def request_again(person: Person, year: int, *, by: Actor, now: datetime) -> None:
    """Mail this person the statement of ``year``, also again: they asked for it themselves. One that is on
    its way still is not mailed a second time."""
    db.lock(person)
    if not statements_of([person.id], year):
        record_statements([person.id], year, by=by.person_id, now=now)
    one = statements_of([person.id], year)[person.id]
    if person.email and not _is_on_its_way(one):
        one.asked_at = now
        mail.queue(emails.statement(one), to=(person.name, person.email), person_id=person.id, now=now)


def _is_on_its_way(one: Statement) -> bool:
    of_it = Mail.about_kind == Statement.__tablename__, Mail.about_id == one.id
    waits = Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None)
    return db.first(select(Mail.id).where(*of_it, *waits)) is not None
