"""The mails about bookings that nobody confirmed yet, for their snapshots."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chapter.bookings import emails
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail.rules import Letter
from chapter.people.verification import TYPED
from tests.factories import TODAY, a_booking, an_event


def the_event(**more: Any) -> Event:
    return an_event("The Long Table", slug="the-long-table", place="La Mesa Larga, Pilsen", **more)


def typed(event: Event, of: int = 2, hours: int = 0) -> Rsvp:
    return a_booking(
        event, of=of, name="Priya Raghunathan", email="priya@example.test", proof=TYPED, news=True,
        news_wording="Write to me when something new is on.", now=TODAY + timedelta(hours=hours),
    )  # fmt: skip


def waiting() -> Letter:
    event = the_event(seats=1)
    a_booking(event)
    return emails.waiting(typed(event, of=1), 1)


def twice() -> Letter:
    event = the_event()
    first = typed(event)
    return emails.twice(typed(event, of=3, hours=2), [first])


LETTERS: dict[str, Callable[[], Letter]] = {
    "events.confirmed, typed": lambda: emails.confirmed(typed(the_event())),
    "events.waiting, typed": waiting,
    "events.twice": twice,
}
