"""Where a mail would go now: addresses are corrected while a mail waits, or after it failed.

A mail is about a record (a booking, a shift, a gift, an application, an account) that has an address of its
own, or to a person, or both. What is bound to the mailbox it was made for goes to no other (kinds.MailKind).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, select

from chapter import db
from chapter.email_addresses import email_key
from chapter.mail import kinds
from chapter.mail.gate import PEOPLE
from chapter.mail.models import Mail

EXTENSION = "mail.holders"


@dataclass(frozen=True)
class RecordOwner:
    """Whose a record is. ``alone``: mails about it go to the record's address and to no other of that person,
    because the address is not verified as theirs yet, or they sign in with it."""

    name: str
    email: str
    person_id: int | None
    alone: bool = False


@dataclass(frozen=True)
class CurrentAddresses:
    """The addresses that a mail may go to now, the likeliest first; none: it is bound to an address that
    nobody has any more."""

    addresses: tuple[str, ...]
    bound: bool = False

    @property
    def first(self) -> str:
        """Where the mail would go; empty when it may go nowhere."""
        return self.addresses[0] if self.addresses else ""


def register(app: Flask, kind: str, rows: Select[*tuple[Any, ...]]) -> None:
    """Register whose the records of ``kind`` (a table) are: ``rows`` selects id, name, email, the person's
    id, and `RecordOwner.alone`, in this order."""
    app.extensions.setdefault(EXTENSION, {})[kind] = rows


def for_mails(mails: Iterable[Mail]) -> dict[int, CurrentAddresses]:
    """Where each of ``mails`` would go now, by mail id; one statement for each kind of record."""
    asked = list(mails)
    holders, people = _holders(asked), _people({one.person_id for one in asked if one.person_id})
    return {one.id: _present(one, holders.get((one.about_kind, one.about_id or 0)), people) for one in asked}


def _present(mail: Mail, holder: RecordOwner | None, people: Mapping[int, str]) -> CurrentAddresses:
    kind = kinds.all_kinds().get(mail.kind)
    bound = kind is not None and kind.bound
    known = _known(mail, holder if holder and _is_reader(mail, holder) else None, people)
    if not known or (bound and mail.to_key in known):
        return CurrentAddresses((mail.to_address,), bound)
    if bound:
        return CurrentAddresses((), bound)
    others = [address for key, address in known.items() if key != mail.to_key]
    return CurrentAddresses((*others, mail.to_address) if mail.to_key in known else tuple(others))


def _known(mail: Mail, holder: RecordOwner | None, people: Mapping[int, str]) -> dict[str, str]:
    """The addresses that the mail's reader has now, by key."""
    hers = [holder.email] if holder else []
    if holder is None or not holder.alone:
        hers.append(people.get(mail.person_id or 0, ""))
    return {email_key(address): address for address in hers if address}


def _is_reader(mail: Mail, holder: RecordOwner) -> bool:
    """Whether the mail went to the record's owner, and not to somebody else who was notified about it."""
    if mail.person_id is not None and holder.person_id is not None and mail.person_id == holder.person_id:
        return True
    return mail.to_name.split() == holder.name.split() or mail.to_key == email_key(holder.email)


def _holders(mails: Collection[Mail]) -> dict[tuple[str, int], RecordOwner]:
    known: dict[str, Select[*tuple[Any, ...]]] = current_app.extensions.get(EXTENSION, {})
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in mails:
        if one.about_kind in known and one.about_id is not None:
            wanted[one.about_kind].add(one.about_id)
    found: dict[tuple[str, int], RecordOwner] = {}
    for kind, ids in wanted.items():
        number = known[kind].selected_columns[0]
        for row in db.session.execute(known[kind].where(number.in_(ids))):
            found[kind, row[0]] = RecordOwner(*row[1:])
    return found


def _people(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(PEOPLE.c.id, PEOPLE.c.email).where(PEOPLE.c.id.in_(ids)))
    return {one.id: one.email for one in rows}
