"""Guests who asked for a small job: twenty minutes each at the badge desk."""

from datetime import timedelta
from typing import Any

import pytest

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.events.rules import parties
from chapter.privacy.files import data
from chapter.privacy.queries import kept
from chapter.privacy.rules import erase
from chapter.volunteering import small_jobs
from chapter.volunteering.tasks import place_jobs
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in
from tests.volunteering.making import an_opportunity

pytestmark = pytest.mark.usefixtures("app")


def wants(event: Event, **more: Any) -> Rsvp:
    return a_booking(event, arrival="small_job", **more)


def numbers(event: Event) -> list[int]:
    return [job.number for job in small_jobs.given(event.id)]


def test_they_follow_each_other_from_the_opening_of_the_desk_on() -> None:
    event = an_event()
    guests = [wants(event) for _ in range(3)]
    a_booking(event)
    place_jobs(TODAY)
    jobs = small_jobs.given(event.id)
    assert [job.rsvp_id for job in jobs] == [guest.id for guest in guests]
    assert [(job.begins - event.starts_at).total_seconds() / 60 for job in jobs] == [-30, -10, 10]
    assert jobs[0].ends == jobs[1].begins


def test_whoever_leaves_frees_her_place_and_nobody_else_moves() -> None:
    event = an_event()
    first, _, third = (wants(event) for _ in range(3))
    place_jobs(TODAY)
    with db.writing():
        parties.cancel(first, by=GUEST, now=TODAY)
    place_jobs(TODAY)
    assert numbers(event) == [1, 2]
    fourth = wants(event)
    place_jobs(TODAY)
    found = {job.rsvp_id: job.number for job in small_jobs.given(event.id)}
    assert (found[third.id], found[fourth.id]) == (2, 0)
    assert place_jobs(TODAY) == 0


def test_more_guests_than_places_stand_two_at_a_time_and_short_events_have_fewer() -> None:
    event = an_event(hours=0.5)
    assert small_jobs.places(event) == 3
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
    (job,) = small_jobs.given(event.id)
    assert job.begins == event.starts_at - small_jobs.OPENS


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
    assert '"small_jobs": [\n' in data(kept("priya@example.test"))
    with db.writing():
        erase(kept("priya@example.test"), now=TODAY)
    place_jobs(TODAY)
    assert numbers(event) == []
