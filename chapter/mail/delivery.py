"""Handing the outbox to the mail server.

A worker *leases* some due mails, sends them with no transaction open, and records what became of each (see
delivery_log.py). One that is killed between sending and recording leaves the lease behind: when it has run
out the mail is sent again, with the same Message-ID, so that nothing is lost and the reader's program shows
it once.
"""

import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select, update

from chapter import db, gateways
from chapter.gateways.smtp import (
    OUR_FAULT_PREFIX,
    Connection,
    MailDeferred,
    Mailer,
    MailRejected,
    MailServerUnavailable,
    MailSetupError,
    NoSuchAddress,
)
from chapter.mail import gate, held_mails, kinds, mime_messages, placeholders, suppression
from chapter.mail.delivery_log import DeliveryLog, Outcome
from chapter.mail.gate import GateQuery, NotSent
from chapter.mail.models import FIRST_DUE_AT, TRIAL, Mail

log = structlog.get_logger()
BATCH_SIZE = 50
LEASE = timedelta(minutes=2)
ENOUGH_LEASE_SECONDS = 30
"""A batch stops when this little of its lease is left: connecting, and handing over one more mail, takes 40 s
each at most (smtp.CONVERSATION_SECONDS), and the outcome is recorded while the lease still holds."""

NOT_MADE = "Our error: the email could not be written."


def due(now: datetime) -> ColumnElement[bool]:
    """A condition: mails that are due and not being handed over just now."""
    return and_(
        Mail.sent_at.is_(None),
        Mail.failed_at.is_(None),
        Mail.withdrawn_at.is_(None),
        Mail.held_at.is_(None),
        held_mails.may_leave(now),
        Mail.due_at <= now,
        or_(Mail.leased_until.is_(None), Mail.leased_until <= now),
    )


def send_due(*, now: datetime) -> int:
    """Hand over the next mails that are due, at most ``BATCH_SIZE``; returns how many were leased.

    Without a mail server they wait; in the demo and in tests they are kept instead: marked as sent, without
    an attempt, and shown to staff.
    """
    if db.first(select(Mail.id).where(due(now))) is None:
        db.session.rollback()
        return 0
    mailer = gateways.current().mailer
    if mailer is None:
        return _keep(now) if keeps_mails_here() else _leave_waiting()
    if held_mails.begins_after_outage(now):
        with db.writing():
            return held_mails.hold_late(now=now)
    began = time.monotonic()
    mails = _lease(now)
    with DeliveryLog(_keep_notes) as notes:
        _Batch(mailer, notes, now, began).send(mails)
    return len(mails)


def keeps_mails_here() -> bool:
    """Whether mails are kept here and shown as if sent: no server is set, and this is not production."""
    return gateways.current().mailer is None and current_app.config["CHAPTER_ENV"] != "production"


def _next(now: datetime) -> list[int]:
    waiting = select(Mail.id).where(due(now)).order_by(Mail.urgency, Mail.due_at, Mail.id).limit(BATCH_SIZE)
    return list(db.session.scalars(waiting.with_for_update(skip_locked=True, key_share=True)))


def _leave_waiting() -> int:
    db.session.rollback()
    return 0


def _keep(now: datetime) -> int:
    with db.writing():
        mails = list(db.session.scalars(select(Mail).where(Mail.id.in_(_next(now)))))
        stopped = _stopped(mails)
        for mail in mails:
            if mail.id in stopped:
                _mark([mail.id], **_outcome(stopped[mail.id], now))
        _mark([mail.id for mail in mails if mail.id not in stopped], sent_at=now)
    return len(mails)


def _stopped(mails: Sequence[Mail]) -> dict[int, NotSent]:
    """Which of ``mails`` may not reach their readers, by id, each with why.

    One whose kind is no longer declared (an older version queued it) is sent as it would have been then.
    """
    known = kinds.all_kinds()
    readers = {
        mail.id: GateQuery(mail.kind, mail.person_id, mail.to_address, mail.to_name)
        for mail in mails
        if mail.kind in known
    }
    against = gate.why_not_sent(readers.values())
    return {number: against[reader] for number, reader in readers.items() if reader in against}


