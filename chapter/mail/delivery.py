"""Handing the outbox to the mail server.

A worker *leases* some due mails, sends them with no transaction open, and notes what became of each (see
delivery_log.py). One that is killed between sending and noting leaves the lease behind: when it has run out
the mail is sent again, with the same Message-ID, so that nothing is lost and
the reader's program shows it once.
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
"""How long into its lease a batch goes on: to reach the server and to hand over one more mail each takes 40 s
at most (smtp.CONVERSATION_SECONDS), and what became of it is noted while the lease still holds."""

NOT_MADE = "This is our fault, not the reader’s: the mail could not be made."


def due(now: datetime) -> ColumnElement[bool]:
    """Which mails wait to be handed over, and are not being handed over just now."""
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
    """Hand over the next mails that are due, at most ``AT_ONCE``; how many were taken in hand.

    Without a mail server they wait; in the demo and in tests they are kept instead: marked as sent, without a
    try, and shown to staff.
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
    """Whether mails are kept here and shown, as if they had been sent: no server is set, and this is no
    production."""
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
    """Which of ``mails`` may not reach their readers, by number, each with why.

    One of a kind that is declared no more (it was queued by an older version) leaves as it would have then.
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
    """What is noted of a mail that is not sent: failed where somebody can mend it, else taken back."""
    ended = {"failed_at": at} if no.can_be_fixed else {"withdrawn_at": at}
    return {"failure": no.why, **ended}


def _lease(now: datetime) -> list[Mail]:
    """Take the next mails in hand, so that no other worker does; apart from the session, for reading."""
    with db.writing():
        ids = _next(now)
        _mark(ids, leased_until=now + LEASE, attempts=Mail.attempts + 1)
    mails = list(db.session.scalars(select(Mail).where(Mail.id.in_(ids)).order_by(Mail.urgency, Mail.due_at)))
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
    """Some leased mails on their way over one connection, opened when needed and again when it broke. They
    were leased at ``now``, when the machine's running clock stood at ``began`` (seconds)."""

    def __init__(self, mailer: Mailer, notes: DeliveryLog, now: datetime, began: float) -> None:
        self.mailer, self.notes, self.now, self.began = mailer, notes, now, began
        self.line: Connection | None = None
        self.again: Collection[str] = ()
        self.stopped: tuple[MailServerUnavailable, datetime] | None = None

    def send(self, mails: list[Mail]) -> None:
        """Send and note each. What is left a good while before the lease ends goes back into the outbox, and
        so does all when nothing leaves: then it waits, untried, for what is wrong with us."""
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
        """The messages of ``mails``, made in one read, which is over when the first is sent."""
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
        """Refused: it has failed for good. Anything else: later, after a wait that grows, twelve times; where
        the fault is ours, until it is mended, and such a try does not count."""
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
        """All that is due waits ``until`` then, as one mail does that was tried."""
        waiting = update(Mail).where(due(self._moment()))
        with db.writing():
            db.session.execute(
                waiting.values(waits_since=FIRST_DUE_AT, due_at=until, failure=str(trouble)),
                execution_options={"synchronize_session": False},
            )

    def _wake(self) -> None:
        """Mail leaves again: what waited for us alone need not wait any longer."""
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
        """It went to an address that had bounced, since its reader asked for it: once, and never again."""
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
"""After each try that failed; the twelfth is the last, after about three days."""


LONGEST_WAIT_FOR_OUR_FAULT = timedelta(minutes=15)
"""Where the fault is ours it is tried until somebody mends it, and leaves soon afterwards."""


def retry_wait(mail: Mail, trouble: Exception, now: datetime) -> timedelta:
    """How long after a try that failed at ``now`` the next one is: after a fault of ours as long again as it
    has waited, up to a quarter of an hour; else by how many tries of its own it has had."""
    if isinstance(trouble, MailSetupError):
        return min(max(RETRY_WAITS[0], now - (mail.waits_since or now)), LONGEST_WAIT_FOR_OUR_FAULT)
    return RETRY_WAITS[min(mail.attempts, len(RETRY_WAITS)) - 1]
