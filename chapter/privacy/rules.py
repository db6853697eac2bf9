"""Erasing what is stored about a guest: at their own request, or because its time is over."""

from collections.abc import Collection, Mapping
from datetime import datetime

from chapter import audit, db
from chapter.accounts.models import Account
from chapter.accounts.rules import one_use_links
from chapter.audit import Actor
from chapter.audit import rules as log
from chapter.email_addresses import email_key
from chapter.mail import rules as mail
from chapter.personal_data import erasure, registry, rows
from chapter.personal_data.subjects import Subject
from chapter.privacy import address_access, emails, queries, retention
from chapter.privacy.queries import PersonalData

PURPOSE = "my-data"
RETENTION = Actor("rule", name="retention")

AT_ONCE = 200
"""How many bookings one transaction erases, so that none takes longer than 100 ms."""


def mail_link(email: str, *, now: datetime) -> None:
    """Mail the link that shows what is stored under ``email``; to people with an account, where to sign in: a
    mailbox alone opens no account.

    When nothing is stored, the same work is done and its mail withdrawn: response time does not reveal
    whether an email is known.
    """
    link = one_use_links.issue(PURPOSE, email, now=now)
    known = address_access.holders_of(email_key(email))
    letter = emails.data_link(link, opens=known.by_mail, account=bool(known.accounts))
    if rows.is_known(email_key(email)):
        mail.queue(letter, to=("", email), now=now)
        db.session.flush()
        return
    with db.session.begin_nested() as trial:
        mail.queue(letter, to=("", email), now=now)
        db.session.flush()
        trial.rollback()


def erase(kept: PersonalData, *, now: datetime) -> None:
    """Erase everything about a guest: live bookings are cancelled, words, mails and consents blanked.

    Members' records stay: they belong to an account, and so may rows without a person under their address.
    What happened stays counted, and the audit log keeps who did what when, without the values before and
    after.
    """
    found = erasure.erase(queries.guests_of(kept), by=Actor("guest"), now=now, why="asked for by herself")
    _forget_elsewhere(found, now=now)


def erase_member(kept: PersonalData, account: Account, *, now: datetime) -> None:
    """Erase a person who signed in and asked for it: everything that names them, and the account.

    What they paid and where they had a seat stays counted. Their seats go to the waitlist. Where somebody
    else is known under the address, rows without a person stay.
    """
    person, keys = account.person, {*kept.subject.own_addresses}
    unused = retention.unused_addresses(keys, but=[person.id])
    found = erasure.erase(queries.owner_of(account, unused), by=person.actor, now=now)
    audit.record("erased", person, by=RETENTION, now=now, why="asked for by herself")
    _forget_elsewhere(found, now=now)


def count_old(as_of: datetime, *, days: int) -> int:
    """How many rows of guests (bookings, signups, names of helpers) are due by ``as_of`` to be erased."""
    return retention.count_due(as_of, days)


def forget_old(*, now: datetime, days: int, as_of: datetime | None = None) -> int:
    """Erase the guests of events that ended ``days`` ago, in batches; returns how many rows were blanked.

    ``as_of``: erase only what was due at that time, since no more was announced. Whoever gives again
    meanwhile keeps what they typed: such a gift belongs to nobody until it is paid.
    """
    due = retention.due_rows(as_of or now, days, AT_ONCE)
    gone = retention.people_without_more(due)
    unused = retention.unused_addresses({*gone.values()}, but=gone)
    subject = Subject(
        key="",
        person_ids=list(gone),
        booking_ids=due["rsvps"],
        addresses=sorted(unused),
        unpaid_too=False,
    )
    why = f"{days} days after the event"
    found = erasure.erase(subject, by=RETENTION, now=now, why=why, more=due)
    silent = retention.erased_but_mailed(AT_ONCE)
    if silent:
        mail.forget(silent, now=now)
    _forget_elsewhere(found, now=now)
    return sum(map(len, due.values()))


def _forget_elsewhere(found: Mapping[str, Collection[int]], *, now: datetime) -> None:
    """Redact what the audit log and mails to others say about these rows, by table."""
    log.redact(found)
    to_herself = {one.table.name for one in registry.personal_tables() if one.mails_to_herself}
    others = {kind: ids for kind, ids in found.items() if ids and kind not in to_herself}
    if others:
        mail.forget_about(others, now=now)
