"""Bookings of the small chapter: who sits, who waits, who was moved up or asked."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.bookings import emails
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist, waitlist_order
from chapter.events.models import OFFER, Event
from chapter.mail import rules as mail
from chapter.people.salutation import salutation
from tests import factories
from tests.factories import TODAY
from tests.feature import FORGED, Edit, Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(_world: "World") -> Records:
    """At each evening who comes, who waits and who canceled; the queue; who came, and what she was mailed."""
    records: Records = {"a forged booking": {"token": FORGED}}
    for letter in "AB":
        event = called(f"evening-{letter.lower()}")
        for name, size in (("a booking of", 3), ("who waits for", 3), ("a cancelled booking of", 1)):
            booking = factories.a_booking(event, of=size)
            records[f"{name} {letter}"] = of_booking(booking)
        bookings.cancel(booking, by=factories.GUEST, now=TODAY)
    records["a booking of B under A"] = {**records["a booking of B"], "slug": "evening-a"}
    past = called("evening-before")
    came = factories.a_booking(past, now=TODAY - timedelta(days=3))
    for written in (emails.reminder(past), emails.thanks(past)):
        letter_to_her = emails.personalized(written, came.id, salutation(came))
        mail.queue(letter_to_her, to=(came.name, came.email), now=TODAY)
    return {**records, **_queue(called("evening-a")), "who came": of_booking(came)}


def _queue(evening: Event) -> Records:
    """Who was moved up, who is asked whether she comes, and who was but did not answer."""
    moved = factories.a_booking(evening, of=2)
    waitlist_order.move_up(moved, why="She speaks.", by=factories.GUEST, now=TODAY)
    records = {"who was moved up in A": of_booking(moved)}
    for name, since in (("who is asked", TODAY), ("whose offer passed", TODAY - timedelta(days=2))):
        event = factories.an_event(seats=1, when_free=OFFER)
        first, second = (factories.a_booking(event, now=since) for _ in range(2))
        bookings.cancel(first, by=factories.GUEST, now=since)
        waitlist.promote(event, now=TODAY)
        records[name] = of_booking(second)
    return records


def grow(_world: "World", by: int) -> None:
    """``by`` more parties of each kind that come, and that were there."""
    evening, past = called("evening-a"), called("evening-before")
    with factories.a_writing():
        evening.capacity = (evening.capacity or 0) + by * 2
        for number in range(by):
            for event in (past, evening):
                _booked(event, number)


def _booked(event: Event, number: int) -> None:
    for size in (1, 4):
        moment = min(TODAY, event.starts_at) - timedelta(hours=1)
        factories.a_booking(event, of=size, now=moment, show_me=True, dietary=f"no nuts {number}")


def called(slug: str) -> Event:
    """The event of this address."""
    return db.session.scalars(select(Event).where(Event.slug == slug)).one()


def of_booking(booking: Rsvp) -> dict[str, str]:
    """What stands in the addresses of a booking's pages."""
    db.session.flush()
    return {"slug": booking.event.slug, "token": booking.token, "public_id": booking.public_id}


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={
        "party_size": "1",
        "arrival": "just_me",
        "news": "y",
        "rest": "keep",
        "answer": "glad",
        "adult": "y",
    },
    edits={
        "/rsvp/<token>/change": Edit(("party_size", "2", "1"), page="/rsvp/<token>", own=True, marked=False),
        "/rsvp/<token>/how-was-it": Edit(
            ("words", "Warm", "Loud", "Long"), {}, {"named": True}, {"answer": "glad"}, own=True, named=False
        ),
    },
)
