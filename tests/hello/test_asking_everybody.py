"""Asking for everybody with one press is held for ten minutes, and can be undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events_office.rules import changes
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.tasks import update_companions
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.people.rules import persons
from tests.browser import Browser
from tests.events_office.changes import MINUTE, cancel
from tests.factories import GUEST, TODAY, a_booking, a_lead, a_person, an_event, sign_in
from tests.held_mails import held_tellings, release_held

pytestmark = pytest.mark.usefixtures("app")


def an_evening() -> tuple[Event, Person, list[Rsvp]]:
    """Two guests who want to be met, and a greeter."""
    event = an_event("Supper", starts_at=TODAY + timedelta(days=9))
    with db.writing():
        greeter = a_person("Halina Wolska", "halina@example.test")
        a_lead(event, greeter, "greeter")
    return event, greeter, [a_booking(event, arrival="meet_me") for _ in range(2)]


def ask_all(event: Event) -> int:
    lead = a_person("Lea Lead", "lea@example.test")
    with db.writing():
        return companions.ask_all(db.lock(event), by=lead, now=TODAY)


def asked() -> list[str]:
    return list(db.session.scalars(select(Mail.to_address).where(Mail.kind == "hello.asked")))


def test_they_are_asked_when_the_ten_minutes_are_over() -> None:
    event, greeter, _ = an_evening()
    assert ask_all(event) == 2
    assert asked() == []
    release_held()
    assert asked() == [greeter.email] * 2


def test_an_undo_asks_nobody_and_lets_them_be_asked_later() -> None:
    event, _, guests = an_evening()
    ask_all(event)
    with db.writing():
        holds.undo(held_tellings()[0], by=GUEST, now=TODAY)
    assert [companion_search.current_companion(guest) for guest in guests] == [None, None]
    release_held()
    assert asked() == []
    assert ask_all(event) == 2


def test_who_died_or_was_let_go_within_the_hold_is_not_asked() -> None:
    event, greeter, _ = an_evening()
    ask_all(event)
    with db.writing():
        persons.mark_deceased(db.lock(greeter), now=TODAY)
    release_held()
    assert asked() == []


def test_whoever_meets_a_guest_still_does_when_a_cancelling_is_undone() -> None:
    event, _, guests = an_evening()
    ask_all(event)
    release_held()
    with db.writing():
        for one in db.session.scalars(select(Companion)):
            companions.accept(one, now=TODAY)
    with db.writing():
        changes.cancel_event(db.lock(event), why="It rains.", by=GUEST, now=TODAY)
    update_companions(TODAY)
    with db.writing():
        holds.undo(held_tellings()[0], by=GUEST, now=TODAY)
    update_companions(TODAY)
    companies = [companion_search.current_companion(guest) for guest in guests]
    assert [one is not None and one.meets for one in companies] == [True, True]


def test_who_was_to_be_asked_is_asked_when_a_canceling_is_undone() -> None:
    event, greeter, guests = an_evening()
    ask_all(event)
    cancel(event, TODAY + 5 * MINUTE)
    broadcasts_tasks.send_due(TODAY + 10 * MINUTE)
    with db.writing():
        (off,) = [one for one in held_tellings() if one.kind == "events.called_off"]
        holds.undo(off, by=GUEST, now=TODAY + 12 * MINUTE)
    release_held()
    assert asked() == [greeter.email] * len(guests)


def test_nobody_is_asked_when_the_canceling_stands_and_whoever_pressed_reads_why() -> None:
    event, _, guests = an_evening()
    ask_all(event)
    cancel(event, TODAY + 5 * MINUTE)
    release_held()
    assert asked() == []
    assert [companion_search.current_companion(guest) for guest in guests] == [None, None]
    assert why_not() == "Supper was canceled before these emails were sent, so nobody got them."


def test_nobody_is_asked_once_it_has_begun() -> None:
    event, _, guests = an_evening()
    ask_all(event)
    broadcasts_tasks.send_due(event.starts_at)
    assert asked() == []
    assert [companion_search.current_companion(guest) for guest in guests] == [None, None]
    assert why_not() == "Supper started before these emails were sent, so nobody got them."


def why_not() -> str:
    return db.session.scalars(select(Broadcast).where(Broadcast.kind == "hello.asked")).one().not_sent


def test_the_press_in_the_office_has_a_banner_with_an_undo(client: Browser) -> None:
    event, _, _ = an_evening()
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/arrivals").form("/ask").press()
    assert "2 people will get it in 10 minutes" in page.main
    page = page.form("undo").press("Undo")
    assert page.h1 == "Supper"
    assert "Undone. No emails were sent." in page.text
