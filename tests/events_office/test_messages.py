"""Writing to those who come and those who wait."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.bookings.rules import bookings
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events_office.rules import messages
from chapter.mail.models import Mail
from chapter.people.salutation import salutation
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event, sign_in, the_chapter
from tests.held_mails import held_tellings, release_held

BY = Actor("command", name="test")


def send(event: Event, to: str = "coming", nonce: str = "nonce-one", text: str = "Bring a dish.") -> int:
    with db.writing():
        return messages.send_message(
            db.lock(event), to=to, subject="One thing", text=text, nonce=nonce, by=BY, now=TODAY
        )


def sent() -> list[Mail]:
    release_held()
    return list(db.session.scalars(select(Mail).where(Mail.kind == "events.message").order_by(Mail.id)))


@pytest.mark.parametrize(("to", "readers"), [("coming", "a"), ("waiting", "b"), ("both", "ab")])
def test_it_goes_to_those_who_come_who_wait_or_both(app: Flask, to: str, readers: str) -> None:
    event = an_event(seats=1)
    a_booking(event, name="Ana", email="a@example.test")
    a_booking(event, name="Bea", email="b@example.test")
    assert send(event, to) == len(readers)
    assert [mail.to_address[0] for mail in sent()] == list(readers)


def test_each_is_a_mail_of_its_own_with_her_name_and_her_link(app: Flask) -> None:
    the_chapter(sender_name="Rosa Park", reply_to="rosa@chapter.test")
    event = an_event()
    ana, bea = a_booking(event), a_booking(event)
    send(event)
    first, second = sent()
    assert first.text.startswith(f"{salutation(ana)}\n\nBring a dish.")
    assert bea.name not in first.text
    assert first.placeholders["booking"] == ["events.booking", ana.id]
    assert second.placeholders["booking"] == ["events.booking", bea.id]
    assert (first.from_name, first.reply_to, first.subject) == ("Rosa Park", "rosa@chapter.test", "One thing")


def test_who_gave_back_is_left_alone(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    gone = a_booking(event)
    with db.writing():
        bookings.cancel(gone, by=BY, now=TODAY)
    assert send(event) == 1


def test_the_same_form_twice_is_one_message(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    assert (send(event), send(event)) == (1, 0)
    assert len(sent()) == 1
    send(event, nonce="nonce-two")
    assert len(sent()) == 2


def test_it_is_logged_with_how_many(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    send(event)
    entry = db.first_or_404(select(Entry).where(Entry.verb == "wrote to"))
    assert entry.values is not None
    assert entry.values.after == {"to": "coming", "subject": "One thing", "parties": 1}


def test_nobody_to_read_it_is_said(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    with pytest.raises(Refused, match="Nobody would get this email"):
        send(event, "waiting")


def test_it_rests_ten_minutes_and_can_be_undone_by_itself(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    send(event, nonce="nonce-one")
    send(event, nonce="nonce-two", text="Bring a chair.")
    first, second = held_tellings()
    assert first.sends_at == TODAY + timedelta(minutes=10)
    assert broadcasts_tasks.send_due(TODAY + timedelta(minutes=9)) == 0
    with db.writing():
        holds.undo(first, by=BY, now=TODAY)
    assert (first.held, second.held) == (False, True)
    (only,) = sent()
    assert "Bring a chair." in only.text


def test_three_taps_from_the_first_screen_of_a_phone(app: Flask, client: Browser) -> None:
    event = an_event(title="Long Table")
    a_booking(event)
    sign_in(client, "events")
    page = client.get("/office/").follow("Email them")
    assert page.form("message")["to"] == "coming"
    page = page.form("message").fill(subject="One thing", text="Bring a dish.").press("Continue")
    assert "One person will get it" in page.main
    page = page.form("message").press("Send")
    assert page.h1 == "Long Table"
    assert "One person will get it in 10 minutes, at 12:10 p.m." in page.main
    page = page.form("undo").press("Undo")
    assert page.h1 == "Long Table"
    assert "Undone. No emails were sent." in page.text
    assert sent() == []


def test_an_empty_message_comes_back_with_what_was_typed(app: Flask, client: Browser) -> None:
    event = an_event()
    a_booking(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/message").form("message").fill(subject="Kept").press()
    assert page.status == 422
    assert page.errors["text"] == "Enter a message."
    assert page.form("message")["subject"] == "Kept"
    assert sent() == []


def test_what_is_typed_stays_text(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    send(event, text="{{ chapter }} <b>bold</b>")
    assert "{{ chapter }} <b>bold</b>" in sent()[0].text
