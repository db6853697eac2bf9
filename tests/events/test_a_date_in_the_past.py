"""A date in the past asks first."""

from datetime import datetime, timedelta

from flask import Flask

from chapter import db
from chapter.events.models import Event
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event, sign_in
from tests.held_mails import held_tellings


class TestADateInThePast:
    def test_it_asks_first_and_takes_it_with_the_tick(self, app: Flask, client: Browser) -> None:
        event = an_event()
        a_booking(event)
        sign_in(client, "events")
        begins, ends = "2026-11-20T18:00", "2026-11-20T20:00"
        form = client.get(f"/office/events/{event.slug}/edit").form("/edit")
        page = form.fill(starts_wall=begins, ends_wall=ends).press("Save")
        assert page.status == 422
        assert "This date is in the past." in page.errors["starts_wall"]
        assert db.session.get_one(Event, event.id).starts_wall != datetime.fromisoformat(begins)
        assert held_tellings() == []
        page = page.form("/edit").fill(past_is_right="y").press("Save")
        assert db.session.get_one(Event, event.id).starts_wall == datetime.fromisoformat(begins)

    def test_the_tick_counts_for_the_day_that_it_was_shown_for_alone(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event()
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/edit").form("/edit")
        page = form.fill(starts_wall="2026-11-20T18:00", ends_wall="2026-11-20T20:00").press("Save")
        form = page.form("/edit").fill(past_is_right="y", starts_wall="2026-11-19T18:00")
        assert form.press("Save").status == 422

    def test_a_past_event_can_be_edited_without_being_asked(self, app: Flask, client: Browser) -> None:
        event = an_event(starts_at=TODAY - timedelta(days=3))
        sign_in(client, "events")
        page = (
            client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(story="It was.").press("Save")
        )
        assert page.h1 == event.title

    def test_a_new_event_in_the_past_asks(self, app: Flask, client: Browser) -> None:
        sign_in(client, "events")
        form = client.get("/office/events/new").form()
        page = form.fill(title="Past", starts_wall="2026-11-20T18:00", ends_wall="2026-11-20T20:00").press()
        assert page.status == 422
        assert page.form().fill(past_is_right="y").press().h1 == "Past"

    def test_publishing_one_that_has_begun_asks(self, app: Flask, client: Browser) -> None:
        event = an_event("Table", starts_at=TODAY - timedelta(hours=1), place="Loft", published_at=None)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}").form("publish").press("Publish")
        assert page.status == 422
        assert "It started Monday, November 23, 11 a.m. to 1 p.m." in page.main
        assert db.session.get_one(Event, event.id).draft
        page.form("publish").fill(sure="y").press("Publish")
        assert not db.session.get_one(Event, event.id).draft
