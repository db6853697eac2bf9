"""Putting mails into the outbox, in the transaction of the change that they are about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, insert, literal, or_, select, update

from chapter import db
from chapter.email_addresses import email_key
from chapter.mail import current_addresses, gate, held_mails, kinds, suppression, throttle
from chapter.mail.consents import PURPOSES, ConsentPurpose
from chapter.mail.dedup_key import shortened
from chapter.mail.models import TRANSACTIONAL, Consent, Mail
from chapter.personal_data.declarations import Erasure
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.settings import queries as settings

PLACEHOLDER = "\ue000{}\ue001"
"""How a placeholder is written in a text until it is sent: between two characters that no form accepts."""

BLANK: dict[str, Any] = {
    "to_name": "", "to_address": "", "to_key": "", "from_name": "", "reply_to": "", "subject": "", "text": "",
    "failure": "", "placeholders": {}, "attachments": [],
}  # fmt: skip
"""The values of the text columns of a mail that is blanked."""

SET_ASIDE = " ".join(("One of you set", "it aside."))
"""Why a failed mail was withdrawn, as its row says; pages say it by ``failures.in_words``."""

TAKEN_BACK = "This email was canceled or archived in the meantime, so it won’t be sent again."
EMAIL_CHANGED = "her email changed"
"""The source of consents that moved along with somebody's email."""

ALREADY_SENT = "This email was sent in the meantime, or its text was deleted."


@dataclass(frozen=True)
class Letter:
    """A letter that a domain writes. ``text`` is light Markdown, rendered with ``placeholder()`` for links.

    ``kind`` is ``<domain>.<name>`` of its template. ``placeholders`` maps a name in the text to (registered
    maker, record id); ``attachments`` lists such pairs. ``about`` is (kind of record, id).
    """

    kind: str
    subject: str
    text: str
    placeholders: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    attachments: Sequence[tuple[str, int]] = ()
    about: tuple[str, int] | None = None
    urgency: int = TRANSACTIONAL


def placeholder(name: str) -> str:
    """The placeholder ``name`` for a mail's text, filled at sending by the maker that ``Letter.placeholders``
    gives for it."""
    return PLACEHOLDER.format(name)


def queue(
    letter: Letter,
    *,
    to: tuple[str, str],
    now: datetime,
    due: datetime | None = None,
    person_id: int | None = None,
    dedup_key: str | None = None,
) -> Mail:
    """Write ``letter`` to ``to`` (name, address) into the outbox; it is sent after the commit.

    With ``dedup_key``, of any length, the database refuses a second mail of the same key. Raises
    kinds.Undeclared for a kind that no package declares.
    """
    mail = Mail(**_row(letter, to, now, due, person_id, dedup_key))
    db.session.add(mail)
    throttle.remember(mail)
    return mail


@dataclass(frozen=True)
class AddressedLetter:
    """A letter and whom it is for, as ``queue`` takes them."""

    letter: Letter
    to: tuple[str, str]
    person_id: int | None = None
    dedup_key: str | None = None


def queue_many(mails: Iterable[AddressedLetter], *, now: datetime, due: datetime | None = None) -> None:
    """Write many letters into the outbox in bulk: hundreds in a fraction of the time that ``queue`` takes for
    each."""
    rows = [_row(mail.letter, mail.to, now, due, mail.person_id, mail.dedup_key) for mail in mails]
    if rows:
        db.session.execute(insert(Mail), rows)


def _row(
    letter: Letter,
    to: tuple[str, str],
    now: datetime,
    due: datetime | None,
    person_id: int | None,
    dedup_key: str | None,
) -> dict[str, Any]:
    kinds.kind_named(letter.kind)
    chapter = settings.current()
    kind, record_id = letter.about or ("", None)
    return {
        "kind": letter.kind,
        "urgency": letter.urgency,
        "to_name": to[0],
        "to_address": to[1],
        "to_key": email_key(to[1]),
        "from_name": chapter.sender_name or chapter.name,
        "reply_to": chapter.reply_to or chapter.email,
        "subject": letter.subject[:300],
        "text": letter.text,
        "placeholders": {name: list(made) for name, made in letter.placeholders.items()},
        "attachments": [list(made) for made in letter.attachments],
        "about_kind": kind,
        "about_id": record_id,
        "person_id": person_id,
        "dedup_key": None if dedup_key is None else shortened(dedup_key),
        "created_at": now,
        "due_at": due or now,
        **held_mails.hold_columns(now),
    }


def withdraw(*which: ColumnElement[bool], now: datetime) -> int:
    """Withdraw the unsent mails that match all of ``which``; returns how many. One that had failed for good
    is no longer wanted, and is not sent again.

    One that a worker has leased may be sent all the same, and counts as sent then; if that worker was killed,
    it is not sent later.
    """
    waiting = update(Mail).where(*which, Mail.sent_at.is_(None), Mail.withdrawn_at.is_(None))
    result = db.session.execute(waiting.values(withdrawn_at=now))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as always for UPDATE


def release(*which: ColumnElement[bool], since: datetime, until: datetime) -> None:
    """Undo ``withdraw`` for the mails that were withdrawn from ``since`` to ``until`` (both included) and
    match all of ``which``, as if nothing had been tried; one that had failed for good has failed again. What
    the gate stopped stays withdrawn, and so does what staff set aside."""
    failed = Mail.failed_at.is_not(None)
    unsent = and_(~failed, ~Mail.failure.startswith(gate.NOT_SENT_PREFIX))
    held = Mail.withdrawn_at.between(since, until), or_(unsent, and_(failed, Mail.failure != SET_ASIDE))
    back = update(Mail).where(*which, Mail.sent_at.is_(None), Mail.blanked_at.is_(None), *held)
    freed = {"withdrawn_at": None, "failure": case((failed, Mail.failure), else_="")}
    db.session.execute(back.values(freed), execution_options={"synchronize_session": False})


