"""A time at the end of a sentence has one period: ``6 p.m.`` brings its own."""

import re
from datetime import timedelta

from chapter import db
from tests.browser import Browser
from tests.checkin.checkins import a_link, came_in, take, tonight
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_event, sign_in

HOUR = timedelta(hours=1)


def test_at_the_door_when_she_came_in(client: Browser) -> None:
    event = tonight()
    ana = a_booking(event)
    take(event, came_in(ana, at=TODAY - HOUR))
    page = client.get(f"/door/t/{a_link(event).token}/party/{ana.public_id}")
    assert re.search(r"Checked in at [\d:]+ [ap]\.m\.", page.main)
    assert ".m.." not in page.main


def test_on_the_page_of_an_event_when_booking_begins(client: Browser) -> None:
    event = an_event()
    with db.writing():
        event.rsvp_opens_at = TODAY + timedelta(days=1) + HOUR
    page = client.get(f"/events/{event.slug}")
    assert re.search(r"You can save seats starting .* [ap]\.m\.", page.main)
    assert ".m.." not in page.main


def test_in_the_feed_for_an_event_without_a_place(client: Browser) -> None:
    event = an_event()
    with db.writing():
        event.place = ""
    body = client.get("/feed.atom").html
    assert event.title in body
    assert ".m.." not in body


def test_in_the_office_when_somebody_was_last_seen(client: Browser, clock: MovableClock) -> None:
    clock.at(TODAY + HOUR)
    person = sign_in(client, "director")
    page = client.get(f"/office/people/{person.public_id}")
    assert re.search(r"last active .* [ap]\.m\.", page.main)
    assert ".m.." not in page.main
