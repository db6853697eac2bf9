"""What many guests are told is shown to the office before it leaves."""

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.models import Broadcast
from chapter.events.models import Event
from chapter.events_office.rules import messages
from chapter.mail.models import Mail
from chapter.people.rules import persons
from chapter.people.salutation import salutation
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.events_office.changes import BY, MINUTE, sent, the_move, undo
from tests.factories import (
    TODAY,
    a_booking,
    a_lead,
    a_second_factor,
    a_writing,
    an_account,
    an_event,
    sign_in,
)  # fmt: skip
from tests.held_mails import held_tellings, release_held


class TestPages:
    def test_a_save_that_tells_others_shows_what_leaves_and_the_event_has_a_banner(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table", place="Pilsen Hall")
        ana = a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        assert page.h1 == "New date or place: Long Table"
        assert "It will be sent at 12:10 p.m." in page.main
        assert "One person will get it" in page.main
        assert ana.name in page.main
        assert "(personal link)" in page.main, "nobody’s own link stands on it"
        assert ana.token not in page.html
        event_page = client.get(f"/office/events/{event.slug}")
        assert "One person will get it in 10 minutes, at 12:10 p.m." in event_page.main
        assert "New date or place: Long Table" in client.get("/office/").main
        page = event_page.form("undo").press("Undo")
        assert page.h1 == "Long Table"
        assert "Undone. No emails were sent." in page.text
        assert db.session.get_one(Event, event.id).place == "Pilsen Hall"

    def test_a_lead_without_a_second_factor_neither_reads_nor_decides_what_is_held(
        self, app: Flask, client: Browser, another: Browser
    ) -> None:
        event, lead = an_event("Long Table", place="Pilsen Hall"), an_account()
        a_booking(event)
        sign_in(client, "events")
        with a_writing():
            a_lead(event, lead.person)
        client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        address = f"/office/tellings/{db.session.scalars(select(Broadcast.public_id)).one()}"
        sign_in(another, account=lead)
        assert "New date or place" not in another.get("/office/").main
        answers = [another.get(address, follow=False)]
        answers += [another.post(f"{address}/{press}", follow=False) for press in ("now", "undo", "sample")]
        assert {page.location.partition("?")[0] for page in answers} == {"/account/secure"}
        assert len(held_tellings()) == 1
        assert list(db.session.scalars(select(Mail).where(Mail.kind == "mail.sample"))) == []
        with a_writing():
            a_second_factor(lead)
        assert "New date or place: Long Table" in another.get("/office/").main

    def test_what_begins_soon_offers_to_send_now_first(self, app: Flask, client: Browser) -> None:
        event = an_event(starts_at=TODAY + 40 * MINUTE, place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        buttons = page.all("main header form button")
        assert buttons == ["Send now", "Undo", "Send test"]
        page = page.form("now").press("Send now")
        assert "Sending now." in page.text
        broadcasts_tasks.send_due(TODAY)
        assert len(sent()) == 1

    def test_what_is_not_soon_offers_the_undo_first(self, app: Flask, client: Browser) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        assert page.all("main header form button") == ["Undo", "Send now", "Send test"]

    def test_send_me_one_first_mails_it_to_me_without_anybodys_link(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table", place="Pilsen Hall")
        ana = a_booking(event)
        lead = sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        page = page.form("sample").press()
        assert f"Test sent to {lead.email}." in page.text
        mail = db.session.scalars(select(Mail).where(Mail.kind == "mail.sample")).one()
        assert mail.to_address == lead.email
        assert mail.subject == "Test: New time or place: Long Table"
        assert salutation(ana) in mail.text
        assert (mail.placeholders, mail.attachments) == ({}, [])
        assert sent() == []

    def test_an_undo_that_comes_too_late_is_said_kindly(
        self, app: Flask, client: Browser, clock: MovableClock
    ) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        form = page.form("undo")
        clock.forward(minutes=11)
        broadcasts_tasks.send_due(clock.now())
        page = form.press("Undo")
        assert page.status == 422
        assert "were already sent" in page.main
        assert "One person got it." in page.main

    def test_canceling_shows_how_it_reads_and_can_be_undone(self, app: Flask, client: Browser) -> None:
        event = an_event("Long Table")
        ana = a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/cancel").form("/cancel").fill(why="No heat.").press()
        assert page.h1 == "Canceled: Long Table"
        assert "No heat." in page.main
        page = page.form("undo").press("Undo")
        assert "Undone. No emails were sent." in page.text
        assert db.session.get_one(Rsvp, ana.id).going

    def test_a_message_is_shown_first_and_two_presses_of_send_are_one(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table")
        ana, bea = a_booking(event), a_booking(event)
        with db.writing():
            persons.mark_deceased(db.lock(bea.person), now=TODAY)
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="Bring a dish", text="And a friend.").press()
        assert page.h1 == "Preview: “Bring a dish”"
        assert "One person will get it" in page.main
        assert f"{bea.name} has died" in page.main
        assert salutation(ana) in page.main
        assert held_tellings() == [], "nothing is sent by looking at it"
        form = page.form("/message")
        form.press("Send")
        again = form.press("Send")
        assert "This email was already sent." in again.text
        assert len(held_tellings()) == 1
        release_held()
        assert [mail.to_address for mail in sent("message")] == [ana.email]

    def test_a_message_can_be_mailed_to_oneself_first_and_changed(self, app: Flask, client: Browser) -> None:
        event = an_event()
        a_booking(event)
        lead = sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="Bring a dish", text="And a friend.").press()
        page = page.form("/message").press("Send test")
        assert f"Test sent to {lead.email}." in page.text
        page = page.form("/message").press("Edit")
        assert page.form("/message")["text"] == "And a friend."
        assert held_tellings() == []

    def test_a_message_to_an_event_that_is_soon_can_leave_without_waiting(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event(starts_at=TODAY + 40 * MINUTE)
        a_booking(event)
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="The door", text="Use the side door.").press()
        assert page.all("main form button")[:2] == ["Send now", "Send in 10 minutes"]
        page.form("/message").press("Send now")
        broadcasts_tasks.send_due(TODAY)
        assert len(sent("message")) == 1

    def test_a_message_that_was_undone_is_not_sent_by_pressing_send_again(self, app: Flask) -> None:
        event = an_event()
        a_booking(event)
        words = {"to": "coming", "subject": "One", "text": "Two", "nonce": "nonce-one"}
        for expected in (1, 0):
            with db.writing():
                assert messages.send_message(db.lock(event), **words, by=BY, now=TODAY) == expected
            if expected:
                undo(the_move())
        release_held()
        assert sent("message") == []
