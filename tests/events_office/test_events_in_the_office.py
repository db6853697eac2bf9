"""Events on the pages of the office: for events leads, for the lead of one event, for greeters."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask

from chapter import db
from chapter.audit import Actor
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_draft, a_lead, an_account, an_event, sign_in
from tests.statement_count import statements_of

BY = Actor("command", name="test")


def change(event: Event, *, now: datetime = TODAY, **more: Any) -> int:
    with db.writing():
        held = db.lock(event)
        changed = replace(lifecycle.details_of(held), **more)
        return changes.change_event(held, changed, by=BY, now=now)


def test_the_office_writes_down_publishes_and_edits_an_event(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/events/").follow("New event")
    page = (
        page.form()
        .fill(
            title="The Long Table",
            starts_wall="2026-12-10T18:30",
            ends_wall="2026-12-10T21:00",
            place="Pilsen Hall",
            capacity="48",
        )
        .press("Save draft")
    )
    assert page.h1 == "The Long Table"
    assert "Draft" in page.main
    page = page.form("publish").press("Publish")
    assert "Published." in page.text
    assert client.get("/events/the-long-table").status == 200
    page = client.get("/office/events/the-long-table/edit")
    assert page.form()["starts_wall"] == "2026-12-10T18:30"
    page = page.form().fill(place="Bridge House").press("Save")
    assert "Saved." in page.text
    assert "Bridge House" in page.main


def test_undo_makes_it_a_draft_again(app: Flask, client: Browser) -> None:
    event = a_draft(place="Pilsen Hall")
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}").form("publish").press()
    page = page.form("unpublish").press("Make it a draft again")
    assert "It’s a draft again" in page.text


def test_what_was_typed_stays_when_something_is_wrong(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/events/new")
    page = page.form().fill(
        title="", starts_wall="soon", ends_wall="0001-01-01T00:00", capacity="many",
        map_url="javascript:alert(1)",
        slug="No Such", story="Kept",
    ).press()  # fmt: skip
    assert page.status == 422
    assert set(page.errors) - {""} == {"title", "starts_wall", "ends_wall", "capacity", "map_url", "slug"}
    assert page.form()["story"] == "Kept"
    assert page.form()["capacity"] == "many"


def test_a_skipped_time_is_said_beside_its_field(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    form = client.get("/office/events/new").form()
    page = form.fill(title="Early", starts_wall="2027-03-14T02:30", ends_wall="2027-03-14T05:00").press()
    assert page.status == 422
    assert "set forward" in page.errors["starts_wall"]


def test_a_stale_form_shows_both_versions_and_loses_neither(app: Flask, client: Browser) -> None:
    event = an_event(title="One", place="Pilsen Hall")
    sign_in(client, "events")
    form = client.get(f"/office/events/{event.slug}/edit").form()
    change(event, title="Theirs")
    page = form.fill(title="Mine").press("Save")
    assert page.status == 422
    assert "changed somewhere else while you had it open" in page.text
    table = " ".join(page.all("table.compare"))
    assert "Theirs" in table
    assert "Mine" in table
    assert "Pilsen Hall" not in table, "only what differs"
    assert page.form()["title"] == "Mine"
    page = page.form().press("Save")
    assert page.h1 == "Mine"


def test_cancelling_is_asked_once_with_its_consequence(app: Flask, client: Browser) -> None:
    event = an_event()
    a_booking(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}").follow("Cancel event")
    assert "email your reason to one party in ten minutes" in page.main
    assert page.form().press().status == 422
    page = page.form().fill(why="The boiler broke.").press()
    assert "One person will get it" in page.main
    assert "The boiler broke." in page.main, "as they read it"
    assert "The boiler broke." in client.get(f"/office/events/{event.slug}").main


def test_the_lead_of_one_event_finds_hers_and_no_other(app: Flask, client: Browser) -> None:
    hers, other = an_event(title="Hers"), an_event(title="Other")
    account = an_account(secured=True)
    a_lead(hers, account.person)
    sign_in(client, account=account)
    page = client.get("/office/events/")
    assert "Hers" in page.main
    assert "Other" not in page.main
    assert client.get(f"/office/events/{hers.slug}/edit").status == 200
    assert client.get(f"/office/events/{other.slug}").status == 404
    assert client.post(f"/office/events/{other.slug}/cancel", why="x").status == 404
    assert client.get("/office/events/new").status == 403


def test_a_greeter_reads_and_changes_nothing(app: Flask, client: Browser) -> None:
    event = an_event()
    rsvp = a_booking(event, arrival="meet_me")
    account = an_account()
    a_lead(event, account.person, role="greeter")
    sign_in(client, account=account)
    page = client.get(f"/office/events/{event.slug}")
    assert rsvp.name in page.main
    assert "Meet me at the door" in page.main
    assert rsvp.email not in page.html
    assert not page.has_form("publish")
    for address in ("edit", "message", "staff", "bookings.csv", f"bookings/{rsvp.public_id}"):
        assert client.get(f"/office/events/{event.slug}/{address}").status == 403
    assert client.get(f"/office/events/{event.slug}/bookings/print").status == 200


def test_the_list_takes_as_many_statements_for_fifty_as_for_one(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    a_booking(an_event())
    one = statements_of(lambda: client.get("/office/events/"))
    for _ in range(12):
        a_booking(an_event())
    assert statements_of(lambda: client.get("/office/events/")) == one
