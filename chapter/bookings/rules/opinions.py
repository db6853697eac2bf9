"""How it was: one answer of each party that came, asked for once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import Opinion
from chapter.refusal import Refused


@dataclass(frozen=True)
class OpinionInput:
    """What a guest says: an answer, words, and whether the office may see who said it."""

    answer: str
    words: str = ""
    named: bool = False


def record_opinion(rsvp: Rsvp, said: OpinionInput, *, now: datetime) -> Opinion:
    """Save the answer; a later one replaces it. Raises Refused before the event's end, or without a seat."""
    if now < rsvp.event.ends_at:
        raise Refused("Come back when the event is over. We’d love to know.")
    if not rsvp.going or rsvp.event.cancelled_at is not None:
        raise Refused("This question is for guests who came.")
    opinion = opinion_of(rsvp)
    if opinion is None:
        opinion = Opinion(rsvp_id=rsvp.id, event_id=rsvp.event_id)
        db.session.add(opinion)
    opinion.answer, opinion.words, opinion.named, opinion.at = said.answer, said.words, said.named, now
    return opinion


def opinion_of(rsvp: Rsvp) -> Opinion | None:
    """The opinion of one party, if it gave one."""
    return db.first(select(Opinion).where(Opinion.rsvp_id == rsvp.id))
