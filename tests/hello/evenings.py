"""Evenings at which guests want to be met, and what the worker does about it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.hello import arrivals, tasks
from chapter.hello.companions import Companion
from chapter.hello.rules import pairing_up
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
    tasks.arrange_arrivals(now)
    db.session.expire_all()


def asked(kind: str = "asked") -> list[str]:
    return list(
        db.session.scalars(select(Mail.to_address).where(Mail.kind == f"hello.{kind}").order_by(Mail.id))
    )


def who(guest: Rsvp) -> str:
    one = arrivals.company_of(guest)
    return one.person.first_name if one is not None else ""


def the_ask(guest: Rsvp) -> Companion:
    one = arrivals.company_of(guest)
    assert one is not None
    return one


def says_yes(guest: Rsvp, now: datetime = TODAY) -> Companion:
    sweep(now)
    one = the_ask(guest)
    with db.writing():
        pairing_up.accept(one, now=now)
    return one
