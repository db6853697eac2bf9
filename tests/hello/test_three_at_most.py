"""Nobody meets more than three people by our doing in one evening, over all ways together."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello import tasks
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search, hellos, meeting_limit
from chapter.hello.rules import assignments, companions
from chapter.hello.rules.schedule import hellos_at
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.small_jobs.tasks import place_jobs
from tests.factories import TODAY, a_lead, a_person, an_event, saved
from tests.held_mails import send_scheduled
from tests.hello.companions import asked_to_meet
from tests.hello.guests import a_guest, arrange

pytestmark = pytest.mark.usefixtures("app")


NAMES = ("Ana", "Bea", "Cleo", "Dora", "Elif", "Fumi")


def an_evening() -> Event:
    return an_event("The Long Table", starts_at=TODAY + timedelta(days=1))


def pairs(event: Event) -> Counter[int]:
    """In how many pairs each booking is."""
    db.session.expire_all()
    return Counter(
        number for one in hellos.current_hellos(event.id) for number in (one.helper_id, one.other_id)
    )


def wishes(guest: Rsvp, arrival: str) -> Rsvp:
    with db.writing():
        guest.arrival = arrival
    return guest


@pytest.mark.parametrize("guests", [5, 9, 30])
def test_nobody_is_mailed_more_than_three(guests: int) -> None:
    event = an_evening()
    for number in range(guests):
        a_guest(event, offer="grants law design", ask=("grants", "law", "design")[number % 3])
    at = hellos_at(event)
    tasks.assign_hellos(at)
    assert max(pairs(event).values()) <= meeting_limit.MEETING_LIMIT
    while send_scheduled(at, "hello."):
        pass
    mails = db.session.scalars(select(Mail).where(Mail.kind == "hello.say_hello"))
    named = [mail.subject.removeprefix("Say hello to ").split(":")[0].split(", ") for mail in mails]
    assert len(named) == guests
    assert max(map(len, named)) <= meeting_limit.MEETING_LIMIT


@pytest.mark.parametrize("arrival", ["meet_me", "buddy", "small_job"])
def test_a_wish_to_be_met_or_to_help_is_one_of_the_three(arrival: str) -> None:
    event = an_evening()
    guests = [a_guest(event) for _ in range(8)]
    wishes(guests[0], arrival)
    place_jobs(TODAY)
    arrange(event)
    assert pairs(event)[guests[0].id] <= 2


def test_whoever_meets_guests_at_the_door_says_hello_to_so_many_fewer() -> None:
    event = an_evening()
    guests = [a_guest(event) for _ in range(8)]
    greeter, first, second, third = guests[:4]
    for guest in (first, second):
        asked_to_meet(wishes(guest, "meet_me"), greeter.person, sign="yellow sun")
    arrange(event)
    assert pairs(event)[greeter.id] == 1
    asked_to_meet(wishes(third, "meet_me"), greeter.person)
    arrange(event)
    assert pairs(event)[greeter.id] == 0


def asked_of(person: Person) -> int:
    hers = select(Companion).where(Companion.person_id == person.id, Companion.ended_at.is_(None))
    return len(list(db.session.scalars(hers)))


def test_who_was_mailed_three_is_asked_for_nobody_else() -> None:
    event = an_evening()
    guests = [a_guest(event) for _ in range(6)]
    at = hellos_at(event)
    tasks.assign_hellos(at)
    while send_scheduled(at, "hello."):
        pass
    busy = next(one for one in guests if pairs(event)[one.id] == meeting_limit.MEETING_LIMIT)
    a_lead(event, busy.person, "greeter")
    wanting = wishes(saved_guest(event), "meet_me")
    assert companion_search.load_snapshot(event).could_meet(wanting) == []
    tasks.update_companions(at)
    assert asked_of(busy.person) == 0


def named_in_mail(kind: str = "say_hello") -> dict[str, list[str]]:
    """Whom each mail names, by its address."""
    mails = db.session.scalars(select(Mail).where(Mail.kind == f"hello.{kind}"))
    return {
        mail.to_address: mail.subject.removeprefix("Say hello to ").split(":")[0].split(", ")
        for mail in mails
    }


def test_who_is_asked_for_a_late_guest_just_before_the_mails_is_mailed_one_fewer() -> None:
    event = an_evening()
    guests = [a_guest(event, f"{name} Moss", email=f"{name}@example.test") for name in NAMES]
    at = hellos_at(event)
    tasks.assign_hellos(at)
    busy = next(one for one in guests if pairs(event)[one.id] == meeting_limit.MEETING_LIMIT)
    a_lead(event, busy.person, "greeter")
    wishes(saved_guest(event), "meet_me")
    tasks.update_companions(at)
    assert asked_of(busy.person) == 1
    while send_scheduled(at, "hello."):
        pass
    found = named_in_mail()
    assert len(found[busy.email]) == 2
    left_out = {one.email for one in guests if busy.shown_name in found.get(one.email, [])}
    assert {one.email for one in guests if one.shown_name in found[busy.email]} == left_out
    tasks.assign_hellos(at)
    assert pairs(event)[busy.id] <= 2


def test_who_asks_for_a_small_job_after_pairs_were_arranged_is_mailed_two() -> None:
    event = an_evening()
    guests = [a_guest(event) for _ in range(6)]
    at = hellos_at(event)
    tasks.assign_hellos(at)
    busy = next(one for one in guests if pairs(event)[one.id] == meeting_limit.MEETING_LIMIT)
    wishes(busy, "small_job")
    while send_scheduled(at, "hello."):
        pass
    assert len(named_in_mail()[busy.email]) == 2


def saved_guest(event: Event) -> Rsvp:
    guest = a_guest(event)
    with db.writing():
        guest.show_me = False
    return guest


def test_a_greeter_with_a_small_job_is_asked_for_two_guests() -> None:
    event = an_evening()
    greeter = wishes(a_guest(event), "small_job")
    a_lead(event, greeter.person, "greeter")
    wanting = [wishes(saved_guest(event), "meet_me") for _ in range(4)]
    tasks.update_companions(TODAY)
    db.session.expire_all()
    assert asked_of(greeter.person) == 2
    assert [companion_search.current_companion(one) is not None for one in wanting] == [
        True,
        True,
        False,
        False,
    ]


def test_who_is_asked_to_meet_a_guest_while_pairs_are_solved_has_three_all_the_same() -> None:
    event = an_evening()
    guests = [a_guest(event) for _ in range(6)]
    seen = assignments.load_input(event, now=TODAY)
    found = assignments.solve(seen)
    busy = next(
        one for one in guests if sum(one.id in hello.pair for hello in found) == meeting_limit.MEETING_LIMIT
    )
    others = [one for one in guests if one is not busy][:2]
    for other in others:
        asked_to_meet(wishes(other, "meet_me"), busy.person)
    with db.writing():
        assignments.assign(event, seen, found, now=TODAY)
    assert pairs(event)[busy.id] <= 1


def test_what_a_lead_takes_on_herself_is_hers_to_decide_and_counts() -> None:
    event, lead = an_evening(), saved(a_person())
    for _ in range(4):
        guest = wishes(saved_guest(event), "meet_me")
        with db.writing():
            companions.take_over(guest, by=lead, now=TODAY)
    assert meeting_limit.count_used(event.id)[lead.id] == 4
    assert asked_of(lead) == 4
