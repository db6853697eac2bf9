"""When an event is, on pages, in mails, feeds and lists: its zone, its last day, what is on now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.rules import bookings
from chapter.events import dates
from chapter.events.models import Event
from chapter.events_office import wording
from chapter.mail.models import Mail
from tests.bookings.waitlists import asked
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in

THURSDAY = datetime(2026, 12, 11, 0, 0, tzinfo=UTC)
"""Thursday, December 10, 6 p.m. in Chicago, 7 p.m. in New York."""


@pytest.fixture
def online(app: Flask) -> Event:
    """An evening on the screens of people anywhere, given from New York."""
    there: dict[str, Any] = {"zone": "America/New_York", "online_url": "https://meet.test/talk"}
    return an_event("The Talk", starts_at=THURSDAY, slug="talk", place="", **there)


@pytest.fixture
def three_days(app: Flask) -> Event:
    """From Thursday at six to Saturday at four."""
    return an_event("The Fair", starts_at=THURSDAY, hours=46, slug="fair", place="Hall")


@pytest.mark.parametrize("address", ["/events/", "/", "/events/talk", "/feed.atom"])
def test_an_evening_online_names_its_zone_wherever_it_is_shown(
    online: Event, client: Browser, address: str
) -> None:
    an_event("Before it", starts_at=THURSDAY - timedelta(days=3))
    page = client.get(address)
    assert "7 p.m. Eastern Time" in page.html or "7 to 9 p.m. Eastern Time" in page.html
    assert " EST" not in page.html


def test_its_mails_name_the_zone_and_so_does_every_moment_in_them(online: Event) -> None:
    a_booking(online)
    text = db.session.scalars(select(Mail.text).where(Mail.kind == "events.confirmed")).one()
    assert "Thursday, December 10, 7 to 9 p.m. Eastern Time" in text


def test_a_party_is_told_the_time_as_people_say_it(app: Flask) -> None:
    _, bea = asked()
    assert bea.offered_why == "Two seats opened up at noon. Your party of two was first on the waitlist."


def test_a_seat_given_back_in_the_evening_was_given_back_on_that_day(app: Flask) -> None:
    evening = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    rsvp = a_booking(an_event())
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=evening)
    assert wording.state_of(rsvp) == ("Canceled Nov 23", "refused")


class TestSeveralDays:
    def test_before_it_begins_a_list_says_from_when_to_when(self, three_days: Event, client: Browser) -> None:
        page = client.get("/events/")
        assert "Thu, Dec 10 to Dec 12" in page.main
        assert "Happening now" not in page.main

    @pytest.mark.parametrize("address", ["/events/", "/"])
    def test_on_its_second_day_it_stands_under_what_is_on_now_with_its_end(
        self, three_days: Event, client: Browser, clock: MovableClock, address: str
    ) -> None:
        an_event("Next week", starts_at=THURSDAY + timedelta(days=7))
        clock.at(THURSDAY + timedelta(hours=18))
        page = client.get(address).main
        assert page.index("Happening now") < page.index("The Fair")
        assert "Thu, Dec 10 to Dec 12" in page
        assert "Hall, until Saturday, December 12." in page

    @pytest.mark.parametrize("address", ["/events/", "/"])
    def test_while_it_is_on_and_nothing_follows_the_page_does_not_say_that_nothing_is_planned(
        self, three_days: Event, client: Browser, clock: MovableClock, address: str
    ) -> None:
        clock.at(THURSDAY + timedelta(hours=18))
        page = client.get(address).main
        assert "We’ll post the next event here" in page
        assert "No upcoming events" not in page

    def test_its_page_and_the_office_say_when_it_ends(self, three_days: Event, client: Browser) -> None:
        span = "6 p.m. to Saturday, December 12, 4 p.m."
        assert span in client.get("/events/fair").main
        sign_in(client, "events")
        assert f"Thursday, December 10, {span}" in client.get("/office/events/").main

    def test_the_picture_that_is_shared_says_its_days(self, three_days: Event) -> None:
        assert dates.card_date(three_days) == "December 10 to 12"

    def test_the_mail_shows_its_days_large(self, three_days: Event) -> None:
        a_booking(three_days)
        text = db.session.scalars(select(Mail.text).where(Mail.kind == "events.confirmed")).one()
        assert "Thursday\nDecember 10 to 12\n6 p.m." in text


def test_what_ends_at_midnight_ends_that_night_everywhere(app: Flask, client: Browser) -> None:
    event = an_event("The Ball", starts_at=THURSDAY + timedelta(hours=2), hours=4, slug="ball")
    a_booking(event)
    text = db.session.scalars(select(Mail.text).where(Mail.kind == "events.confirmed")).one()
    sign_in(client, "events")
    for said in (text, client.get("/events/ball").main, client.get("/office/events/").main):
        assert "8 p.m. to midnight" in said
        assert "December 11" not in said


def test_tonight_stands_under_what_is_on_now_with_its_end(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    an_event("Tonight", starts_at=THURSDAY, place="Hall")
    clock.at(THURSDAY + timedelta(minutes=5))
    page = client.get("/events/").main
    assert "Happening now" in page
    assert "Hall, until 8 p.m." in page


def test_a_canceled_event_is_not_on(app: Flask, client: Browser, clock: MovableClock) -> None:
    event = an_event("Off", starts_at=THURSDAY, cancelled_at=TODAY)
    clock.at(THURSDAY + timedelta(minutes=5))
    assert not dates.is_on_now(event, THURSDAY + timedelta(minutes=5))
    assert "Happening now" not in client.get("/events/").main
