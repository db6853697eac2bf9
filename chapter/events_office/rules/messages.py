"""Writing to everybody who comes or waits: messages of the office, and notices that a change requires.

A letter is rendered once for each kind of reader and then addressed to each, so that hundreds of mails are
queued within the tenth of a second that a transaction may take.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, func

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import emails
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.broadcasts import kinds, queries
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.mail.rules import Letter
from chapter.people.salutation import salutations
from chapter.refusal import Refused

COMING, WAITING, BOTH = "coming", "waiting", "both"
READERS = {COMING: (Rsvp.seated_at.is_not(None),), WAITING: (Rsvp.seated_at.is_(None),), BOTH: ()}
"""The groups of recipients; for each, the condition of its parties."""

MESSAGE = "events.message"
"""The kind of the broadcast, and of its mails."""


def send_message(
    event: Event, *, to: str, subject: str, text: str, nonce: str, by: Actor, now: datetime
) -> int:
    """Write in ten minutes to those who come, wait, or both; how many parties. ``event`` is locked.

    The same form (``nonce``) sent twice is one message. Raises Refused when it would have no recipients.
    """
    number = f"message-{event.public_id}-{nonce}"
    if queries.broadcast_by_nonce(number) is not None:
        return 0
    payload = {"to": to, "subject": subject, "text": text, "canceled": event.cancelled_at is not None}
    many = kinds.count_recipients(kinds.draft(MESSAGE, event, **payload))
    if not many:
        raise Refused("Nobody would get this email yet.", "to")
    changed = [holds.Change(event, payload=payload)]
    holds.hold(MESSAGE, changed, by=by, now=now, begins=event.starts_at, key=nonce, nonce=number)
    to = to if event.cancelled_at is None else f"{to} then"
    audit.record("wrote to", event, by=by, now=now, after={"to": to, "subject": subject, "parties": many})
    return many


def message_by_nonce(event: Event, nonce: str) -> Broadcast | None:
    """The message that the form with this nonce sent before, if any."""
    return queries.broadcast_by_nonce(f"message-{event.public_id}-{nonce}")


def recipients(event: Event, to: str) -> Select[int, str, str, int, datetime]:
    """The parties that come, that wait, or both, by their bookings; of a cancelled event, those that had
    seats then, or waited."""
    columns = Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id, Rsvp.created_at
    return _bookings(event).with_only_columns(*columns).where(*READERS[to]).order_by(Rsvp.id)


def letters_of(event: Event, to: Sequence[Recipient], letter: Callable[[bool], Letter]) -> list[Letter]:
    """The letter of each of ``to``; ``letter`` writes one for those who have seats, and one for those who
    wait."""
    going = _bookings(event).with_only_columns(Rsvp.id).where(Rsvp.seated_at.is_not(None))
    seated = set(db.session.scalars(going))
    written, greetings = (
        {coming: letter(coming) for coming in {one.id in seated for one in to}},
        salutations(to),
    )
    return [emails.personalized(written[one.id in seated], one.id, greetings[one.id]) for one in to]


def recipient_counts(event: Event) -> dict[str, int]:
    """How many parties would get a message to those who come, who wait, to both. Of a cancelled event: those
    that had seats then, or waited."""
    counts = [func.count().filter(*which) if which else func.count() for which in READERS.values()]
    counted = _bookings(event).with_only_columns(*counts).order_by(None)
    return dict(zip(READERS, db.session.execute(counted).one(), strict=True))


def _bookings(event: Event) -> Select[Rsvp]:
    return bookings_queries.bookings_of(event).where(bookings_queries.STANDS, Rsvp.erased_at.is_(None))
