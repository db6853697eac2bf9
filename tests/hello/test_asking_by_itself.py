"""Greeters and buddies are asked by themselves: in time, one after the other, and only for who needs it."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from chapter import db
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.hello.models.companions import BUDDY, LAST_ASK
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.rules.request_timing import answer_time
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.checkin.checkins import came_in, take
from tests.events_office.changes import MINUTE
from tests.factories import GUEST, TODAY, a_person, saved
from tests.held_mails import release_held
from tests.hello.evenings import DAY, HOUR, a_greeter, asked, supper, sweep, the_ask, wants, who
from tests.races import writing_at_once

pytestmark = pytest.mark.usefixtures("app")


def test_from_a_week_before_on_somebody_is_asked_without_a_press() -> None:
    event = supper()
    halina, guest = a_greeter(event), wants(event)
    sweep(event.starts_at - 7 * DAY - MINUTE)
    assert asked() == []
    sweep(event.starts_at - 7 * DAY)
    sweep(event.starts_at - 7 * DAY + MINUTE)
    assert (asked(), who(guest)) == ([halina.email], "Halina")


def test_who_books_late_has_somebody_asked_for_her_within_the_minute() -> None:
    event = supper(2 * DAY)
    halina = a_greeter(event)
    sweep(TODAY)
    wants(event)
    sweep(TODAY + MINUTE)
    assert asked() == [halina.email]


@pytest.mark.parametrize(
    ("left", "hours"), [(6 * DAY, 24), (2 * DAY, 12), (8 * HOUR, 2), (2 * HOUR, 0.5), (HOUR, 0.5)]
)
def test_the_nearer_the_evening_the_sooner_the_next_is_asked(left: timedelta, hours: float) -> None:
    event = supper(left)
    first, second, guest = a_greeter(event), a_greeter(event, "Iga Nowak"), wants(event)
    sweep(TODAY)
    assert the_ask(guest).answer_by == TODAY + timedelta(hours=hours)
    assert answer_time(event.starts_at, TODAY) == timedelta(hours=hours)
    sweep(TODAY + timedelta(hours=hours))
    late = left - timedelta(hours=hours) < LAST_ASK
    assert asked() == [first.email] if late else [first.email, second.email]


def test_within_the_last_hour_nobody_is_asked_by_mail_and_the_press_says_why() -> None:
    event = supper(HOUR - MINUTE)
    a_greeter(event)
    guest, lead = wants(event), saved(a_person())
    sweep(TODAY)
    for press in (
        partial(companions.ask, guest, None, by=lead, now=TODAY),
        partial(companions.ask_all, event, by=lead, now=TODAY),
    ):
        with pytest.raises(Refused, match="too soon"), db.writing():
            press()
    assert asked() == []
    with db.writing():
        assert companions.take_over(guest, by=lead, now=TODAY).meets


def test_whoever_said_no_or_nothing_is_not_asked_again_for_another_guest() -> None:
    event = supper(5 * DAY)
    halina = a_greeter(event)
    first = wants(event)
    sweep(TODAY)
    with db.writing():
        companions.decline(the_ask(first), now=TODAY)
    wants(event)
    sweep(TODAY + MINUTE)
    assert asked() == [halina.email]


def test_for_a_guest_who_is_in_nobody_is_asked_and_whoever_was_may_let_it_be() -> None:
    event = supper(3 * HOUR)
    a_greeter(event)
    early, guest = wants(event), wants(event)
    take(event, came_in(early))
    sweep(TODAY)
    assert (who(early), who(guest)) == ("", "Halina")
    one = the_ask(guest)
    take(event, came_in(guest, at=TODAY + MINUTE), now=TODAY + MINUTE)
    with pytest.raises(Refused, match="no longer needs it"), db.writing():
        companions.accept(one, now=TODAY + MINUTE)
    sweep(TODAY + 2 * MINUTE)
    assert (one.live, one.ended_why, asked()) == (False, "guest", [one.person.email])
    with pytest.raises(Refused, match="already checked in"), db.writing():
        companions.ask(guest, None, by=one.person, now=TODAY + 2 * MINUTE)


def test_nobody_is_asked_for_who_gave_back_or_is_met_already_or_waits() -> None:
    event = supper(3 * DAY, seats=2)
    a_greeter(event)
    gone, met = wants(event), wants(event)
    with db.writing():
        companions.take_over(met, by=saved_lead(), now=TODAY)
    wants(event)
    with db.writing():
        bookings.cancel(gone, by=GUEST, now=TODAY)
        event.capacity = 1
    sweep(TODAY)
    assert who(gone) == ""
    assert len(asked()) == sum(
        one.live and not one.meets for one in companion_search.load_snapshot(event).companions
    )
    assert met.id not in {
        one.guest_id for one in companion_search.load_snapshot(event).companions if not one.meets
    }


def saved_lead() -> Person:
    person = a_person("Lea Lead", "lea@example.test")
    db.session.add(person)
    db.session.flush()
    return person


def test_one_of_two_who_want_a_buddy_is_asked_and_not_both() -> None:
    event = supper(3 * DAY)
    one, other = wants(event, BUDDY), wants(event, BUDDY)
    sweep(TODAY)
    sweep(TODAY + MINUTE)
    assert asked() == [other.email]
    assert who(one) == other.person.first_name


def test_two_sweeps_at_the_same_moment_ask_once(app: Flask) -> None:
    event = supper(3 * DAY)
    halina = a_greeter(event)
    wants(event)
    number = event.id
    db.session.rollback()

    def follow() -> object:
        return companions.update_event(db.lock(db.session.get_one(Event, number)), now=TODAY)

    said = writing_at_once(app, *[follow] * 4)
    db.session.expire_all()
    assert sorted(map(str, said)) == ["0", "0", "0", "1"]
    assert asked() == [halina.email]


def test_a_sweep_and_the_lead_s_press_at_the_same_moment_ask_once(app: Flask) -> None:
    event, lead = supper(3 * DAY), saved(a_person("Lea Lead", "lea@example.test"))
    halina = a_greeter(event)
    wants(event)
    number, by = event.id, lead.id
    db.session.rollback()

    def follow() -> object:
        return companions.update_event(db.lock(db.session.get_one(Event, number)), now=TODAY)

    def press() -> object:
        row = db.lock(db.session.get_one(Event, number))
        return companions.ask_all(row, by=db.session.get_one(Person, by), now=TODAY)

    writing_at_once(app, follow, press, follow, press)
    db.session.expire_all()
    release_held()
    assert asked() == [halina.email]
