"""Writing to everybody who comes or waits: what the office says, and what a change makes necessary.

A letter is rendered once for each kind of reader and then addressed to each, so that hundreds of mails
are queued within the tenth of a second that a transaction may take.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.events import emails, queries
from chapter.events.models import Event, Rsvp
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import Addressed, Letter
from chapter.refusal import Refused

COMING, WAITING, BOTH = "coming", "waiting", "both"
READERS = {COMING: (True,), WAITING: (False,), BOTH: (True, False)}
"""To whom, and whether those have seats."""

SECOND_THOUGHTS = timedelta(seconds=10)
"""How long a message rests before it leaves, for whoever presses Undo."""


def send(event: Event, *, to: str, subject: str, text: str, nonce: str, by: Actor, now: datetime) -> int:
    """Write to those who come, wait, or both; how many parties. ``event`` is locked.

    The same form (``nonce``) sent twice is one message. Raises Refused when nobody would read it.
    """
    if _mails_of(event, nonce):
        return 0
    written = _write(
        event,
        to,
        lambda coming: emails.message(event, subject, text, coming=coming),
        now=now,
        due=now + SECOND_THOUGHTS,
        once=_once(event, nonce),
    )
    if not written:
        raise Refused("Nobody is there to read it yet.", "to")
    to = to if event.cancelled_at is None else f"{to} then"
    audit.record("wrote to", event, by=by, now=now, after={"to": to, "subject": subject, "parties": written})
    return written


def withdraw(event: Event, nonce: str, *, by: Actor, now: datetime) -> int:
    """Take a message back, as far as it has not left; how many mails were stopped."""
    stopped = mail.withdraw(Mail.once_key.startswith(_once(event, nonce), autoescape=True), now=now)
    if stopped:
        audit.record("took a message back", event, by=by, now=now, after={"parties": stopped})
    return stopped


def tell_of_move(event: Event, was: str, *, to: str, why: str, now: datetime) -> int:
    """Write that time or place are others now than they ``was``, and why; how many parties."""
    return _write(event, to, lambda coming: emails.moved(event, was, why, coming=coming), now=now)


def tell_of_law(event: Event, *, now: datetime) -> int:
    """Write to those who come that the law of the clock has changed, with a new calendar file; how many."""
    return _write(event, COMING, lambda _coming: emails.zone_law(event), now=now)


def tell_of_cancelling(event: Event, *, now: datetime) -> int:
    """Write to all that it is cancelled, and why; how many parties."""
    return _write(event, BOTH, lambda coming: emails.called_off(event, coming=coming), now=now)


def readers(event: Event) -> dict[str, int]:
    """How many parties would read a message to those who come, who wait, to both. Of an event that was
    cancelled: to those who had seats then, or waited."""
    rows = db.session.scalars(_bookings(event).with_only_columns(Rsvp.seated_at.is_not(None)))
    seated = [bool(row) for row in rows]
    return {COMING: sum(seated), WAITING: len(seated) - sum(seated), BOTH: len(seated)}


def _write(
    event: Event,
    to: str,
    letter: Callable[[bool], Letter],
    *,
    now: datetime,
    due: datetime | None = None,
    once: str = "",
) -> int:
    letters = {coming: letter(coming) for coming in READERS[to]}
    going = Rsvp.seated_at.is_not(None)
    chosen = _bookings(event).with_only_columns(Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id, going)
    mails = [
        Addressed(
            emails.addressed(letters[seated], rsvp_id, name),
            to=(name, address),
            person_id=person_id,
            once_key=f"{once}{rsvp_id}" if once else None,
        )
        for rsvp_id, name, address, person_id, seated in db.session.execute(chosen)
        if seated in letters
    ]
    mail.queue_many(mails, now=now, due=due)
    return len(mails)


def _bookings(event: Event) -> Select[Rsvp]:
    return queries.bookings_of(event).where(queries.STANDS, Rsvp.erased_at.is_(None), Rsvp.email != "")


def _once(event: Event, nonce: str) -> str:
    return f"message-{event.public_id}-{nonce}-"


def _mails_of(event: Event, nonce: str) -> bool:
    known = select(Mail.id).where(Mail.once_key.startswith(_once(event, nonce), autoescape=True))
    return db.first(known) is not None
