"""The last steps of the sample chapter: event staff, a cancelled event, and what the mail server answered."""

import random
from datetime import datetime, timedelta

from sqlalchemy import select, update

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.events_office.rules import changes
from chapter.mail.models import Mail
from chapter.membership.status import DECEASED
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.records import rules
from sample import checkins, companions, events, first_hellos, held_mails, opinions, volunteers_tonight
from sample.event_calendar import CALLED_OFF, LEAVE_LAST

REASONS = (
    "550 5.1.1 No such mailbox here",
    "552 5.2.2 The mailbox is full",
    "550 5.7.1 Not taken: the domain has closed",
)


def finish(chance: random.Random, *, now: datetime) -> None:
    """Give the coming events their staff, cancel one, and mark every mail as sent, except for three."""
    for event in db.session.scalars(select(Event).where(Event.ends_at > now).order_by(Event.id)):
        events.staff(event, chance, now=now)
    event = db.lock(db.first_or_404(select(Event).where(Event.slug == "kiln-night")))
    lead = Actor("person", events.person_id("events@chapter.test"))
    changes.cancel_event(event, why=CALLED_OFF, by=lead, now=now - timedelta(days=1))
    held_mails.leave(now=now)
    checkins.save(chance, now=now)
    volunteers_tonight.save(now=now)
    companions.save(now=now)
    first_hellos.save(random.Random("first hellos"), now=now)
    companions.save(now=now)
    for slug in LEAVE_LAST:
        _leave(slug, now=now - timedelta(minutes=40))
    _let_go(now)
    db.session.flush()
    _fail(chance, now)
    opinions.remind(now=now)
    opinions.say(chance, now=now)
    unsent = update(Mail).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None))
    db.session.execute(
        unsent.values(sent_at=Mail.due_at, attempts=1), execution_options={"synchronize_session": False}
    )


def _leave(slug: str, *, now: datetime) -> None:
    """Cancel the first party of two, so that the waitlist moves."""
    first = select(Rsvp).join(Rsvp.event).where(Event.slug == slug, Rsvp.party_size == 2, SEATED)
    bookings.cancel(db.first_or_404(first.order_by(Rsvp.id)), by=Actor("guest"), now=now)


def _let_go(now: datetime) -> None:
    """Cancel what is ahead for those who died, resigned or are suspended, as the office does."""
    for noted in rules.departures_to_release():
        if noted.kind == DECEASED:
            persons.mark_deceased(db.session.get_one(Person, noted.person_id), now=noted.noted_at)
        rules.release(noted.id, noted.person_id, now=now)


def _fail(chance: random.Random, now: datetime) -> None:
    young = (
        select(Mail).where(Mail.sent_at.is_(None), Mail.due_at > now - timedelta(days=6)).order_by(Mail.id)
    )
    mails = list(db.session.scalars(young))
    for reason, mail in zip(REASONS, chance.sample(mails, min(3, len(mails))), strict=False):
        mail.failed_at, mail.failure, mail.attempts = mail.due_at + timedelta(seconds=4), reason, 1
