"""Offers: seats are held until she says yes, says no, or lets the time pass."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import bookings, erasure, offers, waitlist
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from chapter.refusal import Refused
from chapter.schedule import JOBS, advance_waitlists
from tests.bookings.waitlists import HOUR, asked, claim, decline, mails_to, rejoin, resize
from tests.factories import GUEST, TODAY, a_booking, a_party, an_event
from tests.held_mails import release_held


def test_seats_that_come_free_are_held_and_count_as_taken(app: Flask) -> None:
    event, bea = asked()
    assert (bea.status, bea.offered_seats, bea.going) == ("offered", 2, False)
    assert bea.offered_why == "Two seats opened up at noon. Your party of two was first on the waitlist."
    seating = bookings_queries.occupancy(event)
    assert (seating.seated, seating.offered, seating.taken, seating.free) == (0, 2, 2, 0)
    assert a_booking(event).waiting
    assert mails_to(bea) == ["waiting", "offered"]


def test_the_log_tells_the_offer_with_its_rule(app: Flask) -> None:
    _, bea = asked()
    entry = db.first_or_404(select(Entry).where(Entry.verb == "offered"))
    assert (entry.actor_kind, entry.actor_name, entry.record_id) == ("rule", "waitlist", bea.id)
    assert "Rule: seats go to the first party on the waitlist that fits." in entry.why
    assert entry.why.endswith("This party was first of one, with two seats open and nobody passed over.")


def test_she_says_yes_and_has_her_seats(app: Flask) -> None:
    event, bea = asked()
    claim(bea)
    assert (bea.status, bea.offered_until, bea.offered_seats) == ("going", None, 0)
    assert bookings_queries.occupancy(event).seated == 2
    assert mails_to(bea) == ["waiting", "offered", "seated"]
    claim(bea)
    assert mails_to(bea) == ["waiting", "offered", "seated"]


def test_she_says_no_and_the_next_is_asked(app: Flask) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    decline(bea)
    assert (bea.status, caro.status) == ("cancelled", "offered")
    decline(bea)
    assert mails_to(bea) == ["waiting", "offered", "cancelled"]


def test_an_offer_that_nobody_answers_goes_on_and_she_may_join_the_line_again(app: Flask) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    until = bea.offered_until
    assert until is not None
    advance_waitlists(until - timedelta(seconds=1))
    assert bea.status == "offered"
    advance_waitlists(until)
    assert (bea.status, bea.lapsed, caro.status) == ("cancelled", True, "offered")
    assert mails_to(bea) == ["waiting", "offered", "lapsed"]
    with pytest.raises(Refused, match="You can rejoin the waitlist"):
        claim(bea, now=until)
    rejoin(bea, now=until)
    assert (bea.waiting, bookings_queries.position_in_line(bea), bea.times_passed) == (True, 1, 0)
    rejoin(bea, now=until)
    assert mails_to(bea) == ["waiting", "offered", "lapsed", "waiting"]


def test_who_rejoins_stands_at_the_end(app: Flask) -> None:
    event, bea = asked()
    others = [a_booking(event, of=2) for _ in range(2)]
    until = bea.offered_until
    assert until is not None
    advance_waitlists(until)
    rejoin(bea, now=until)
    assert bookings_queries.waiting_line(event) == [others[1], bea]


def test_who_rejoins_where_there_is_room_sits_at_once(app: Flask) -> None:
    _, bea = asked()
    until = bea.offered_until
    assert until is not None
    advance_waitlists(until)
    rejoin(bea, now=until)
    assert bea.going


def test_who_booked_again_meanwhile_does_not_rejoin(app: Flask) -> None:
    event, bea = asked()
    until = bea.offered_until
    assert until is not None
    advance_waitlists(until)
    again = a_party(bea.name, bea.email)
    with db.writing():
        bookings.book(db.lock(event), again, by=GUEST, now=until)
    with pytest.raises(Refused, match="already have a newer booking"):
        rejoin(bea, now=until)


def test_a_press_after_the_time_is_over_is_too_late_even_before_anybody_swept(app: Flask) -> None:
    _, bea = asked()
    assert bea.offered_until is not None
    with pytest.raises(Refused, match="This offer has expired"):
        claim(bea, now=bea.offered_until)
    claim(bea, now=bea.offered_until - timedelta(seconds=1))
    assert bea.going


def test_a_party_with_an_offer_shrinks_and_the_rest_goes_on(app: Flask) -> None:
    event, bea = asked(of=3, seats=3)
    caro = a_booking(event)
    resize(bea, to=2)
    assert (bea.offered_seats, bea.status, caro.status) == (2, "offered", "offered")
    assert mails_to(bea) == ["waiting", "offered", "changed"]


def test_a_party_with_an_offer_does_not_grow(app: Flask) -> None:
    _, bea = asked(seats=3)
    with pytest.raises(Refused, match=r"Two seats are held for you\. Accept or pass them on first\."):
        resize(bea, to=3)


@pytest.mark.parametrize("how", ["cancel", "shrink", "raise", "staff", "erase", "decline", "lapse"])
def test_every_kind_of_release_moves_the_queue(app: Flask, how: str) -> None:
    event, held = asked(seats=2)
    bea = a_booking(event, of=1)
    now = TODAY
    with db.writing():
        event = db.lock(event)
        if how == "shrink":
            bookings.resize(held, to=1, by=GUEST, now=now)
        elif how == "raise":
            changed = {**vars(lifecycle.details_of(event)), "capacity": 3}
            changes.change_event(event, lifecycle.EventDetails(**changed), by=GUEST, now=now)
        elif how == "erase":
            erasure.erase(held, by=GUEST, now=now)
        elif how == "decline":
            offers.decline(held, by=GUEST, now=now)
        elif how == "lapse":
            now = held.offered_until or now
            waitlist.promote(event, now=now)
        else:
            bookings.cancel(held, by=GUEST, now=now, why="x" if how == "staff" else "")
    assert bea.status == "offered"


def test_without_a_limit_everybody_is_seated_who_was_asked_or_waited(app: Flask) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    with db.writing():
        db.lock(event).capacity = None
        waitlist.promote(event, now=TODAY)
    assert bea.going
    assert caro.going
    assert mails_to(bea)[-1] == "seated"


def test_cancelling_the_event_ends_every_offer_and_tells_everybody(app: Flask) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    with db.writing():
        changes.cancel_event(db.lock(event), why="The kiln.", by=GUEST, now=TODAY)
    db.session.refresh(bea)
    assert (bea.status, bea.called_off) == ("cancelled", True)
    assert (bookings_queries.offers_of(event), bookings_queries.occupancy(event).taken) == ([], 0)
    release_held()
    assert [mails_to(rsvp)[-1] for rsvp in (bea, caro)] == ["called_off", "called_off"]


@pytest.mark.parametrize(("hours", "status"), [(1.9, "going"), (2.1, "offered")])
def test_shortly_before_it_begins_seats_are_given_at_once(app: Flask, hours: float, status: str) -> None:
    _, bea = asked(starts_at=TODAY + hours * HOUR)
    assert bea.status == status


def test_nothing_moves_once_it_has_begun_and_an_offer_ends_quietly(app: Flask) -> None:
    event, bea = asked(starts_at=TODAY + 3 * HOUR)
    caro = a_booking(event, of=2)
    with db.writing():
        db.lock(event).starts_at = TODAY + HOUR / 4
    with pytest.raises(Refused, match="The event has started"):
        claim(bea, now=TODAY + HOUR / 4)
    with db.writing():
        waitlist.promote(db.lock(event), now=TODAY + HOUR / 4)
    assert (bea.status, caro.status) == ("cancelled", "waitlisted")
    assert mails_to(bea) == ["waiting", "offered"]


def test_an_event_that_is_moved_ahead_ends_no_offer_after_it_begins(app: Flask) -> None:
    event, bea = asked()
    soon = {"starts_wall": datetime(2026, 11, 23, 18, 0), "ends_wall": datetime(2026, 11, 23, 20, 0)}  # noqa: DTZ001 - walls
    with db.writing():
        event = db.lock(event)
        details = lifecycle.EventDetails(**{**vars(lifecycle.details_of(event)), **soon})
        changes.change_event(event, details, by=GUEST, now=TODAY)
    release_held()
    assert bea.offered_until == event.starts_at


def test_saying_yes_to_nothing_is_refused_kindly(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    bea = a_booking(event)
    for answer in (claim, decline):
        with pytest.raises(Refused, match="No seats are held for you right now"):
            answer(bea)


def test_the_sweep_is_a_job_of_the_worker(app: Flask) -> None:
    assert advance_waitlists in [job.work for job in JOBS]
