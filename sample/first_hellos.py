"""First hellos of the sample chapter: what tonight's guests say about themselves, what a member promised.

Who says hello to whom is left to the worker, which assigns it as soon as it runs.
"""

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.bookings.rules import bookings
from chapter.bookings.rules.bookings import BookingInput
from chapter.events.models import Event
from chapter.hello.queries import hellos
from chapter.hello.rules import meetings, promises
from chapter.office.rules import do_not_pair
from chapter.people.models import Person
from chapter.people.verification import MAILBOX
from sample import events

MEMBER, KEEPER = "member@chapter.test", "director@chapter.test"
TOLD = (
    ("grant writing", "somebody who knows leases"), ("reading a lease", "a first client"),
    ("bookkeeping for one", "help with a grant"), ("", "a running partner"), ("the lake in winter", ""),
    ("running before work", "a good accountant"), ("changing jobs at fifty", "somebody who speaks Tagalog"),
    ("Tagalog and Ilocano", "courage to change jobs"),
)  # fmt: skip
"""What they offer and look for."""

NEW = ("Imani Fairweather", "Soledad Arroyo", "Mei-Lin Hart")
"""Guests for whom tonight is the first event."""

PROMISED = (("Send Hana the name of my accountant", False), ("Lend Opal the book about winter", True))


def save(chance: random.Random, *, now: datetime) -> None:
    """Save tonight's answers, the member's last event, and two people who are not to be paired."""
    tonight = db.lock(db.first_or_404(select(Event).where(Event.slug == "tonight")))
    member = db.session.get_one(Person, events.person_id(MEMBER))
    hers = bookings.book(tonight, _party(member), by=Actor("guest"), now=now - timedelta(hours=8)).rsvp
    for number, name in enumerate(NEW):
        bookings.book(tonight, _new(name, number), by=Actor("guest"), now=now - timedelta(hours=9))
    shown = [one for one in hellos.parties(tonight.id) if one.id != hers.id]
    for number, one in enumerate(shown):
        one.ask_me, one.looking_for = TOLD[number % len(TOLD)]
    _evening_before(member, now)
    keeper = db.session.get_one(Person, events.person_id(KEEPER))
    first, second = chance.sample(shown, 2)
    do_not_pair.keep_apart(
        first.person, second.person, "Both asked for it, after a house they shared.", by=keeper, now=now
    )


def _new(name: str, number: int) -> BookingInput:
    email = f"{name.split()[0].lower()}.new@example.test"
    return BookingInput(name, email, 1, nonce=f"sample-new-{number}", show_me=True, proof=MAILBOX)


def _party(member: Person) -> BookingInput:
    return BookingInput(
        member.name, member.email, 1, nonce="sample-first-hello", person=member, show_me=True,
        organisation="Lakeside Architects", ask_me="drawing a plan", looking_for="help with a grant",
    )  # fmt: skip


def _evening_before(member: Person, now: datetime) -> None:
    """Save two promises that the member made at her last event, one of them fulfilled."""
    past = select(Rsvp).join(Rsvp.event).where(Rsvp.person_id == member.id, SEATED, Event.ends_at < now)
    last = db.first(past.order_by(Event.ends_at.desc()))
    if last is None:
        return
    since = last.event.ends_at + timedelta(hours=12)
    for words, kept in PROMISED:
        made = promises.add_promise(last, words, nonce=words, now=since)
        promises.mark_done(made, done=kept, now=since + timedelta(hours=2))
    last.show_me = True
    for other in hellos.who_comes(last, in_only=True)[:2]:
        meetings.record_meeting(last, other, now=since)
