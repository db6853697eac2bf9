"""What staff do with mails that were held back, failed, bounced or were complained about.

Also the test mail. Each act writes an audit entry.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement

from chapter import audit, db
from chapter.accounts.models import Account
from chapter.audit import Actor
from chapter.email_addresses import email_key
from chapter.mail import current_addresses, held_mails, suppression
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.office import emails
from chapter.refusal import Refused

AT_ONCE = 200
"""Mails per transaction, so that none is longer than 100 ms."""

NOT_THERE = "It can’t go to this address anymore. Check which address it would go to now."
SENT, DISCARDED = "sent after a silence", "discarded"
DECISIONS: dict[str, Callable[..., int]] = {SENT: held_mails.send, DISCARDED: held_mails.discard}


def decide_held(verb: str, *which: ColumnElement[bool], by: Actor, now: datetime) -> int:
    """Send or discard (``SENT``, ``DISCARDED``) the next of the held mails that match all of ``which``;
    returns how many."""
    found = held_mails.lock_held(*which, most=AT_ONCE)
    audit.record_each(verb, found, by=by, now=now, before=lambda _mail: {}, after={})
    return DECISIONS[verb]([one.id for one in found], now=now)


def send_again(found: Mail, asked: str, *, by: Actor, now: datetime) -> None:
    """Retry a failed mail at the address with the key ``asked``. Raises Refused when it may not go there, and
    as mail.rules.send_again does."""
    found = db.lock(found)
    why, verb = found.failure, "sent again" if asked == found.to_key else "sent to the corrected address"
    where = current_addresses.for_mails([found])[found.id]
    to = next((one for one in where.addresses if email_key(one) == asked), "")
    if found.lost and found.blanked_at is None and not to:
        raise Refused(NOT_THERE, "to")
    mail.send_again(found, to=to, now=now)
    audit.record(verb, found, by=by, now=now, why=why)


def set_aside(found: Mail, *, by: Actor, now: datetime) -> None:
    """Withdraw a failed mail that is no longer needed. Raises Refused when it is not lost."""
    found = db.lock(found)
    why = found.failure
    mail.set_aside(found, now=now)
    audit.record("set aside", found, by=by, now=now, why=why)


def record_bounce(found: Mail, *, by: Actor, now: datetime) -> None:
    """Record that a mail came back to the chapter's own mailbox: its address gets only what its reader asks
    for."""
    audit.record("noted as bounced", db.lock(found), by=by, now=now)
    suppression.suppress(found.to_address, now=now)


def record_complaint(found: Mail, *, by: Actor, now: datetime) -> None:
    """Record that the reader reported the mail as spam: no to everything that goes to many."""
    audit.record("noted as spam", db.lock(found), by=by, now=now)
    mail.record_complaint(found.to_address, now=now)


def send_test(account: Account, *, by: Actor, now: datetime) -> None:
    """Send a test mail to the owner of ``account``, at once and before all others."""
    person = account.person
    letter = emails.delivery_test(person)
    sent = mail.queue(letter, to=(person.name, account.email), person_id=account.person_id, now=now)
    db.session.flush()
    audit.record("sent a test mail", sent, by=by, now=now)
