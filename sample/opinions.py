"""Reminders that were sent, and opinions of those who came to the last events."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import ANSWERS, Opinion
from chapter.bookings.queries import SEATED
from chapter.bookings.rules import reminders
from chapter.broadcasts import scheduled
from chapter.broadcasts.rules import batches
from chapter.checkin import broadcasts
from chapter.events.models import Event

LAST_EVENTS = 6
ANSWERED = 0.6
WITH_WORDS = 0.35
NAMED = 0.5
LIKELY = (4, 4, 2, 1)
"""The weights of the answers, in their order."""

WORDS = (
    "I came alone and left with two numbers.",
    "The greeter knew my name before I had found my coat hook.",
    "A little loud at our end of the table; the corner by the window was fine.",
    "I asked the question on the wall and got a job lead. Thank you.",
    "Start ten minutes later, please: the bus from Pilsen does not care.",
    "Next time I would like to help with the chairs.",
    "The soup. Again, the soup.",
    "I would have liked to hear more from the quiet ones.",
)


def remind(*, now: datetime) -> None:
    """Write the reminders that are due by the chapter's own rule."""
    ours = {kind.name for kind in broadcasts.KINDS}
    while due := [one for one in scheduled.open_occasions(now) if one.kind in ours]:
        for one in due:
            batches.send_next_of(one, now=now)


def say(chance: random.Random, *, now: datetime) -> None:
    """Let most of those who came to the last events give an opinion, by noon of the day after."""
    last = select(Event).where(Event.ends_at < now - timedelta(days=1), Event.cancelled_at.is_(None))
    events = db.session.scalars(last.order_by(Event.ends_at.desc(), Event.id).limit(LAST_EVENTS))
    for event in list(events):
        came = select(Rsvp.id).where(Rsvp.event_id == event.id, SEATED).order_by(Rsvp.id)
        for rsvp_id in db.session.scalars(came):
            if chance.random() < ANSWERED:
                at = reminders.thanks_at(event) + timedelta(minutes=chance.randrange(180))
                db.session.add(Opinion(rsvp_id=rsvp_id, event_id=event.id, at=at, **_said(chance)))


def _said(chance: random.Random) -> dict[str, Any]:
    words = chance.choice(WORDS) if chance.random() < WITH_WORDS else ""
    named = bool(words) and chance.random() < NAMED
    return {"answer": chance.choices([*ANSWERS], LIKELY)[0], "words": words, "named": named}
