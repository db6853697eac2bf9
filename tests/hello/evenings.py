"""Evenings at which guests want to be met, and what the worker does about it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello import tasks
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.mail.models import Mail
from chapter.people.models import Person
from tests.factories import TODAY, a_booking, a_lead, a_person, an_event

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def supper(ahead: timedelta = 9 * DAY, **more: Any) -> Event:
    return an_event("Supper", starts_at=TODAY + ahead, place="The hall", **more)


def a_greeter(event: Event, name: str = "Halina Wolska") -> Person:
    with db.writing():
        person = a_person(name, f"{name.split()[0].lower()}@example.test")
        a_lead(event, person, "greeter")
        return person


def wants(event: Event, arrival: str = "meet_me", **more: Any) -> Rsvp:
    return a_booking(event, arrival=arrival, **more)


def sweep(now: datetime) -> None:
    tasks.update_companions(now)
    db.session.expire_all()


def asked(kind: str = "asked") -> list[str]:
    return list(
        db.session.scalars(select(Mail.to_address).where(Mail.kind == f"hello.{kind}").order_by(Mail.id))
    )


def who(guest: Rsvp) -> str:
    one = companion_search.current_companion(guest)
    return one.person.first_name if one is not None else ""


def the_ask(guest: Rsvp) -> Companion:
    one = companion_search.current_companion(guest)
    assert one is not None
    return one


def says_yes(guest: Rsvp, now: datetime = TODAY) -> Companion:
    sweep(now)
    one = the_ask(guest)
    with db.writing():
        companions.accept(one, now=now)
    return one
