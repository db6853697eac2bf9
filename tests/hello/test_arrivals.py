"""Being met at the door, and coming with a buddy."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.events.models import Event, EventStaff
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.rules.companions import SIGNS
from chapter.hello.tasks import update_companions as arrange
from chapter.mail.models import Mail
from chapter.office.rules import do_not_pair
from chapter.people.models import Person
from chapter.privacy.exports import as_json
from chapter.privacy.queries import data_under
from chapter.privacy.rules import erase
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, a_lead, a_person, an_account, an_event, saved, sign_in
from tests.hello.companions import asked_to_meet
from tests.privacy.erasing import erase_people

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


def a_greeter(event: Event, name: str = "Halina Wolska") -> Person:
    with db.writing():
        person = a_person(name, f"{name.split()[0].lower()}@example.test")
        a_lead(event, person, "greeter")
        return person


def wants(event: Event, arrival: str = "meet_me", **more: Any) -> Rsvp:
    return a_booking(event, arrival=arrival, **more)


@pytest.fixture
def event() -> Event:
    return an_event(starts_at=TODAY + timedelta(days=9))


@pytest.fixture
def lead() -> Person:
    return saved(a_person("Lea Lead", "lea@example.test"))


def ask(guest: Rsvp, by: Person, person: Person | None = None) -> Companion:
    with db.writing():
        return companions.ask(guest, person, by=by, now=TODAY)


def yes(one: Companion) -> None:
    with db.writing():
        companions.accept(one, now=TODAY)


def no(one: Companion) -> None:
    with db.writing():
        companions.decline(one, now=TODAY)


def kinds(to: str) -> list[str]:
    hers = select(Mail.kind).where(Mail.to_address == to, Mail.kind.like("hello.%")).order_by(Mail.id)
    return list(db.session.scalars(hers))


def live(guest: Rsvp) -> Companion | None:
    return companion_search.current_companion(guest)


def test_the_greeter_is_asked_and_both_are_told(event: Event, lead: Person) -> None:
    halina, guest = a_greeter(event), wants(event)
    one = ask(guest, lead)
    assert (one.person_id, one.meets, kinds(halina.email)) == (halina.id, False, ["hello.asked"])
    yes(one)
    yes(one)
    assert one.meets
    assert kinds(halina.email) == ["hello.asked", "hello.meets"]
    assert kinds(guest.email) == ["hello.met"]


def test_after_a_no_the_next_is_asked_and_the_guest_hears_nothing(event: Event, lead: Person) -> None:
    a_greeter(event)
    second, guest = a_greeter(event, "Iga Nowak"), wants(event)
    no(ask(guest, lead))
    next_one = live(guest)
    assert next_one is not None
    assert next_one.person_id == second.id
    assert kinds(guest.email) == []
    no(next_one)
    assert live(guest) is None
    with pytest.raises(Refused, match="There is no one left"):
        ask(guest, lead)


def test_a_day_of_silence_asks_the_next(event: Event, lead: Person) -> None:
    first, second, guest = a_greeter(event), a_greeter(event, "Iga Nowak"), wants(event)
    one = ask(guest, lead)
    arrange(TODAY + DAY - timedelta(minutes=1))
    assert live(guest) == one
    arrange(TODAY + DAY)
    db.session.refresh(one)
    assert (one.person_id, one.ended_why) == (first.id, "silent")
    now = live(guest)
    assert now is not None
    assert now.person_id == second.id
    arrange(TODAY + DAY)
    assert live(guest) == now
    with pytest.raises(Refused, match="Someone else is meeting this guest"):
        yes(one)


def test_when_the_guest_gives_back_her_seat_her_companion_is_free_and_told(
    event: Event, lead: Person
) -> None:
    halina, guest = a_greeter(event), wants(event)
    yes(ask(guest, lead))
    with db.writing():
        bookings.cancel(guest, by=GUEST, now=TODAY)
    arrange(TODAY)
    assert live(guest) is None
    assert kinds(halina.email)[-1] == "hello.freed"


def test_when_a_companion_can_t_after_all_the_guest_is_told_and_the_next_is_asked(
    event: Event, lead: Person
) -> None:
    a_greeter(event)
    second, guest = a_greeter(event, "Iga Nowak"), wants(event)
    one = ask(guest, lead)
    yes(one)
    no(one)
    assert kinds(guest.email) == ["hello.met", "hello.without"]
    now = live(guest)
    assert now is not None
    assert (now.person_id, kinds(second.email)) == (second.id, ["hello.asked"])


def test_a_greeter_whose_post_ends_meets_nobody(event: Event, lead: Person) -> None:
    halina, guest = a_greeter(event), wants(event)
    yes(ask(guest, lead))
    post = db.session.scalars(select(EventStaff).where(EventStaff.event_id == event.id)).one()
    with db.writing():
        db.lock(post).ended_at = TODAY
    arrange(TODAY)
    assert live(guest) is None
    assert kinds(guest.email)[-1] == "hello.without"
    assert kinds(halina.email)[-1] == "hello.meets"


def test_nobody_has_the_sign_of_another_and_a_greeter_keeps_hers(event: Event, lead: Person) -> None:
    halina = a_greeter(event)
    other = a_greeter(event, "Iga Nowak")
    for person in (halina, halina, other):
        yes(ask(wants(event), lead, person))
    signs = {
        person.id: {
            one.sign for one in companion_search.load_snapshot(event).companions if one.person_id == person.id
        }
        for person in (halina, other)
    }
    assert [len(of_hers) for of_hers in signs.values()] == [1, 1]
    assert signs[halina.id] != signs[other.id]
    assert len(set(SIGNS)) == len(SIGNS) == 64


def test_a_greeter_meets_at_most_three(event: Event, lead: Person) -> None:
    a_greeter(event)
    for _ in range(3):
        ask(wants(event), lead)
    with pytest.raises(Refused, match="There is no one left"):
        ask(wants(event), lead)


def test_two_who_ask_for_a_buddy_are_asked_for_each_other_before_members(event: Event, lead: Person) -> None:
    member = an_account("member")
    saved(member)
    a_booking(event, person=member.person, name=member.person.name, email=member.email)
    one, other = wants(event, "buddy"), wants(event, "buddy")
    asked = ask(one, lead)
    assert asked.person_id == other.person_id
    yes(asked)
    room = companion_search.load_snapshot(event)
    assert room.settled(other)
    with pytest.raises(Refused, match="already"):
        ask(other, lead)
    wants(event)
    third = wants(event, "buddy")
    assert ask(third, lead).person_id == member.person_id


def test_who_says_yes_to_being_a_buddy_is_still_met_at_the_door(event: Event, lead: Person) -> None:
    a_greeter(event)
    buddy, guest = wants(event, "buddy"), wants(event)
    greeted = ask(guest, lead)
    with db.writing():
        one = asked_to_meet(buddy, guest.person)
        companions.accept(one, now=TODAY)
    assert greeted.live


def test_who_is_kept_apart_is_never_asked(event: Event, lead: Person) -> None:
    halina, guest = a_greeter(event), wants(event)
    with db.writing():
        do_not_pair.keep_apart(halina, guest.person, "", by=lead, now=TODAY)
    assert companion_search.load_snapshot(event).could_meet(guest) == []
    with pytest.raises(Refused):
        ask(guest, lead, halina)


def test_the_lead_takes_over_from_whoever_has_not_answered(event: Event, lead: Person) -> None:
    a_greeter(event)
    guest = wants(event)
    pending = ask(guest, lead)
    with db.writing():
        one = companions.take_over(guest, by=lead, now=TODAY)
    assert (one.meets, pending.live) == (True, False)
    assert kinds(guest.email) == ["hello.met"]
    arrange(TODAY + DAY)
    assert one.meets


def test_one_press_asks_for_everybody(event: Event, lead: Person) -> None:
    a_greeter(event)
    guests = [wants(event) for _ in range(3)]
    for count in (3, 0):
        with db.writing():
            assert companions.ask_all(db.lock(event), by=lead, now=TODAY) == count
    assert all(live(guest) for guest in guests)


def test_what_is_kept_is_told_and_erased(event: Event, lead: Person) -> None:
    halina, guest = a_greeter(event), wants(event, email="priya@example.test")
    yes(ask(guest, lead))
    assert '"companions": [\n' in as_json(data_under("priya@example.test"))
    with db.writing():
        erase(data_under("priya@example.test"), now=TODAY)
    arrange(TODAY)
    assert live(guest) is None
    assert kinds(halina.email)[-1] == "hello.freed"
    after = event.ends_at + DAY
    with db.writing():
        erase_people(bookings=[guest.id], now=after)
    assert db.first(select(Companion)) is None


def test_reading_the_mail_s_link_answers_nothing_and_a_press_does(
    client: Browser, event: Event, lead: Person
) -> None:
    a_greeter(event)
    guest = wants(event, name="Priya Raghunathan")
    one = ask(guest, lead)
    page = client.get(f"/meet/{one.token}").text
    assert "Would you meet Priya?" in page
    assert "Raghunathan" not in page
    assert not one.meets
    assert "Your sign: a yellow sun" in client.post(f"/meet/{one.token}/accept").text
    hers = client.get(f"/rsvp/{guest.token}").text
    assert "Halina will meet you at the door" in hers
    assert "a yellow sun" in hers
    assert "Nobody is waiting for you here" in client.post(f"/meet/{one.token}/decline").text
    assert "We are looking for someone" in client.get(f"/rsvp/{guest.token}").text


def test_the_office_shows_everybody_and_asks(client: Browser, event: Event) -> None:
    sign_in(client, "events")
    halina = a_greeter(event)
    guest = wants(event, name="Priya Raghunathan")
    page = f"/office/events/{event.slug}/arrivals"
    shown = client.get(page).text
    assert all(words in shown for words in ("Priya Raghunathan", "No one yet", "Ask for everyone"))
    assert (
        "by email. They can answer until Tuesday, November 24"
        in client.post(f"{page}/{guest.public_id}/ask", person=halina.public_id).text
    )
    taken = client.post(f"{page}/{guest.public_id}/take").text
    assert "You will meet Priya Raghunathan" in taken
    assert "Greeter found" in taken
