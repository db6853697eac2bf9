"""Who comes without a booking."""

from datetime import datetime

from chapter import audit, db
from chapter.events import queries, words
from chapter.events.models import Event, Rsvp
from chapter.events.rules import door
from chapter.events.rules.door import Hand, Sent
from chapter.people import rules as people
from chapter.people.models import email_key, name_key
from chapter.people.proof import DOOR
from chapter.refusal import Refused


def walk_in(
    event: Event, name: str, email: str, *, size: int, nonce: str, over: bool, by: Hand, now: datetime
) -> Rsvp:
    """Seat a party that stands at the door, and let it in. The e-mail may be empty: then nothing is mailed.

    ``event`` is locked. Within the capacity, or ``over`` it by a lead's press. The same form twice makes
    nothing new. Raises Refused while the door is shut, or without room.
    """
    made = queries.by_nonce(nonce)
    if made is not None and made.event_id == event.id:
        return made
    shut = door.why_shut(event, now)
    if shut:
        raise Refused(door.REFUSALS[shut])
    free = queries.seating(event).free
    if not over and free is not None and free < size:
        left = f"Only {words.seats(free)} left" if free else "The room is full"
        raise Refused(f"{left}. A lead can let more in beyond the limit.")
    rsvp = _booked(event, name, email, size, nonce, now)
    db.session.flush()
    door.take(event, [Sent(move_of(nonce), rsvp.public_id, tuple(range(size)), now)], by=by, now=now)
    audit.record("walked in", rsvp, by=by.actor, now=now, after={"party_size": size})
    return rsvp


def move_of(nonce: str) -> str:
    """The name of the move by which the form of this number let its party in."""
    return f"walk-in-{nonce}"[:64]


def _booked(event: Event, name: str, email: str, size: int, nonce: str, now: datetime) -> Rsvp:
    known = queries.same_party(event, email_key(email), name_key(name)) if email else None
    if known is not None:
        raise Refused(f"{known.name} is on the list already. Search for her name.", "name")
    person = people.known_as(name, email, now=now) if email else people.add(name, "", now=now)
    rsvp = Rsvp(
        event=event,
        person=person,
        name=name,
        email=email,
        name_key=name_key(name),
        email_key=email_key(email),
        party_size=size,
        nonce=nonce,
        created_at=now,
        queued_at=now,
        seated_at=now,
        proof=DOOR,
    )
    event.seating += 1
    db.session.add(rsvp)
    return rsvp
