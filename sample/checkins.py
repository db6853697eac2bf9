"""Check-in in the sample chapter: a helper's link for tonight, the first guests in, and who came before."""

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.checkin.rules import checkins, door_links
from chapter.checkin.rules.checkins import CheckinInput, Operator
from chapter.events.models import Event
from sample import events

CAME, EXCUSED = 0.86, 0.3
EARLY = 7
"""How many parties are checked in tonight already."""

KEPT = 3
"""At how many of the past events check-in was used."""


def save(chance: random.Random, *, now: datetime) -> None:
    """Save the door link and the check-ins, by the rules that operators at the door use."""
    lead = events.person_id("events@chapter.test")
    tonight = db.lock(db.first_or_404(select(Event).where(Event.slug == "tonight")))
    door_links.make_door_link(tonight, "Halina", 3, by=Actor("person", lead), now=now)
    _come(tonight, _seated(tonight)[:EARLY], chance, Operator(lead), now=now)
    over = select(Event).where(Event.ends_at <= now, Event.published_at.is_not(None))
    past = over.where(Event.cancelled_at.is_(None)).order_by(Event.starts_at.desc(), Event.id).limit(KEPT)
    for event in list(db.session.scalars(past)):
        parties = _seated(event)
        here = [rsvp for rsvp in parties if chance.random() < CAME]
        _come(db.lock(event), here, chance, Operator(lead), now=event.starts_at)
        for rsvp in parties:
            if rsvp not in here and chance.random() < EXCUSED:
                rsvp.excused_at = event.starts_at


def _come(event: Event, parties: list[Rsvp], chance: random.Random, by: Operator, *, now: datetime) -> None:
    sent = [
        CheckinInput(
            nonce=f"{chance.getrandbits(64):016x}",
            rsvp=rsvp.public_id,
            places=tuple(range(rsvp.party_size)),
            at=now - timedelta(seconds=chance.randrange(1200)),
        )
        for rsvp in parties
    ]
    checkins.record_checkins(event, sent, by=by, now=now)


def _seated(event: Event) -> list[Rsvp]:
    found = select(Rsvp).where(Rsvp.event_id == event.id, SEATED, Rsvp.erased_at.is_(None))
    return list(db.session.scalars(found.order_by(Rsvp.id)))
