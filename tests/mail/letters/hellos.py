"""The mails of first hellos, for their snapshots."""

from collections.abc import Callable

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello import emails
from chapter.hello.models.hellos import Hello
from chapter.hello.suggestions import suggestions_for
from chapter.mail.rules import Letter
from tests.factories import TODAY, a_booking, an_event


def hers(event: Event, name: str, offer: str = "", ask: str = "", where: str = "") -> Rsvp:
    booking = a_booking(event, name=name, email="")
    booking.show_me, booking.ask_me, booking.looking_for, booking.organisation = True, offer, ask, where
    return booking


def say_hello() -> Letter:
    event = an_event("The Long Table", slug="long-table")
    priya = hers(event, "Priya Raghunathan", "grant writing", "a mentor in law")
    gets = hers(event, "Ana Sandoval", ask="grants", where="Lakeside Bank")
    gives, new = hers(event, "Bea Olszewska", "law"), hers(event, "Cleo Park")
    pairs = ((priya, gets, "help"), (gives, priya, "help"), (priya, new, "company"))
    hellos = [
        Hello(event_id=event.id, helper=one, other=other, kind=kind, arranged_at=TODAY)
        for one, other, kind in pairs
    ]
    db.session.add_all(hellos)
    db.session.flush()
    return emails.say_hello(priya, suggestions_for(priya, hellos))


LETTERS: dict[str, Callable[[], Letter]] = {
    "hello.say_hello": say_hello,
    "hello.whom_you_met": lambda: emails.whom_you_met(hers(an_event("The Long Table"), "Priya Raghunathan")),
}
