"""Whether a mail may reach its reader: asked when a list is made, and again when each mail is sent.

Restrictions of the person come first, then suppression of the address, then the reader's consent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import column, select, table

from chapter import db, restrictions
from chapter.email_addresses import email_key
from chapter.mail import kinds, suppression
from chapter.mail.consents import ConsentPurpose
from chapter.mail.kinds import MailKind
from chapter.mail.models import Consent
from chapter.restrictions import Use


@dataclass(frozen=True)
class GateQuery:
    """Somebody to whom a mail of ``kind`` would go: ``person_id`` where the chapter knows the person, else
    whoever is known by this ``name`` and address."""

    kind: str
    person_id: int | None
    address: str
    name: str = ""


@dataclass(frozen=True)
class NotSent:
    """Why a mail is not sent. ``why`` is a sentence for staff; ``can_be_fixed``: somebody can do
    something."""

    why: str
    can_be_fixed: bool = False


PEOPLE = table("people", *(column(name) for name in ("id", "email", "email_key", "name")))
NOT_SENT_PREFIX = "Not sent: "
"""How the sentence of every `NotSent` begins."""

BOUNCED = NotSent(
    f"{NOT_SENT_PREFIX}this address bounced. Correct it, or send again if it works now.",
    can_be_fixed=True,
)


def why_not_sent(readers: Iterable[GateQuery]) -> dict[GateQuery, NotSent]:
    """Those of ``readers`` whom mail may not reach, each with why. Raises kinds.Undeclared."""
    asked = {reader: kinds.kind_named(reader.kind) for reader in readers}
    found = {**_by_choice(asked), **_by_address(asked), **_by_person(asked)}
    return {reader: found[reader] for reader in asked if reader in found}


def _by_person(asked: dict[GateQuery, MailKind]) -> dict[GateQuery, NotSent]:
    by_use: dict[Use, list[GateQuery]] = defaultdict(list)
    for reader, kind in asked.items():
        by_use[kind.use].append(reader)
    who = _who([reader for reader in asked if reader.person_id is None])
    found: dict[GateQuery, NotSent] = {}
    for use, readers in by_use.items():
        people = {reader: who.get(reader) or {reader.person_id or 0} for reader in readers}
        why = restrictions.reasons_against(set().union(*people.values()), use)
        found |= {
            reader: NotSent(f"{NOT_SENT_PREFIX}this person {why[min(hers)]}.")
            for reader, hers in people.items()
            if hers <= why.keys()
        }
    return found


def _who(readers: Collection[GateQuery]) -> dict[GateQuery, set[int]]:
    """The ids of the people whom queries without an id may mean: known by the address and, when the mail has
    a name, by that name. Somebody else may live at the same address under another name."""
    keys = {email_key(reader.address) for reader in readers}
    if not keys:
        return {}
    known: dict[str, list[tuple[int, str]]] = defaultdict(list)
    columns = PEOPLE.c.id, PEOPLE.c.email_key, PEOPLE.c.name
    for number, key, name in db.session.execute(select(*columns).where(PEOPLE.c.email_key.in_(keys))):
        known[key].append((number, _plain(name)))
    return {
        reader: {
            number
            for number, name in known[email_key(reader.address)]
            if not reader.name or name == _plain(reader.name)
        }
        for reader in readers
    }


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _by_address(asked: dict[GateQuery, MailKind]) -> dict[GateQuery, NotSent]:
    known = suppression.suppressed(reader.address for reader in asked)
    found: dict[GateQuery, NotSent] = {}
    for reader, kind in asked.items():
        held = known.get(reader.address)
        if held is not None and not (kind.use is Use.ASKED_FOR and held.tried_at is None):
            found[reader] = BOUNCED
    return found


def _by_choice(asked: dict[GateQuery, MailKind]) -> dict[GateQuery, NotSent]:
    wanted = {reader: kind.consent for reader, kind in asked.items() if kind.consent is not None}
    said = latest_choices({email_key(reader.address) for reader in wanted}, set(wanted.values()))
    found: dict[GateQuery, NotSent] = {}
    for reader, purpose in wanted.items():
        given = said.get((email_key(reader.address), purpose.name))
        if given is False:
            found[reader] = NotSent(f"{NOT_SENT_PREFIX}the reader unsubscribed from “{purpose.title}”.")
        elif given is None and purpose.asked_first:
            found[reader] = NotSent(f"{NOT_SENT_PREFIX}the reader did not subscribe to “{purpose.title}”.")
    return found


def latest_choices(
    keys: Collection[str], purposes: Collection[ConsentPurpose]
) -> dict[tuple[str, str], bool]:
    """The latest choice of each address, by key and name of the purpose: True or False; missing: none was
    made."""
    if not keys or not purposes:
        return {}
    rows = (
        select(Consent.email_key, Consent.purpose, Consent.given)
        .where(Consent.email_key.in_(keys), Consent.purpose.in_([one.name for one in purposes]))
        .order_by(Consent.at, Consent.id)
    )
    return {(key, purpose): given for key, purpose, given in db.session.execute(rows)}
