"""Whose data are shown or erased, and how rows of theirs are found: conditions in SQL, of parameters.

A condition is made once, at import; ``Subject.values`` fills its parameters.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    column,
    or_,
    select,
    table,
)

PERSONS = bindparam("subject_persons", expanding=True, type_=Integer)
BOOKINGS = bindparam("subject_bookings", expanding=True, type_=Integer)
ADDRESSES = bindparam("subject_addresses", expanding=True, type_=String)
OWN_ADDRESSES = bindparam("subject_own_addresses", expanding=True, type_=String)
KEY = bindparam("subject_key", type_=String)
TYPED_UNDER = bindparam("subject_typed_under", type_=String)
PROVED_FOR = bindparam("subject_proved_for", type_=String)
SIGNED_IN = bindparam("subject_signed_in", type_=Boolean)
UNPAID_TOO = bindparam("subject_unpaid_too", type_=Boolean)

ACCOUNTS = table("accounts", column("id", Integer), column("person_id", Integer))
SIGNUPS = table("signups", column("id", Integer), column("person_id", Integer))

Ids = SQLColumnExpression[int] | SQLColumnExpression[int | None]


@dataclass(frozen=True)
class Subject:
    """The one whose data are shown or erased: a person, or all whom a mailbox may see.

    ``key``: the ``email_key`` that they showed to be theirs. ``addresses``: rows under these that belong to
    no person are theirs; empty where somebody else may have written them. ``typed_under``: rows typed under
    it are theirs, whatever person they belong to; empty where somebody with an account has the address, too.
    ``proved_for``: leaves out what somebody typed under another address than this, unproved; empty: nothing
    is left out. ``signed_in``: one person who signed in. ``own_addresses``: then all that are theirs.
    ``others``: the ids of people under the address whose data stay. ``unpaid_too``: gifts and orders that
    belong to nobody until they are paid are theirs as well; False where nobody asked for the erasure.
    """

    key: str
    person_ids: Collection[int] = ()
    booking_ids: Collection[int] = ()
    addresses: Collection[str] = ()
    own_addresses: Collection[str] = ()
    typed_under: str = ""
    proved_for: str = ""
    signed_in: bool = False
    others: frozenset[int] = frozenset()
    unpaid_too: bool = True

    @property
    def values(self) -> dict[str, Any]:
        """The values of the bound parameters."""
        return {
            PERSONS.key: list(self.person_ids),
            BOOKINGS.key: list(self.booking_ids),
            ADDRESSES.key: [address for address in self.addresses if address],
            OWN_ADDRESSES.key: [address for address in self.own_addresses if address],
            KEY.key: self.key,
            TYPED_UNDER.key: self.typed_under,
            PROVED_FOR.key: self.proved_for,
            SIGNED_IN.key: self.signed_in,
            UNPAID_TOO.key: self.unpaid_too,
        }


def of_people(*columns: Ids) -> ColumnElement[bool]:
    """Rows in which one of these columns holds a person of the subject."""
    return or_(*(one.in_(PERSONS) for one in columns))


def of_bookings(*columns: Ids) -> ColumnElement[bool]:
    """Rows in which one of these columns holds a booking of the subject."""
    return or_(*(one.in_(BOOKINGS) for one in columns))


def of_accounts(account_id: Ids) -> ColumnElement[bool]:
    """Rows in which this column holds the account of a person of the subject."""
    return account_id.in_(select(ACCOUNTS.c.id).where(ACCOUNTS.c.person_id.in_(PERSONS)))


def of_signups(signup_id: Ids) -> ColumnElement[bool]:
    """Rows in which this column holds a signup of a person of the subject."""
    return signup_id.in_(select(SIGNUPS.c.id).where(SIGNUPS.c.person_id.in_(PERSONS)))


def under_address(email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows that belong to an address, not to a person."""
    return email_key.in_(ADDRESSES)


def without_person(person_id: Ids, email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows under an address of the subject that belong to no person yet."""
    return and_(person_id.is_(None), under_address(email_key))


def unpaid(person_id: Ids, email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows under an address of the subject that belong to no person until they are paid."""
    return and_(UNPAID_TOO, without_person(person_id, email_key))


def typed_under_it(email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows that were typed under the subject's address, whatever person they belong to."""
    return and_(email_key == TYPED_UNDER, email_key != "")


def typed(person_id: Ids, email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows that were typed under the subject's address; of somebody who signed in, those of their person."""
    hers = and_(person_id.in_(PERSONS), or_(SIGNED_IN, email_key == KEY))
    return or_(typed_under_it(email_key), hers)


def proved(proved: ColumnElement[bool], email_key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows that are proved, or were typed under the address that looks: what a stranger typed under another
    address is not shown."""
    return or_(PROVED_FOR == "", proved, email_key == PROVED_FOR)
