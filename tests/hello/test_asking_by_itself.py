"""Greeters and buddies are asked by themselves: in time, one after the other, and only for who needs it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.events.rules import parties
from chapter.hello import arrivals, tasks
from chapter.hello.companions import BUDDY, LAST_ASK, Companion, time_to_answer
from chapter.hello.rules import pairing_up
from chapter.mail import holds
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.door.doing import came_in, take
from tests.events.moving import MINUTE, cancel, change, later, undo
from tests.events.queue import together
from tests.factories import GUEST, TODAY, a_booking, a_lead, a_person, an_event, saved, sign_in
from tests.holding import held, the_hold_is_over

pytestmark = pytest.mark.usefixtures("app")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def supper(ahead: timedelta = 9 * DAY, **more: Any) -> Event:
    return an_event("Supper", starts_at=TODAY + ahead, place="The hall", **more)


def a_greeter(event: Event, name: str = "Halina Wolska") -> Person:
    with db.writing():
        person = a_person(name, f"{name.split()[0].lower()}@example.test")
        a_lead(event, person, "greeter")
        return person


def wants(event: Event, arrival: str = "meet_me", **more: Any) -> Rsvp:
    return a_booking(event, arrival=arrival, **more)


def sweep(now: datetime) -> None:
    tasks.arrange_arrivals(now)
    db.session.expire_all()


def asked(kind: str = "asked") -> list[str]:
    return list(
        db.session.scalars(select(Mail.to_address).where(Mail.kind == f"hello.{kind}").order_by(Mail.id))
    )


def who(guest: Rsvp) -> str:
    one = arrivals.company_of(guest)
    return one.person.first_name if one is not None else ""


def the_ask(guest: Rsvp) -> Companion:
    one = arrivals.company_of(guest)
    assert one is not None
    return one


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
    assert time_to_answer(event.starts_at, TODAY) == timedelta(hours=hours)
    sweep(TODAY + timedelta(hours=hours))
    late = left - timedelta(hours=hours) < LAST_ASK
    assert asked() == [first.email] if late else [first.email, second.email]


def test_within_the_last_hour_nobody_is_asked_by_mail_and_the_press_says_why() -> None:
    event = supper(HOUR - MINUTE)
    a_greeter(event)
    guest, lead = wants(event), saved(a_person())
    sweep(TODAY)
    for press in (
        partial(pairing_up.ask, guest, None, by=lead, now=TODAY),
        partial(pairing_up.ask_all, event, by=lead, now=TODAY),
    ):
        with pytest.raises(Refused, match="too soon"), db.writing():
            press()
    assert asked() == []
    with db.writing():
        assert pairing_up.take_over(guest, by=lead, now=TODAY).meets


def test_whoever_said_no_or_nothing_is_not_asked_again_for_another_guest() -> None:
    event = supper(5 * DAY)
    halina = a_greeter(event)
    first = wants(event)
    sweep(TODAY)
    with db.writing():
        pairing_up.decline(the_ask(first), now=TODAY)
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
    with pytest.raises(Refused, match="does not need it"), db.writing():
        pairing_up.accept(one, now=TODAY + MINUTE)
    sweep(TODAY + 2 * MINUTE)
    assert (one.live, one.ended_why, asked()) == (False, "guest", [one.person.email])
    with pytest.raises(Refused, match="in already"), db.writing():
        pairing_up.ask(guest, None, by=one.person, now=TODAY + 2 * MINUTE)


def test_nobody_is_asked_for_who_gave_back_or_is_met_already_or_waits() -> None:
    event = supper(3 * DAY, seats=2)
    a_greeter(event)
    gone, met = wants(event), wants(event)
    with db.writing():
        pairing_up.take_over(met, by=saved_lead(), now=TODAY)
    wants(event)
    with db.writing():
        parties.cancel(gone, by=GUEST, now=TODAY)
        event.capacity = 1
    sweep(TODAY)
    assert who(gone) == ""
    assert len(asked()) == sum(one.live and not one.meets for one in arrivals.room(event).companions)
    assert met.id not in {one.guest_id for one in arrivals.room(event).companions if not one.meets}


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
        return pairing_up.follow(db.lock(db.session.get_one(Event, number)), now=TODAY)

    said = together(app, *[follow] * 4)
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
        return pairing_up.follow(db.lock(db.session.get_one(Event, number)), now=TODAY)

    def press() -> object:
        row = db.lock(db.session.get_one(Event, number))
        return pairing_up.ask_all(row, by=db.session.get_one(Person, by), now=TODAY)

    together(app, follow, press, follow, press)
    db.session.expire_all()
    the_hold_is_over()
    assert asked() == [halina.email]


def test_after_an_undo_nobody_is_asked_by_itself_for_a_day() -> None:
    event, lead = supper(5 * DAY), saved(a_person("Lea Lead", "lea@example.test"))
    halina = a_greeter(event)
    wants(event)
    with db.writing():
        pairing_up.ask_all(db.lock(event), by=lead, now=TODAY)
    sweep(TODAY + MINUTE)
    with db.writing():
        holds.undo(held()[0], by=GUEST, now=TODAY + 2 * MINUTE)
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
        pairing_up.ask_all(db.lock(event), by=lead, now=TODAY)
        holds.undo(held()[0], by=GUEST, now=TODAY)
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
    undo(held()[0], now=TODAY + 2 * MINUTE)
    cancel(event, TODAY + 3 * MINUTE)
    sweep(TODAY + 4 * MINUTE)
    assert asked() == []
    undo(held()[0], now=TODAY + 5 * MINUTE)
    sweep(TODAY + 6 * MINUTE)
    assert asked() == [halina.email]


def test_a_cancelled_evening_asks_nobody_any_more() -> None:
    event = supper(3 * DAY)
    a_greeter(event)
    wants(event)
    cancel(event)
    the_hold_is_over()
    sweep(TODAY + HOUR)
    assert asked() == []


def says_yes(guest: Rsvp, now: datetime = TODAY) -> Companion:
    sweep(now)
    one = the_ask(guest)
    with db.writing():
        pairing_up.accept(one, now=now)
    return one


def test_a_greeter_who_said_yes_hears_of_a_move_once_and_not_of_one_that_was_undone() -> None:
    event = supper(5 * DAY)
    halina, guest = a_greeter(event), wants(event)
    says_yes(guest)
    change(event, now=TODAY + MINUTE, **later(event, days=1))
    undo(held()[0], now=TODAY + 2 * MINUTE)
    sweep(TODAY + 3 * MINUTE)
    assert asked("moved") == []
    change(event, now=TODAY + HOUR, **later(event, days=1))
    sweep(TODAY + HOUR + MINUTE)
    assert asked("moved") == []
    the_hold_is_over()
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
    the_hold_is_over()
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
    the_hold_is_over()
    sweep(TODAY + HOUR)
    cancel(event, TODAY + 2 * HOUR)
    the_hold_is_over()
    sweep(TODAY + 3 * HOUR)
    assert (asked("moved"), asked("freed")) == ([], [])


def test_what_the_mail_said_of_the_time_to_answer_stands_when_the_evening_is_moved() -> None:
    event = supper(6 * DAY)
    a_greeter(event)
    guest = wants(event)
    sweep(TODAY)
    said = the_ask(guest).answer_by
    change(event, now=TODAY + MINUTE, **later(event, days=-3))
    the_hold_is_over()
    assert the_ask(guest).answer_by == said


def test_when_nobody_is_left_the_guest_is_told_where_to_go_and_not_that_somebody_is_asked() -> None:
    event = supper(3 * DAY)
    a_greeter(event)
    guest = wants(event)
    one = says_yes(guest)
    with db.writing():
        pairing_up.decline(one, now=TODAY + HOUR)
    mail = db.session.scalars(select(Mail).where(Mail.kind == "hello.without")).one()
    assert "go to the badge desk" in mail.text
    assert "asked somebody else" not in mail.text


def today(client: Browser) -> str:
    return client.get("/office/").main


def test_today_tells_those_who_can_act_when_a_guest_has_nobody_and_time_is_short(
    client: Browser, clock: MovableClock
) -> None:
    event = supper(5 * DAY)
    sign_in(client, "director")
    wants(event, name="Priya Raghunathan", now=TODAY)
    words = "One guest of Supper would like to be met and has nobody"
    assert words not in today(client)
    clock.at(TODAY + HOUR)
    assert words in today(client)
    halina = a_greeter(event)
    sweep(TODAY + HOUR)
    assert asked() == [halina.email]
    assert words not in today(client)
    clock.at(event.starts_at - 20 * HOUR)
    assert words in today(client)
    with db.writing():
        pairing_up.accept(db.session.scalars(select(Companion)).one(), now=TODAY + HOUR)
    assert words not in today(client)


def test_today_says_nothing_of_guests_who_are_in_or_of_what_is_off_or_another_leads(
    client: Browser, clock: MovableClock
) -> None:
    event, off = supper(2 * HOUR), an_event("Off", starts_at=TODAY + 2 * HOUR)
    first, _ = wants(event, now=TODAY - DAY), wants(off, now=TODAY - DAY)
    with db.writing():
        off.cancelled_at = TODAY
    other = an_event("Other", starts_at=TODAY + 30 * DAY)
    lead = sign_in(client)
    a_lead(other, lead)
    assert "has nobody" not in today(client)
    a_lead(event, lead)
    page = client.get("/office/")
    assert "One guest of Supper would like to be met" in page.main
    assert "Off" not in page.all("section h3")
    take(event, came_in(first))
    assert "has nobody" not in today(client)


def test_the_page_says_how_long_there_is_to_answer(client: Browser, clock: MovableClock) -> None:
    event = supper(8 * HOUR)
    a_greeter(event)
    wants(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/arrivals")
    assert "Whoever is asked now has 2 hours to answer" in page.main
    assert "a day" not in page.main
    page = page.form("/ask").press()
    assert "One email leaves in 10 minutes. Whoever is asked has 2 hours to answer" in page.text
    clock.at(event.starts_at - 3 * MINUTE)
    page = client.get(f"/office/events/{event.slug}/arrivals")
    assert "nobody is asked by email any more" in page.main
    assert "Ask for everybody" not in page.main
