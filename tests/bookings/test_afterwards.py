"""What the links of reminders and thanks lead to: giving seats back with one press, and saying how it was."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import Opinion
from chapter.bookings.rules import bookings as booking_rules
from chapter.bookings.rules import opinions
from chapter.bookings.rules.opinions import OpinionInput
from chapter.events.models import Event
from chapter.refusal import Refused
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_lead, an_event, sign_in
from tests.privacy.erasing import erase_people

AFTERWARDS = timedelta(days=8)


def a_seat(event: Event | None = None, **more: Any) -> Rsvp:
    return a_booking(event or an_event("The Long Table"), **more)


class TestICantCome:
    def test_the_page_has_one_button_that_gives_the_seat_back(self, client: Browser) -> None:
        rsvp = a_seat()
        page = client.get(f"/rsvp/{rsvp.token}/cant-come")
        assert "Your seat goes to the next party" in page.main
        assert rsvp.going
        done = page.form(f"/rsvp/{rsvp.token}/cancel").press()
        assert "Your booking is canceled" in done.h1
        db.session.refresh(rsvp)
        assert rsvp.cancelled_at == TODAY

    def test_whoever_gave_it_back_already_sees_that(self, client: Browser) -> None:
        rsvp = a_seat()
        with db.writing():
            booking_rules.cancel(rsvp, by=GUEST, now=TODAY)
        page = client.get(f"/rsvp/{rsvp.token}/cant-come", follow=True)
        assert "Your booking is canceled" in page.h1

    def test_after_the_event_there_is_nothing_to_give_back(
        self, client: Browser, clock: MovableClock
    ) -> None:
        rsvp = a_seat()
        clock.forward(AFTERWARDS)
        assert "This event is over" in client.get(f"/rsvp/{rsvp.token}/cant-come", follow=True).h1


class TestHowWasIt:
    @pytest.fixture
    def came(self, clock: MovableClock) -> Rsvp:
        rsvp = a_seat()
        clock.forward(AFTERWARDS)
        return rsvp

    def test_she_answers_and_may_change_it(self, client: Browser, came: Rsvp) -> None:
        address = f"/rsvp/{came.token}/how-was-it"
        done = (
            client.get(address).form(address).fill(answer="met_somebody", words="Bea and I talk on").press()
        )
        assert "Thank you." in done.text
        again = done.form(address)
        assert (again["answer"], again["words"]) == ("met_somebody", "Bea and I talk on")
        again.fill(answer="all_right", words="").press()
        said = db.session.scalars(select(Opinion)).one()
        assert (said.answer, said.words, said.named) == ("all_right", "", False)

    def test_without_an_answer_her_words_are_kept_on_the_page(self, client: Browser, came: Rsvp) -> None:
        address = f"/rsvp/{came.token}/how-was-it"
        page = client.get(address).form(address).fill(words="It was loud").press()
        assert page.status == 422
        assert "Choose the closest answer." in page.main
        assert page.form(address)["words"] == "It was loud"
        assert db.first(select(Opinion)) is None

    def test_before_the_end_it_is_not_asked(self, client: Browser) -> None:
        rsvp = a_seat()
        address = f"/rsvp/{rsvp.token}/how-was-it"
        assert "Come back when the event is over" in client.get(address).main
        page = client.post(address, answer="glad")
        assert page.status == 422
        assert db.first(select(Opinion)) is None

    def test_it_is_not_asked_of_those_who_did_not_come(self, app: Flask, clock: MovableClock) -> None:
        rsvp = a_seat()
        with db.writing():
            booking_rules.cancel(rsvp, by=GUEST, now=TODAY)
        now = clock.forward(AFTERWARDS)
        with pytest.raises(Refused, match="guests who came"), db.writing():
            opinions.record_opinion(rsvp, OpinionInput("glad"), now=now)

    def test_her_words_go_when_she_is_forgotten_and_the_answer_stays_counted(self, came: Rsvp) -> None:
        now = TODAY + AFTERWARDS
        with db.writing():
            opinions.record_opinion(came, OpinionInput("glad", "Her secret words", named=True), now=now)
        with db.writing():
            erase_people(bookings=[came.id], now=now)
        said = db.session.scalars(select(Opinion)).one()
        assert (said.answer, said.words, said.named) == ("glad", "", False)


class TestWhatTheOfficeSees:
    @pytest.fixture
    def event(self, clock: MovableClock) -> Event:
        event = an_event("The Long Table")
        said = {
            "Ana Open": OpinionInput("met_somebody", "Bea and I talk on", named=True),
            "Cleo Closed": OpinionInput("all_right", "It was loud"),
            "Dora Short": OpinionInput("all_right"),
        }
        bookings = {name: a_seat(event, name=name) for name in said}
        now = clock.forward(AFTERWARDS)
        with db.writing():
            for name, rsvp in bookings.items():
                opinions.record_opinion(rsvp, said[name], now=now)
        return event

    def test_counts_words_and_only_the_names_that_may_stand_there(
        self, client: Browser, event: Event
    ) -> None:
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}").follow("Feedback")
        assert "Bea and I talk on" in page.main
        assert "It was loud" in page.main
        assert "Ana Open" in page.main
        assert "Cleo Closed" not in page.text
        assert "It was okay 2 3" in " ".join(page.main.split())

    def test_nobody_has_answered_yet(self, client: Browser, clock: MovableClock) -> None:
        event = an_event()
        clock.forward(AFTERWARDS)
        sign_in(client, "events")
        assert "No feedback yet" in client.get(f"/office/events/{event.slug}/opinions").main

    def test_a_greeter_does_not_see_it(self, client: Browser, event: Event) -> None:
        a_lead(event, sign_in(client), "greeter")
        assert client.get(f"/office/events/{event.slug}/opinions").status == 403
        assert "Feedback" not in client.get(f"/office/events/{event.slug}").text

    def test_there_is_no_tab_before_the_end(self, client: Browser) -> None:
        event = an_event()
        sign_in(client, "events")
        assert "Feedback" not in client.get(f"/office/events/{event.slug}").text