def _outcome(no: NotSent, at: datetime) -> dict[str, object]:
    """The columns of a mail that is not sent: failed where somebody can fix it, else withdrawn."""
    ended = {"failed_at": at} if no.can_be_fixed else {"withdrawn_at": at}
    return {"failure": no.why, **ended}


def _lease(now: datetime) -> list[Mail]:
    """Lease the next mails, so that no other worker sends them; detached from the session."""
    with db.writing():
        ids = _next(now)
        _mark(ids, leased_until=now + LEASE, attempts=Mail.attempts + 1)
    mails = list(
        db.session.scalars(select(Mail).where(Mail.id.in_(ids)).order_by(Mail.urgency, Mail.due_at, Mail.id))
    )
    for mail in mails:
        db.session.expunge(mail)
    return mails


def _mark(ids: Sequence[int], **values: object) -> None:
    if ids:
        marked = update(Mail).where(Mail.id.in_(ids)).values(**values)
        db.session.execute(marked, execution_options={"synchronize_session": False})


def _keep_notes(notes: list[Outcome]) -> None:
    with db.writing():
        db.session.execute(update(Mail), notes)


class _Batch:
    """Some leased mails and one connection, opened when needed and again when it broke. They were leased at
    ``now``, when the monotonic clock was at ``began`` (seconds)."""

    def __init__(self, mailer: Mailer, notes: DeliveryLog, now: datetime, began: float) -> None:
        self.mailer, self.notes, self.now, self.began = mailer, notes, now, began
        self.line: Connection | None = None
        self.again: Collection[str] = ()
        self.stopped: tuple[MailServerUnavailable, datetime] | None = None

    def send(self, mails: list[Mail]) -> None:
        """Send each, and record its outcome. Mails that are left when the lease is about to end go back into
        the outbox; so do all when the server is unavailable, and that does not count as an attempt."""
        made = self._made(mails)
        try:
            while made and self.stopped is None and time.monotonic() - self.began < ENOUGH_LEASE_SECONDS:
                self.notes.check()
                self._hand_over(*made.pop(0))
        finally:
            self._hang_up()
            self._give_back([mail.id for mail, _ in made])
        if self.stopped is not None:
            self._let_wait(*self.stopped)

    def _made(self, mails: list[Mail]) -> list[tuple[Mail, EmailMessage]]:
        """The messages of ``mails``, built in one read transaction, which ends before the first is sent."""
        stopped = _stopped(mails)
        again = suppression.suppressed(mail.to_address for mail in mails if mail.id not in stopped)
        made: list[tuple[Mail, EmailMessage]] = []
        troubles: list[tuple[Mail, Exception]] = []
        with db.remembering(), mime_messages.url_context():
            placeholders.preload(
                (mail.about_kind, mail.about_id) for mail in mails if mail.about_id is not None
            )
            for mail in mails:
                if mail.id in stopped:
                    continue
                try:
                    made.append((mail, mime_messages.build_message(mail)))
                except Exception as error:  # one mail that can't be made must not hold up the others
                    log.error("mail_not_made", mail=mail.id, exc_info=error)
                    troubles.append((mail, error))
        db.session.rollback()
        self.again = again
        for number, no in stopped.items():
            self.notes.note(number, **_outcome(no, self._moment()))
        for mail, trouble in troubles:
            self._failed(mail, trouble)
        return made

    def _hand_over(self, mail: Mail, message: EmailMessage) -> None:
        try:
            if self.line is None:
                self.line = self.mailer.connect()
            self.line.send(
                message,
                sender=mime_messages.sender_address(),
                to=mime_messages.header_address(mail.to_address),
            )
        except (MailRejected, MailDeferred) as trouble:
            self._hang_up()
            self._failed(mail, trouble)
        else:
            self.notes.note(mail.id, sent_at=self._moment(), failure="")
            self._tried(mail)
            if mail.urgency == TRIAL:
                self._wake()

    def _failed(self, mail: Mail, trouble: Exception) -> None:
        """Record a failure. Rejected: failed for good. Anything else: retried after a growing wait, twelve
        times; when the fault is ours, until it is fixed, and such an attempt does not count."""
        why = (
            str(trouble)
            if isinstance(trouble, MailRejected | MailDeferred)
            else f"{NOT_MADE} ({type(trouble).__name__})"
        )
        if isinstance(trouble, NoSuchAddress):
            with db.writing():
                suppression.suppress(mail.to_address, now=self._moment())
        until = self._moment() + retry_wait(mail, trouble, self._moment())
        if isinstance(trouble, MailServerUnavailable):
            self.stopped = trouble, until
        log.warning("mail_not_sent", mail=mail.id, mail_kind=mail.kind, attempts=mail.attempts, reason=why)
        ours = isinstance(trouble, MailSetupError)
        tried = mail.attempts > len(RETRY_WAITS) and not ours
        if isinstance(trouble, MailRejected) or tried or mail.urgency == TRIAL:
            log.warning("mail_failed", mail=mail.id)
            self.notes.note(mail.id, failed_at=self._moment(), failure=why)
        else:
            since, tries = mail.waits_since or mail.due_at, mail.attempts - ours
            self.notes.note(mail.id, due_at=until, failure=why, waits_since=since, attempts=tries)

    def _let_wait(self, trouble: MailServerUnavailable, until: datetime) -> None:
        """Let all due mails wait until ``until``, as the one that was tried does."""
        waiting = update(Mail).where(due(self._moment()))
        with db.writing():
            db.session.execute(
                waiting.values(waits_since=FIRST_DUE_AT, due_at=until, failure=str(trouble)),
                execution_options={"synchronize_session": False},
            )

    def _wake(self) -> None:
        """Mail can be sent again: make due what waited only because of us."""
        ended = Mail.sent_at, Mail.failed_at, Mail.withdrawn_at, Mail.held_at
        here = and_(*(at.is_(None) for at in ended))
        ours = update(Mail).where(
            here, Mail.leased_until.is_(None), Mail.failure.startswith(OUR_FAULT_PREFIX)
        )
        with db.writing():
            db.session.execute(
                ours.values(due_at=self._moment()), execution_options={"synchronize_session": False}
            )

    def _tried(self, mail: Mail) -> None:
        """Record that a mail went to an address that had bounced, since its reader asked for it: once, and
        never again."""
        if mail.to_address in self.again:
            with db.writing():
                suppression.mark_tried([mail.to_address], now=self._moment())

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.__exit__(None, None, None)
            self.line = None

    def _moment(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def _give_back(self, ids: list[int]) -> None:
        if ids:
            with db.writing():
                _mark(ids, leased_until=None, attempts=Mail.attempts - 1)


RETRY_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 480, 480, 720, 720, 720, 720))
"""The wait after each failed attempt; the twelfth attempt is the last, after about three days."""


LONGEST_WAIT_FOR_OUR_FAULT = timedelta(minutes=15)
"""When the fault is ours, retries come at least this often, so that mails leave soon after it is fixed."""


def retry_wait(mail: Mail, trouble: Exception, now: datetime) -> timedelta:
    """How long after an attempt that failed at ``now`` the next one is: after a fault of ours as long again
    as it has waited, up to a quarter of an hour; else by the number of attempts that count."""
    if isinstance(trouble, MailSetupError):
        return min(max(RETRY_WAITS[0], now - (mail.waits_since or now)), LONGEST_WAIT_FOR_OUR_FAULT)
    return RETRY_WAITS[min(mail.attempts, len(RETRY_WAITS)) - 1]
