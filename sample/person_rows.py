"""People, accounts and roles of the sample chapter, as rows."""

from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.accounts.models import Account
from chapter.audit import Actor, Entry, Values
from chapter.mail.consents import APPLICATION, NEWS
from chapter.mail.models import Consent
from chapter.membership.rules.member_role import ROLE
from chapter.people.models import ROLES, Person, RoleGrant, email_key, name_key
from chapter.people.tasks import rebuild_name_index
from sample import bulk_insert
from sample.people import SIGN_INS, Somebody


def save(crowd: list[Somebody], password_hash: str, *, now: datetime) -> list[int]:
    """Save ``crowd``; those who sign in get the password. Returns the people's ids, by their number."""
    ids = bulk_insert.add(Person, [_person(one) for one in crowd])
    rebuild_name_index()
    owners = {
        email_key(one.email): (one, number) for one, number in zip(crowd, ids, strict=True) if _signs_in(one)
    }
    bulk_insert.add(Account, [_account(one, number, password_hash) for one, number in owners.values()])
    _grant(crowd, ids, now)
    news = [one for one in crowd if one.number % 5 == 0]
    bulk_insert.add(Consent, [_consent(one) for one in news])
    return ids


def _signs_in(one: Somebody) -> bool:
    return one.member or one.number < len(SIGN_INS)


def _person(one: Somebody) -> dict[str, Any]:
    return {
        "public_id": db.public_id(),
        "name": one.name,
        "called": "",
        "email": one.email,
        "name_key": name_key(one.name),
        "email_key": email_key(one.email),
        "name_said": one.name_said,
        "pronouns": one.pronouns,
        "organisation": one.organisation,
        "title": one.title,
        "created_at": one.since,
        "version": 1,
    }


def _account(one: Somebody, person_id: int, password_hash: str) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "email": one.email,
        "email_key": email_key(one.email),
        "password_hash": password_hash if one.number < len(SIGN_INS) else None,
        "created_at": one.since,
        "proved_at": one.since,
    }


def _consent(one: Somebody) -> dict[str, Any]:
    return {
        "email_key": email_key(one.email),
        "purpose": NEWS.name,
        "given": True,
        "wording": NEWS.wording(APPLICATION),
        "source": "sample",
        "at": one.since,
    }


def _grant(crowd: list[Somebody], ids: list[int], now: datetime) -> None:
    director = ids[0]
    granted: list[dict[str, Any]] = []
    for one, person_id in zip(crowd, ids, strict=True):
        granted += _grants(one, person_id, director, now)
    bulk_insert.add(RoleGrant, granted)
    entries = bulk_insert.add(
        Entry,
        [
            bulk_insert.entry(
                "granted role", Person, grant["person_id"],
                by=Actor("person", director), at=grant["granted_at"], fields=["role"],
            )
            for grant in granted
        ],
    )  # fmt: skip
    bulk_insert.add(
        Values,
        [
            {"entry_id": number, "before": {}, "after": {"role": ROLES[grant["role"]]}}
            for number, grant in zip(entries, granted, strict=True)
        ],
    )


def _grants(one: Somebody, person_id: int, director: int, now: datetime) -> list[dict[str, Any]]:
    """The roles of staff; that of a member follows from the membership (memberships.py)."""
    if one.number >= len(SIGN_INS):
        return []
    known = SIGN_INS[one.number]
    since = now - timedelta(days=known.days)
    return [_role(person_id, role, since, director) for role in known.roles if role != ROLE]


def _role(person_id: int, role: str, since: datetime, director: int) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "role": role,
        "granted_at": since,
        "granted_by": director,
        "ended_at": None,
        "ended_by": None,
    }
