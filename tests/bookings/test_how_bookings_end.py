"""However a booking ends, whoever holds something for it is told, once, and frees it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, email_verification, endings, erasure, offers
from chapter.bookings.rules.endings import BOOKINGS_ENDED
from chapter.checkin.models import walk_in_nonce
from chapter.checkin.rules import walk_ins
from chapter.checkin.rules.checkins import CheckinInput, Operator
from chapter.events_office.rules import bookings as office
from chapter.events_office.rules import releases
from chapter.hello.models.hellos import AssignmentRun, Hello
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people.verification import MAILBOX, TYPED
from chapter.schedule import advance_waitlists
from chapter.small_jobs.models import SmallJob
from chapter.small_jobs.tasks import place_jobs
from chapter.web.endings import Ended
from tests.bookings.waitlists import asked
from tests.checkin.checkins import a_nonce, take, tonight
from tests.endings import planted
from tests.events_office.changes import MINUTE, cancel, the_move, undo
from tests.factories import GUEST, TODAY, a_booking, a_person, a_writing, an_event, saved
from tests.records.departures import books, note

pytestmark = pytest.mark.usefixtures("app")


def a_guest_cancels() -> Rsvp:
    rsvp = a_booking(an_event())
    bookings.cancel(rsvp, by=GUEST, now=TODAY)
    return rsvp


def a_waiting_party_cancels() -> Rsvp:
    event = an_event(seats=1)
    a_booking(event)
    waits = a_booking(event)
    bookings.cancel(waits, by=GUEST, now=TODAY)
    return waits


def the_office_cancels() -> Rsvp:
    rsvp = a_booking(an_event())
    office.cancel(rsvp, why="She called.", by=GUEST, now=TODAY)
    return rsvp


def an_offer_is_declined() -> Rsvp:
    event = an_event(seats=1, when_free="offer")
    first, offered = a_booking(event), a_booking(event)
    bookings.cancel(first, by=GUEST, now=TODAY)
    offers.decline(offered, by=GUEST, now=TODAY)
    return offered


def somebody_else_had_typed_it() -> Rsvp:
    rsvp = a_booking(an_event(), proof=TYPED)
    email_verification.disown(rsvp, now=TODAY)
    return rsvp


def one_of_two_is_kept() -> Rsvp:
    event = an_event()
    one = a_booking(event, name="Ana Example", email="ana@example.test", proof=TYPED)
    two = a_booking(event, name="Ana Example", email="ana@example.test", proof=TYPED)
    email_verification.keep_one_booking(two, MAILBOX, now=TODAY)
    return one


def a_guest_is_erased() -> Rsvp:
    rsvp = a_booking(an_event())
    erasure.erase(rsvp, by=GUEST, now=TODAY)
    return rsvp


def a_person_is_let_go() -> Rsvp:
    person = a_person()
    rsvp = books(an_event(), person)
    releases.release_seats(person.id, cause="suspended", members_only=False, by=GUEST, now=TODAY)
    return rsvp


WITHIN_ONE = [
    a_guest_cancels, a_waiting_party_cancels, the_office_cancels, an_offer_is_declined,
    somebody_else_had_typed_it, one_of_two_is_kept, a_guest_is_erased, a_person_is_let_go,
]  # fmt: skip


def nobody_answers_an_offer() -> Rsvp:
    _, offered = asked()
    assert offered.offered_until is not None
    advance_waitlists(offered.offered_until)
    return offered


def a_walk_in_is_taken_back() -> Rsvp:
    event, by = tonight(), Operator(None)
    with db.writing():
        rsvp = walk_ins.walk_in(
            db.lock(event), "Zofia Nowak", "", size=1, nonce="walk-0001", over=False, by=by, now=TODAY
        )
    take(event, CheckinInput(a_nonce(), rsvp.public_id, (), TODAY, undoes=walk_in_nonce("walk-0001")))
    return rsvp


def the_event_is_cancelled() -> Rsvp:
    rsvp = a_booking(an_event())
    cancel(rsvp.event)
    return rsvp


def she_gives_back_at_a_cancelled_event() -> Rsvp:
    rsvp = the_event_is_cancelled()
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=TODAY + MINUTE)
    return rsvp


def she_died_while_it_was_cancelled() -> Rsvp:
    rsvp = books(an_event(), a_person())
    cancel(rsvp.event)
    note(rsvp.person, "deceased")
    undo(the_move(), TODAY + MINUTE)
    return rsvp


ALONE = [
    nobody_answers_an_offer, a_walk_in_is_taken_back, the_event_is_cancelled,
    she_gives_back_at_a_cancelled_event, she_died_while_it_was_cancelled,
]  # fmt: skip


@pytest.fixture
def told(app: Flask) -> Iterator[list[Ended]]:
    """What followers are told in this test."""
    found: list[Ended] = []
    followers = app.extensions["end_hooks"][BOOKINGS_ENDED].calls
    followers.append(found.append)
    yield found
    followers.remove(found.append)


@pytest.mark.parametrize("way", [*WITHIN_ONE, *ALONE], ids=lambda way: way.__name__)
def test_however_a_booking_ends_its_followers_are_told(way: Callable[[], Rsvp], told: list[Ended]) -> None:
    if way in WITHIN_ONE:
        with db.writing():
            rsvp = way()
    else:
        rsvp = way()
    assert rsvp.cancelled_at is not None
    assert told[-1].ids == [rsvp.id]
    assert told[-1].at == rsvp.cancelled_at
    assert told[-1].restorable == (rsvp.cancellation_cause == "event")


@pytest.mark.parametrize("way", [*WITHIN_ONE, *ALONE], ids=lambda way: way.__name__)
def test_however_a_booking_ends_what_its_packages_say_they_free_is_freed(
    app: Flask, way: Callable[[], Rsvp], told: list[Ended]
) -> None:
    with planted(app, BOOKINGS_ENDED) as held:
        if way in WITHIN_ONE:
            with db.writing():
                way()
        else:
            way()
    assert held.rows.keys() == BOOKINGS_ENDED.freed(app)
    assert held.freed() == (set() if told[-1].restorable else held.rows.keys())


def test_what_is_said_to_be_freed_and_is_not_is_seen(app: Flask) -> None:
    calls = app.extensions["end_hooks"][BOOKINGS_ENDED].calls
    silent = [call for call in calls if call.__module__.startswith("chapter.small_jobs")]
    for call in silent:
        calls.remove(call)
    try:
        with planted(app, BOOKINGS_ENDED) as held, db.writing():
            a_guest_cancels()
    finally:
        calls.extend(silent)
    assert held.rows.keys() - held.freed() == {"small_jobs.rsvp_id"}


def test_an_act_that_ends_many_tells_it_once(told: list[Ended]) -> None:
    event = an_event()
    made = [a_booking(event) for _ in range(3)]
    cancel(event)
    assert [ended.ids for ended in told] == [[rsvp.id for rsvp in made]]


def test_an_act_that_ends_nothing_tells_nothing(told: list[Ended]) -> None:
    cancel(an_event())
    with db.writing():
        endings.end([], cause="person", now=TODAY)
    assert told == []


def test_nobody_is_reminded_of_a_booking_that_ended() -> None:
    rsvp = a_booking(an_event())
    with db.writing():
        letter = Letter("events.reminder", "Soon", "Soon.\n", about=("rsvps", rsvp.id))
        reminder = mail.queue(letter, to=(rsvp.name, rsvp.email), person_id=rsvp.person_id, now=TODAY)
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=TODAY)
    assert reminder.withdrawn_at == TODAY


def test_her_slot_at_the_badge_desk_is_free_at_once() -> None:
    rsvp = a_booking(an_event(), arrival="small_job")
    place_jobs(TODAY)
    assert db.session.get(SmallJob, rsvp.id) is not None
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=TODAY)
    assert db.session.scalars(select(SmallJob)).all() == []


def a_hello() -> Hello:
    event = an_event()
    one, two = a_booking(event), a_booking(event)
    with a_writing():
        saved(AssignmentRun(event_id=event.id, fingerprint="as it was", arranged_at=TODAY))
        return saved(
            Hello(event_id=event.id, helper=one, other=two, kind="help", arranged_at=TODAY, ended_at=None)
        )


def test_her_hellos_end_and_the_event_is_assigned_anew() -> None:
    hello = a_hello()
    with db.writing():
        bookings.cancel(hello.other, by=GUEST, now=TODAY)
    assert hello.ended_at == TODAY
    assert db.session.get_one(AssignmentRun, hello.event_id).fingerprint == ""


def test_a_cancellation_that_may_be_undone_leaves_hellos_and_slots_as_they_are() -> None:
    hello = a_hello()
    with db.writing():
        job = saved(SmallJob(rsvp_id=hello.helper_id, event_id=hello.event_id, number=0, given_at=TODAY))
    cancel(hello.helper.event)
    assert hello.ended_at is None
    assert db.session.scalars(select(SmallJob)).all() == [job]
