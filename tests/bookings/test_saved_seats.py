"""Seats that are saved for a party that was passed too often, and a party that takes some of them."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import bookings, waitlist
from chapter.events.models import OFFER
from chapter.mail.models import Mail
from chapter.schedule import advance_waitlists
from tests.bookings.waitlists import HOUR, cancel, claim, full_of_singles, mails_to, passed_over, resize
from tests.factories import GUEST, TODAY, a_booking


def test_a_large_party_that_was_passed_three_times_has_seats_saved_and_is_asked(app: Flask) -> None:
    event, first = full_of_singles(6)
    ana = passed_over(event, of=4)
    cancel(first[0])
    newcomer = a_booking(event)
    assert (ana.saved_seats, newcomer.waiting) == (1, True)
    seating = bookings_queries.occupancy(event)
    assert (seating.seated, seating.saved, seating.taken, seating.free) == (5, 1, 6, 0)
    cancel(first[1])
    assert (ana.saved_seats, newcomer.waiting) == (2, True)
    assert mails_to(ana) == ["waiting", "saved", "saved"]


def test_she_has_all_her_seats_as_soon_as_they_are_saved(app: Flask) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    for rsvp in first:
        cancel(rsvp)
    assert ana.going
    assert ana.seated_why == (
        "One more seat opened up at noon. With the seats saved for you, there’s room for four."
    )
    assert bookings_queries.occupancy(event).saved == 0


def test_she_takes_two_of_her_four_and_the_others_keep_their_place(app: Flask) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    bea = a_booking(event)
    cancel(first[0])
    cancel(first[1])
    claim(ana)
    assert (ana.status, ana.party_size, ana.waiting_size, ana.in_line) == ("going", 2, 2, True)
    assert bookings_queries.position_in_line(ana) == 1
    assert mails_to(ana)[-1] == "seated"
    cancel(first[2])
    assert (ana.saved_seats, bea.waiting) == (1, True)
    cancel(first[3])
    assert (ana.party_size, ana.waiting_size, bea.waiting) == (4, 0, True)
    seated = db.session.scalar(select(func.count()).where(Mail.kind == "events.seated"))
    assert seated == 2


def test_she_takes_two_of_her_four_and_the_others_do_without(app: Flask) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    bea = a_booking(event)
    cancel(first[0])
    claim(ana, keep_rest=False)
    assert (ana.party_size, ana.waiting_size, ana.in_line) == (1, 0, False)
    cancel(first[1])
    assert bea.going


def test_the_rest_of_a_party_is_asked_and_its_lapse_leaves_her_the_seats_she_has(app: Flask) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    cancel(first[0])
    cancel(first[1])
    claim(ana)
    with db.writing():
        db.lock(event).when_free = OFFER
        bookings.cancel(first[2], by=GUEST, now=TODAY)
        bookings.cancel(first[3], by=GUEST, now=TODAY)
    assert (ana.status, ana.offered_seats, ana.waiting_size) == ("going", 2, 2)
    assert ana.offered_until is not None
    advance_waitlists(ana.offered_until)
    assert (ana.status, ana.party_size, ana.waiting_size, ana.offered_seats) == ("going", 2, 0, 0)
    assert mails_to(ana)[-2:] == ["offered", "lapsed"]


def test_the_rest_shrinks_before_the_seats_do(app: Flask) -> None:
    event, first = full_of_singles(6)
    ana = passed_over(event, of=4)
    cancel(first[0])
    cancel(first[1])
    claim(ana)
    resize(ana, to=3)
    assert (ana.party_size, ana.waiting_size) == (2, 1)
    resize(ana, to=1)
    assert (ana.party_size, ana.waiting_size, ana.in_line) == (1, 0, False)
    assert bookings_queries.occupancy(event).free == 1


def test_nothing_is_saved_any_more_a_day_before_it_begins(app: Flask) -> None:
    event, first = full_of_singles(6)
    ana = passed_over(event, of=4)
    cancel(first[0])
    bea = a_booking(event)
    advance_waitlists(event.starts_at - 24 * HOUR - timedelta(seconds=1))
    assert (ana.saved_seats, bea.waiting) == (1, True)
    advance_waitlists(event.starts_at - 24 * HOUR)
    assert (ana.saved_seats, bea.going) == (0, True)
    assert waitlist.events_due(event.starts_at) == []
