"""Who has a shift and then takes a seat at the same time is told once, and nobody else is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.shifts.models import Shift
from tests.factories import GUEST, TODAY, a_booking, a_person, a_writing, an_event
from tests.held_mails import send_rolling
from tests.shifts.shifts import a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")


def told() -> list[str]:
    """To whom it was written."""
    send_rolling(TODAY, "volunteering.also_there")
    kind = "volunteering.also_there"
    return list(db.session.scalars(select(Mail.to_address).where(Mail.kind == kind).order_by(Mail.id)))


def hers(shift: Shift) -> Person:
    person = a_person("Vera Volunteer", "vera@example.test")
    takes(shift, person)
    return person


def seat(person: Person, event: Event) -> Any:
    return a_booking(event, name=person.name, email=person.email)


def test_who_takes_a_seat_at_the_time_of_her_shift_is_told_once() -> None:
    shift = a_shift(of=3)
    person = hers(shift)
    assert told() == []
    seat(person, an_event("Soup", starts_at=shift.starts_at + timedelta(hours=1), place="La Mesa"))
    for _ in range(2):
        assert told() == ["vera@example.test"]


OTHERS: dict[str, dict[str, Any]] = {
    "after it": {"hours": 3},
    "online": {"hours": 1, "online_url": "https://example.test/", "place": ""},
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_does_not_need_her_elsewhere_is_no_news(other: str) -> None:
    shift = a_shift(of=3)
    person = hers(shift)
    more = dict(OTHERS[other])
    starts = shift.starts_at + timedelta(hours=more.pop("hours"))
    seat(person, an_event("Soup", starts_at=starts, **{"place": "La Mesa", **more}))
    assert told() == []


def test_who_helps_at_the_event_or_gave_her_seat_back_is_not_told() -> None:
    shift = a_shift(of=3)
    person = hers(shift)
    event = an_event("Soup", starts_at=shift.starts_at, place="La Mesa")
    booking = seat(person, event)
    with a_writing():
        bookings.cancel(booking, by=GUEST, now=TODAY)
    helping = an_event("Gala", starts_at=shift.starts_at + timedelta(days=1), place="La Mesa")
    at_it = a_shift(an_opportunity(event_id=helping.id), at=shift.starts_wall + timedelta(days=1))
    takes(at_it, person)
    seat(person, helping)
    assert told() == []
