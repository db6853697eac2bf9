"""Asking for guests, and what becomes of it when something is undone, moved or canceled."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.broadcasts.rules import holds
from chapter.hello.rules import companions
from chapter.mail.models import Mail
from tests.events_office.changes import MINUTE, cancel, change, later, undo
from tests.factories import GUEST, TODAY, a_booking, a_person, saved
from tests.held_mails import held_tellings, release_held
from tests.hello.evenings import DAY, HOUR, a_greeter, asked, says_yes, supper, sweep, the_ask, wants, who

pytestmark = pytest.mark.usefixtures("app")


def test_after_an_undo_nobody_is_asked_by_itself_for_a_day() -> None:
    event, lead = supper(5 * DAY), saved(a_person("Lea Lead", "lea@example.test"))
    halina = a_greeter(event)
    wants(event)
    with db.writing():
        companions.ask_all(db.lock(event), by=lead, now=TODAY)
    sweep(TODAY + MINUTE)
    with db.writing():
        holds.undo(held_tellings()[0], by=GUEST, now=TODAY + 2 * MINUTE)
    sweep(TODAY + 3 * MINUTE)
    sweep(TODAY + DAY)
    assert asked() == []
    sweep(TODAY + DAY + 2 * MINUTE)
    assert asked() == [halina.email]


def test_an_undo_on_the_day_itself_rests_for_half_of_the_time_that_is_left() -> None:
    event, lead = supper(8 * HOUR), saved(a_person("Lea Lead", "lea@example.test"))
    halina = a_greeter(event)
    wants(event)
    with db.writing():
        companions.ask_all(db.lock(event), by=lead, now=TODAY)
        holds.undo(held_tellings()[0], by=GUEST, now=TODAY)
    sweep(TODAY + 4 * HOUR - MINUTE)
    assert asked() == []
    sweep(TODAY + 4 * HOUR)
    assert asked() == [halina.email]


def test_while_a_move_or_a_cancelling_may_be_undone_nobody_is_asked() -> None:
    event = supper(3 * DAY)
    halina = a_greeter(event)
    wants(event)
    change(event, **later(event, days=1))
    sweep(TODAY + MINUTE)
    undo(held_tellings()[0], now=TODAY + 2 * MINUTE)
    cancel(event, TODAY + 3 * MINUTE)
    sweep(TODAY + 4 * MINUTE)
    assert asked() == []
    undo(held_tellings()[0], now=TODAY + 5 * MINUTE)
    sweep(TODAY + 6 * MINUTE)
    assert asked() == [halina.email]


def test_a_cancelled_evening_asks_nobody_any_more() -> None:
    event = supper(3 * DAY)
    a_greeter(event)
    wants(event)
    cancel(event)
    release_held()
    sweep(TODAY + HOUR)
    assert asked() == []


def test_a_greeter_who_said_yes_hears_of_a_move_once_and_not_of_one_that_was_undone() -> None:
    event = supper(5 * DAY)
    halina, guest = a_greeter(event), wants(event)
    says_yes(guest)
    change(event, now=TODAY + MINUTE, **later(event, days=1))
    undo(held_tellings()[0], now=TODAY + 2 * MINUTE)
    sweep(TODAY + 3 * MINUTE)
    assert asked("moved") == []
    change(event, now=TODAY + HOUR, **later(event, days=1))
    sweep(TODAY + HOUR + MINUTE)
    assert asked("moved") == []
    release_held()
    sweep(TODAY + 2 * HOUR)
    sweep(TODAY + 3 * HOUR)
    assert asked("moved") == [halina.email]
    assert who(guest) == "Halina"


def test_a_greeter_who_said_yes_hears_that_it_is_off() -> None:
    event = supper(5 * DAY)
    halina, guest = a_greeter(event), wants(event)
    says_yes(guest)
    cancel(event, TODAY + MINUTE)
    sweep(TODAY + 2 * MINUTE)
    assert asked("freed") == []
    release_held()
    sweep(TODAY + HOUR)
    assert asked("freed") == [halina.email]
    mail = db.session.scalars(select(Mail).where(Mail.kind == "hello.freed")).one()
    assert mail.subject == "Canceled: Supper"


def test_who_has_a_booking_of_her_own_hears_of_it_by_that_alone() -> None:
    event = supper(5 * DAY)
    halina, guest = a_greeter(event), wants(event)
    a_booking(event, name=halina.name, email=halina.email)
    says_yes(guest)
    change(event, now=TODAY + MINUTE, **later(event, days=1))
    release_held()
    sweep(TODAY + HOUR)
    cancel(event, TODAY + 2 * HOUR)
    release_held()
    sweep(TODAY + 3 * HOUR)
    assert (asked("moved"), asked("freed")) == ([], [])


def test_what_the_mail_said_of_the_time_to_answer_stands_when_the_evening_is_moved() -> None:
    event = supper(6 * DAY)
    a_greeter(event)
    guest = wants(event)
    sweep(TODAY)
    said = the_ask(guest).answer_by
    change(event, now=TODAY + MINUTE, **later(event, days=-3))
    release_held()
    assert the_ask(guest).answer_by == said
