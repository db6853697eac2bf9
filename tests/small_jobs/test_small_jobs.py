"""Guests who asked for a small job: twenty minutes each at the badge desk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.privacy.exports import as_json
from chapter.privacy.queries import data_under
from chapter.privacy.rules import erase
from chapter.small_jobs import models, queries
from chapter.small_jobs.models import SmallJob
from chapter.small_jobs.rules import assignments
from chapter.small_jobs.tasks import place_jobs
from tests.browser import Browser
from tests.checkin.checkins import came_in, take, tonight
from tests.conftest import MovableClock
from tests.events_office.changes import cancel, change, undo
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in
from tests.held_mails import held_tellings, release_held
from tests.races import writing_at_once
from tests.shifts.shifts import an_opportunity

pytestmark = pytest.mark.usefixtures("app")


def wants(event: Event, **more: Any) -> Rsvp:
    return a_booking(event, arrival="small_job", **more)


def numbers(event: Event) -> list[int]:
    return [job.number for job in queries.jobs_of_event(event.id)]


def test_they_follow_each_other_from_the_opening_of_the_desk_on() -> None:
    event = an_event()
    guests = [wants(event) for _ in range(3)]
    a_booking(event)
    place_jobs(TODAY)
    jobs = queries.jobs_of_event(event.id)
    assert [job.rsvp_id for job in jobs] == [guest.id for guest in guests]
    assert [(job.begins - event.starts_at).total_seconds() / 60 for job in jobs] == [-30, -10, 10]
    assert jobs[0].ends == jobs[1].begins


def test_whoever_leaves_frees_her_place_and_nobody_else_moves() -> None:
    event = an_event()
    first, _, third = (wants(event) for _ in range(3))
    place_jobs(TODAY)
    with db.writing():
        bookings.cancel(first, by=GUEST, now=TODAY)
    place_jobs(TODAY)
    assert numbers(event) == [1, 2]
    fourth = wants(event)
    place_jobs(TODAY)
    found = {job.rsvp_id: job.number for job in queries.jobs_of_event(event.id)}
    assert (found[third.id], found[fourth.id]) == (2, 0)
    assert place_jobs(TODAY) == 0


def test_more_guests_than_places_stand_two_at_a_time_and_short_events_have_fewer() -> None:
    event = an_event(hours=0.5)
    assert models.slot_count(event) == 3
    for _ in range(4):
        wants(event)
    place_jobs(TODAY)
    assert numbers(event) == [0, 0, 1, 2]


def test_a_place_moves_with_the_event() -> None:
    event = an_event()
    wants(event)
    place_jobs(TODAY)
    with db.writing():
        db.lock(event).starts_at += timedelta(hours=1)
    (job,) = queries.jobs_of_event(event.id)
    assert job.begins == event.starts_at - models.DESK_OPENS_BEFORE


def test_the_lead_s_sheet_and_her_own_page_say_when(client: Browser) -> None:
    event = an_event()
    guest = wants(event, name="Priya Raghunathan")
    whole = an_opportunity(event_id=event.id, from_job=True)
    place_jobs(TODAY)
    assert "from 11:30 a.m. to 11:50 a.m." in client.get(f"/rsvp/{guest.token}").text
    sign_in(client, "volunteers")
    sheet = client.get(f"/office/volunteers/{whole.slug}").text
    assert "At the badge desk" in sheet
    assert "11:30 a.m. to 11:50 a.m. Priya Raghunathan" in sheet


def test_it_is_told_and_erased() -> None:
    event = an_event()
    wants(event, email="priya@example.test")
    place_jobs(TODAY)
    assert '"small_jobs": [\n' in as_json(data_under("priya@example.test"))
    with db.writing():
        erase(data_under("priya@example.test"), now=TODAY)
    place_jobs(TODAY)
    assert numbers(event) == []


def in_minutes(event: Event, minutes: int) -> datetime:
    return event.starts_at + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "found"), [(-41, [0]), (-39, [1]), (-21, [1]), (-19, [2]), (69, []), (60, [5])]
)
def test_no_place_is_given_for_a_time_that_has_passed_or_is_too_near_to_read_of(
    minutes: int, found: list[int]
) -> None:
    event = an_event()
    wants(event)
    place_jobs(in_minutes(event, minutes))
    assert numbers(event) == found


def test_a_guest_who_is_in_is_given_no_place_and_keeps_the_one_she_had() -> None:
    event = tonight()
    has, late = wants(event), wants(event)
    with db.writing():
        db.session.add(SmallJob(rsvp_id=has.id, event_id=event.id, number=0, given_at=TODAY))
    take(event, came_in(has), came_in(late))
    place_jobs(TODAY + timedelta(minutes=1))
    assert [job.rsvp_id for job in queries.jobs_of_event(event.id)] == [has.id]


def test_a_place_that_a_move_left_in_the_past_is_given_anew_once_the_move_is_settled() -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=9))
    wants(event)
    place_jobs(TODAY)
    move = timedelta(hours=-8, minutes=-45)
    change(event, starts_wall=event.starts_wall + move, ends_wall=event.ends_wall + move)
    place_jobs(TODAY + timedelta(minutes=1))
    assert numbers(event) == [0]
    release_held()
    place_jobs(TODAY + timedelta(minutes=10))
    (job,) = queries.jobs_of_event(event.id)
    assert job.begins >= TODAY + timedelta(minutes=20)


def test_a_move_that_is_undone_changes_no_place() -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=9))
    wants(event)
    place_jobs(TODAY)
    move = timedelta(hours=-8, minutes=-45)
    change(event, starts_wall=event.starts_wall + move, ends_wall=event.ends_wall + move)
    undo(held_tellings()[0], now=TODAY + timedelta(minutes=1))
    place_jobs(TODAY + timedelta(minutes=2))
    (job,) = queries.jobs_of_event(event.id)
    assert (job.number, job.given_at) == (0, TODAY)


def test_places_are_given_back_to_nobody_while_a_canceling_may_be_undone() -> None:
    event = an_event()
    guest = wants(event)
    place_jobs(TODAY)
    cancel(event)
    place_jobs(TODAY + timedelta(minutes=1))
    undo(held_tellings()[0], now=TODAY + timedelta(minutes=2))
    place_jobs(TODAY + timedelta(minutes=3))
    assert [job.rsvp_id for job in queries.jobs_of_event(event.id)] == [guest.id]


def test_two_sweeps_at_the_same_moment_give_one_place(app: Flask) -> None:
    event = an_event()
    wants(event)
    number = event.id

    def place() -> object:
        return assignments.assign(db.lock(db.session.get_one(Event, number)), now=TODAY)

    assert sorted(map(str, writing_at_once(app, *[place] * 4))) == ["0", "0", "0", "1"]
    assert numbers(event) == [0]


def test_who_books_too_late_for_a_place_reads_so(client: Browser, clock: MovableClock) -> None:
    event = an_event()
    guest = wants(event, now=clock.at(in_minutes(event, 75)))
    place_jobs(in_minutes(event, 75))
    assert "All the times at the badge desk are taken" in client.get(f"/rsvp/{guest.token}").main


def letters() -> dict[str, Mail]:
    found = db.session.scalars(select(Mail).where(Mail.kind == "volunteering.small_job"))
    return {mail.to_address: mail for mail in found}


def six_at(event: Event) -> list[Rsvp]:
    guests = [wants(event) for _ in range(6)]
    place_jobs(TODAY)
    assert numbers(event) == [0, 1, 2, 3, 4, 5]
    return guests


def shorten(event: Event, now: datetime) -> None:
    """It ends an hour after it begins: four places are left."""
    change(event, now, ends_wall=event.starts_wall + timedelta(hours=1))


def test_places_beyond_the_end_of_a_shorter_evening_are_given_anew_and_who_had_one_hears() -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=9), hours=4)
    guests = six_at(event)
    shorten(event, TODAY + timedelta(minutes=1))
    place_jobs(TODAY + timedelta(minutes=2))
    assert letters() == {}, "not while it may be undone"
    release_held()
    place_jobs(TODAY + timedelta(minutes=20))
    assert numbers(event) == [0, 0, 1, 1, 2, 3]
    assert all(job.ends <= event.ends_at for job in queries.jobs_of_event(event.id))
    assert letters().keys() == {guest.email for guest in guests[4:]}
    last = queries.job_of(guests[5])
    assert last is not None
    assert last.number == 1
    assert "8:50 p.m. to 9:10 p.m." in letters()[guests[5].email].text
    assert place_jobs(TODAY + timedelta(minutes=21)) == 0
    assert len(letters()) == 2


def test_who_loses_her_place_and_finds_no_other_hears_that_nobody_waits_for_her() -> None:
    event = an_event(starts_at=TODAY + timedelta(minutes=20), hours=4)
    place_jobs(TODAY)
    guest = wants(event, now=in_minutes(event, 40))
    place_jobs(in_minutes(event, 40))
    assert numbers(event) == [4]
    shorten(event, in_minutes(event, 41))
    release_held()
    place_jobs(in_minutes(event, 55))
    assert numbers(event) == []
    assert letters()[guest.email].subject.startswith("Your small job is canceled")


def test_who_is_in_and_whose_place_is_beyond_the_end_keeps_it_and_hears_nothing() -> None:
    event = tonight()
    guest = wants(event)
    with db.writing():
        db.session.add(SmallJob(rsvp_id=guest.id, event_id=event.id, number=5, given_at=TODAY))
    take(event, came_in(guest))
    with db.writing():
        db.lock(event).ends_at = event.starts_at + timedelta(hours=1)
    place_jobs(TODAY + timedelta(minutes=1))
    assert letters() == {}