def record_consent(
    email_key: str, purpose: ConsentPurpose, *, given: bool, wording: str, source: str, now: datetime
) -> Consent:
    """Add that somebody agreed to a purpose, or withdrew that. The latest row of a purpose counts, at
    sending."""
    said = {"given": given, "wording": wording, "source": source, "at": now}
    row = Consent(email_key=email_key, purpose=purpose.name, **said)
    db.session.add(row)
    return row


def record_choices(
    key: str, purposes: Iterable[ConsentPurpose], *, given: bool, source: str, now: datetime
) -> None:
    """Add yes or no to each of ``purposes``, for the address with this ``key``."""
    for purpose in purposes:
        record_consent(key, purpose, given=given, wording=purpose.sentence, source=source, now=now)


def carry_over_choices(before: str, after: str, *, now: datetime) -> None:
    """Copy the latest choices of the address ``before`` to ``after``. A no that was given under ``after``
    stays: a change of email is no request for mails."""
    old, new = email_key(before), email_key(after)
    said = gate.latest_choices({old, new}, PURPOSES.values())
    for name, purpose in PURPOSES.items():
        hers, there = said.get((old, name)), said.get((new, name))
        if hers is not None and hers != there and there is not False:
            record_choices(new, [purpose], given=hers, source=EMAIL_CHANGED, now=now)


def record_complaint(address: str, *, now: datetime) -> None:
    """Record a spam complaint: no to everything that goes to many, and to nothing else. The gate stops what
    is queued already."""
    many = {kind.consent for kind in kinds.all_kinds().values() if kind.use is Use.BULK}
    stopped = [one for one in PURPOSES.values() if one in many or one.asked_first]
    record_choices(email_key(address), stopped, given=False, source="a complaint", now=now)


def forget(person_ids: Collection[int], keys: Collection[str] = (), *, now: datetime) -> None:
    """Blank every mail to these people, wherever it went; what is unsent never will be sent.

    ``keys``: addresses (their ``email_key``) that nobody has any more. Mails to them without a person are
    blanked, too; mails there to another person are kept.
    """
    to_nobody_else = and_(Mail.to_key.in_(keys), Mail.to_key != "", Mail.person_id.is_(None))
    addressed = or_(Mail.person_id.in_(person_ids), to_nobody_else)
    quiet = {"synchronize_session": False}
    waits = and_(Mail.sent_at.is_(None), Mail.withdrawn_at.is_(None))
    stopped = case((waits, literal(now, Mail.withdrawn_at.type)), else_=Mail.withdrawn_at)
    blank = (
        update(Mail).where(addressed).values(**BLANK, withdrawn_at=stopped, dedup_key=None, blanked_at=now)
    )
    db.session.execute(blank, execution_options=quiet)


def erase(_ids: Sequence[int], erasure: Erasure) -> None:
    """Blank every mail to the subject, also those that their erasure has queued."""
    forget(erasure.subject.person_ids, erasure.subject.addresses, now=erasure.now)


def forget_about(records: Mapping[str, Collection[int]], *, now: datetime) -> None:
    """Blank the text of mails that others got about these rows (ids by table): they may name the person.
    Unsent mails are sent first, and are blanked with the other old ones."""
    each = [and_(Mail.about_kind == kind, Mail.about_id.in_(ids)) for kind, ids in records.items() if ids]
    about = or_(false(), *each)
    done = or_(Mail.sent_at.is_not(None), Mail.failed_at.is_not(None), Mail.withdrawn_at.is_not(None))
    words = {name: value for name, value in BLANK.items() if not name.startswith("to_")}
    blank = update(Mail).where(about, done).values(**words, blanked_at=now)
    db.session.execute(blank, execution_options={"synchronize_session": False})


def send_again(mail: Mail, *, to: str, now: datetime) -> None:
    """Retry a mail that had failed for good, to one of the addresses that it may go to now
    (current_addresses); its suppression is lifted. Raises Refused when it is not lost: it was sent or
    withdrawn, or its text is blanked."""
    if not mail.lost or mail.blanked_at is not None:
        raise Refused(TAKEN_BACK if mail.withdrawn_at is not None else ALREADY_SENT)
    suppression.lift(to)
    mail.to_address, mail.to_key = to, email_key(to)
    mail.failed_at, mail.failure, mail.attempts, mail.due_at, mail.leased_until = None, "", 0, now, None
    mail.waits_since = None


def set_aside(mail: Mail, *, now: datetime) -> None:
    """Withdraw a mail that had failed for good, since nobody wants to send it again. Raises Refused when it
    is not lost."""
    if not mail.lost:
        raise Refused(TAKEN_BACK if mail.withdrawn_at is not None else ALREADY_SENT)
    mail.withdrawn_at, mail.failure = now, SET_ASIDE


def readdress(old: str, new: str, *which: ColumnElement[bool]) -> int:
    """Send the unsent mails to ``old`` that match all of ``which`` to the corrected address ``new`` instead;
    returns how many. What is bound to ``old`` stays."""
    waits = Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None)
    waiting = list(db.session.scalars(select(Mail).where(*which, *waits, Mail.to_key == email_key(old))))
    where, key = current_addresses.for_mails(waiting), email_key(new)
    moved = [one for one in waiting if key in map(email_key, where[one.id].addresses)]
    for one in moved:
        one.to_address, one.to_key = new, key
    return len(moved)
