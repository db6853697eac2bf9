"""Everything that is stored under one email address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from chapter import db
from chapter.accounts.models import Account
from chapter.people.models import STAFF, Person, RoleGrant
from chapter.people.verification import Verifiable
from chapter.personal_data import registry, rows
from chapter.personal_data.declarations import Section
from chapter.personal_data.subjects import Subject


@dataclass(frozen=True)
class PersonalData:
    """What is stored under ``subject.key``. ``members`` have an account, or ran things, and stay. ``apart``
    are the ids of people who are left out, since they sign in to see theirs."""

    subject: Subject
    guests: list[Person]
    members: list[Person]
    apart: frozenset[int] = frozenset()

    @property
    def email_key(self) -> str:
        """The address."""
        return self.subject.key

    @cached_property
    def rows(self) -> dict[str, list[Any]]:
        """The rows of each table, by the name in the export; read from the database on first use."""
        return rows.exported_rows(self.subject)

    def sections(self) -> list[tuple[Section, Mapping[str, Any]]]:
        """The sections of the page that have anything to show, each with what its template needs."""
        people = [*self.guests, *self.members]
        shown = [
            (one.section, one.section.more(people, self.rows))
            for one in registry.personal_tables()
            if one.section and any(self[name] for name in (str(one.export), *one.section.also))
        ]
        return sorted(shown, key=lambda pair: pair[0].place)

    def __getitem__(self, name: str) -> list[Any]:
        return self.rows[name]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is stored."""
        return not any(self.rows.values())

    @cached_property
    def erasable(self) -> bool:
        """Whether there is anything that the mailed page may erase: a guest, or what somebody typed."""
        if self.guests:
            return True
        found = rows.ids_of(guests_of(self))
        typed = (one for one in registry.personal_tables() if issubclass(one.model, Verifiable))
        return any(found.get(one.table.name) for one in typed)


def guests_of(whole: PersonalData) -> Subject:
    """Whom the erase button of the mailed page erases, of all under the address: the guests, wherever
    something of theirs was typed; nothing that belongs to no person where it may be a member's of the same
    address."""
    others = frozenset(person.id for person in whole.members) | whole.apart
    guests = Subject(
        key=whole.email_key,
        person_ids=[person.id for person in whole.guests],
        addresses=[] if others else [whole.email_key],
        typed_under="" if others else whole.email_key,
        others=others,
    )
    return rows.with_bookings(guests)


def data_under(email_key: str) -> PersonalData:
    """Everything stored under this address."""
    people = list(db.session.scalars(select(Person).where(known_under(email_key))))
    with_account = _with_account([person.id for person in people])
    everybody = Subject(
        key=email_key,
        person_ids=[person.id for person in people],
        addresses=[email_key],
        typed_under=email_key,
    )
    return PersonalData(
        subject=rows.with_bookings(everybody),
        guests=[person for person in people if person.id not in with_account],
        members=[person for person in people if person.id in with_account],
    )


def data_of(account: Account) -> PersonalData:
    """Everything stored about the owner of ``account``, and nothing about another who shares their email."""
    return PersonalData(subject=owner_of(account, [account.email_key]), guests=[], members=[account.person])


def owner_of(account: Account, addresses: Iterable[str]) -> Subject:
    """The owner of ``account``, with the rows under these addresses that belong to no person."""
    keys = {account.email_key, account.person.email_key}
    owner = Subject(
        key=account.email_key,
        person_ids=[account.person_id],
        addresses=sorted(addresses),
        own_addresses=sorted(keys),
        signed_in=True,
    )
    return rows.with_bookings(owner)


def known_under(email_key: str) -> ColumnElement[bool]:
    """Whether a person is known under this address, or signs in with it, in SQL."""
    signing_in = select(Account.person_id).where(Account.email_key == email_key)
    return or_(Person.email_key == email_key, Person.id.in_(signing_in))


def _with_account(person_ids: list[int]) -> set[int]:
    accounts = select(Account.person_id).where(Account.person_id.in_(person_ids))
    roles = select(RoleGrant.person_id).where(RoleGrant.person_id.in_(person_ids), RoleGrant.role.in_(STAFF))
    return set(db.session.scalars(accounts.union(roles)))
