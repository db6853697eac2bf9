"""What a guest promised: tasks of theirs alone. Nothing about them is in the audit log."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Promise
from chapter.hello.queries.hellos import promises_at
from chapter.refusal import Refused

MOST_PROMISES = 50
"""How many promises of one event are saved for one booking."""

LONGEST = 300


def add_promise(rsvp: Rsvp, words: str, *, nonce: str, now: datetime) -> Promise:
    """Save what the guest promised; the same ``nonce`` once. Raises Refused for no words, and for too many
    promises."""
    rsvp, said = db.lock(rsvp), " ".join(words.split())
    known = db.first(select(Promise).where(Promise.rsvp_id == rsvp.id, Promise.nonce == nonce))
    if known is not None:
        return known
    if not said:
        raise Refused("Enter what you promised.", field="words")
    if len(said) > LONGEST:
        raise Refused(f"Enter up to {LONGEST:,} characters.", field="words")
    if len(promises_at(rsvp)) >= MOST_PROMISES:
        raise Refused("You have reached the most promises for one event.", field="words")
    made = Promise(rsvp=rsvp, person_id=rsvp.person_id, words=said, nonce=nonce, made_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def mark_done(made: Promise, *, done: bool, now: datetime) -> None:
    """Mark a promise as done, or as still to do. Idempotent."""
    made = db.lock(made)
    made.done_at = (made.done_at or now) if done else None
