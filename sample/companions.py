"""Companions in the sample chapter: tonight, in every state, and small jobs at the badge desk."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.events.models import Event
from chapter.hello.models.companions import BUDDY, MEET_ME
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.people.models import Person
from chapter.small_jobs.rules import assignments
from sample import events, held_mails

WISHES = (MEET_ME, BUDDY, "small_job", MEET_ME, "small_job", BUDDY, MEET_ME, "small_job")
"""How the last guests would like to arrive."""

ANSWERED_WITHIN = timedelta(minutes=20)
"""Sooner than anybody may have to answer, however soon the evening begins."""


def save(*, now: datetime) -> None:
    """Save companions and small jobs, by the rules that guests and leads use."""
    lead = db.session.get_one(Person, events.person_id("events@chapter.test"))
    event = db.lock(db.first_or_404(select(Event).where(Event.slug == "tonight")))
    seated = select(Rsvp).where(Rsvp.event_id == event.id, SEATED, Rsvp.erased_at.is_(None))
    parties = list(db.session.scalars(seated.order_by(Rsvp.id.desc()).limit(len(WISHES))))
    for rsvp, wish in zip(parties, WISHES, strict=False):
        rsvp.arrival = wish
    db.session.flush()
    asked_at = now - timedelta(hours=2)
    companions.ask_all(event, by=lead, now=asked_at)
    held_mails.leave(now=now)
    for one in companion_search.load_snapshot(event).companions[::2]:
        if one.live:
            companions.accept(one, now=asked_at + ANSWERED_WITHIN)
    assignments.assign(event, now=now)
