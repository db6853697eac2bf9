"""More seats, fewer seats, no limit."""

from dataclasses import replace

from flask import Flask

from chapter import db
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event, sign_in

BY = Actor("command", name="test")


def set_seats(event: Event, seats: int | None) -> None:
    with db.writing():
        held = db.lock(event)
        changed = replace(lifecycle.details_of(held), capacity=seats)
        changes.change_event(held, changed, by=BY, now=TODAY)


def test_more_seats_go_to_those_who_wait_in_their_order(app: Flask) -> None:
    event = an_event(seats=2)
    a_booking(event, of=2)
    first, second, third = a_booking(event, of=2), a_booking(event), a_booking(event)
    set_seats(event, 5)
    assert [first.status, second.status, third.status] == ["going", "going", "waitlisted"]
    assert first.seated_why.startswith(
        "Three seats opened up at noon. Your party of two was first on the waitlist"
    )


def test_fewer_seats_remove_nobody_and_say_how_many_too_many(app: Flask, client: Browser) -> None:
    event = an_event(seats=8)
    rsvps = [a_booking(event, of=2) for _ in range(4)]
    set_seats(event, 5)
    assert all(rsvp.going for rsvp in rsvps)
    assert bookings_queries.occupancy(event).over == 3
    sign_in(client, "events")
    assert "Over capacity by 3" in client.get(f"/office/events/{event.slug}").main
    assert "is over capacity by 3" in client.get("/office/").main


def test_nobody_moves_up_until_it_fits(app: Flask) -> None:
    event = an_event(seats=4)
    seated = [a_booking(event) for _ in range(4)]
    waits = a_booking(event)
    set_seats(event, 2)
    for rsvp in seated[:2]:
        with db.writing():
            bookings.cancel(rsvp, by=BY, now=TODAY)
    assert waits.waiting, "two are seated, and there are two seats"
    with db.writing():
        bookings.cancel(seated[2], by=BY, now=TODAY)
    assert waits.going


def test_without_limit_everybody_sits_and_back_again_nobody_stands_up(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    waits = a_booking(event, of=1)
    set_seats(event, None)
    assert waits.going
    assert "seat limit was removed" in waits.seated_why
    set_seats(event, 1)
    assert waits.going
    assert bookings_queries.occupancy(event).over == 1
    assert a_booking(event).waiting


def test_no_seats_at_all_is_a_number_too(app: Flask, client: Browser) -> None:
    event = an_event(seats=3)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/edit").form().fill(capacity="0").press("Save")
    assert "Saved." in page.text
    assert event.capacity == 0
    page = client.get(f"/office/events/{event.slug}/edit").form().fill(capacity="").press("Save")
    assert event.capacity is None
