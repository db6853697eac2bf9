"""What is due to be erased: rows of long ago, and people who have nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, Select, exists, func, select

from chapter import db
from chapter.accounts.models import Account
from chapter.mail.models import Mail
from chapter.membership.models.memberships import Member
from chapter.people.models import Person, RoleGrant
from chapter.personal_data import registry
from chapter.personal_data.declarations import PersonalTable


def due_rows(now: datetime, days: int, most: int) -> dict[str, list[int]]:
    """The ids of up to ``most`` rows of guests in each table whose time was over ``days`` ago."""
    return {
        one.table.name: list(db.session.scalars(_due(one, now, days).limit(most)))
        for one in _tables_with_time()
    }


def count_due(now: datetime, days: int) -> int:
    """How many such rows there are."""
    each = [_due(one, now, days).subquery() for one in _tables_with_time()]
    return sum(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in each)


def people_without_more(due: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """The ids and addresses of the people of these rows who have no other row that is not erased: no booking,
    application, gift or shift."""
    known = [registry.table_named(name) for name in due if "person_id" in registry.table_named(name).table.c]
    theirs = [select(one.table.c.person_id).where(one.table.c.id.in_(due[one.table.name])) for one in known]
    still = [
        select(one.table.c.person_id).where(
            one.table.c.person_id.is_not(None),
            one.table.c.erased_at.is_(None),
            one.table.c.id.not_in(due.get(one.table.name, ())),
        )
        for one in registry.personal_tables()
        if {"person_id", "erased_at"} <= {*one.table.c.keys()}
    ]
    gone = select(Person.id, Person.email_key).where(
        Person.id.in_(theirs[0].union(*theirs[1:])), *(Person.id.not_in(one) for one in still)
    )
    return {row.id: row.email_key for row in db.session.execute(gone)}


def _tables_with_time() -> Iterable[PersonalTable]:
    return (one for one in registry.personal_tables() if one.due is not None)


def _due(one: PersonalTable, now: datetime, days: int) -> Select[int]:
    """Rows whose time is over, as far as they are a guest's and not erased."""
    columns, over = one.table.c, [] if one.due is None else [one.due(now - timedelta(days=days))]
    if "erased_at" in columns:
        over.append(columns.erased_at.is_(None))
    if "person_id" in columns:
        over.append(columns.person_id.not_in(_members()))
    return select(columns.id).where(*over).order_by(columns.id)


def _members() -> CompoundSelect[int]:
    return select(Account.person_id).union(select(RoleGrant.person_id), select(Member.person_id))


def erased_but_mailed(most: int) -> list[int]:
    """The ids of up to ``most`` erased people whose address a mail still holds: it was once left out of
    erasure when somebody else had the same address."""
    told = exists().where(Mail.person_id == Person.id, Mail.to_address != "")
    erased = select(Person.id).where(Person.erased_at.is_not(None), told)
    return list(db.session.scalars(erased.order_by(Person.id).limit(most)))


def unused_addresses(email_keys: set[str], but: Collection[int]) -> set[str]:
    """Those of ``email_keys`` under which nobody is known, and with which nobody signs in, apart from the
    people with the ids ``but``."""
    known = select(Person.email_key).where(Person.email_key.in_(email_keys), Person.id.not_in(but))
    signing_in = select(Account.email_key).where(
        Account.email_key.in_(email_keys), Account.person_id.not_in(but)
    )
    return email_keys - set(db.session.scalars(known.union(signing_in))) - {""}
