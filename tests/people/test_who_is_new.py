"""Who is new is decided in one place, for the door, for hellos and for the numbers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.events.models import Event
from chapter.hello.rules import assignments
from chapter.hours.models.hours import Hours
from chapter.people import newcomers
from chapter.people.models import Person, RoleGrant
from chapter.people.verification import TYPED
from chapter.settings import queries as settings
from tests.browser import Browser
from tests.checkin.checkins import came_in, take, tonight
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_lead, a_person, an_event, saved, sign_in
from tests.hello.guests import a_guest
from tests.membership.members import a_member
from tests.shifts.shifts import an_opportunity, helped
from tests.statement_count import statements_of

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)
LONG_AGO: datetime = TODAY - 90 * DAY


def an_evening_before(**more: Any) -> Event:
    """Nine days ago."""
    return an_event(starts_at=TODAY - 9 * DAY, **more)


def books(event: Event, person: Person, **more: Any) -> Rsvp:
    since = event.starts_at - DAY
    return a_booking(event, person=person, name=person.name, email=person.email, now=since, **more)


def new(person: Person) -> bool:
    return newcomers.newcomers_among([person.id], TODAY) == {person.id}


def had_a_seat(person: Person) -> None:
    books(an_evening_before(), person)


def was_let_in(person: Person) -> None:
    event = an_evening_before()
    take(event, came_in(books(event, person), at=event.starts_at), now=event.starts_at)


def greeted(person: Person) -> None:
    a_lead(an_evening_before(), person, "greeter")


def worked_a_shift(person: Person) -> None:
    helped(an_opportunity(), person)


def wrote_down_hours(person: Person) -> None:
    saved(
        Hours(
            person_id=person.id, opportunity_id=an_opportunity().id, day=(TODAY - DAY).date(), minutes=60,
            source="hand", logged_at=TODAY, approved_at=TODAY, declined_why="",
        )
    )  # fmt: skip


def has_belonged_for_three_months(person: Person) -> None:
    a_member(person=person, on=LONG_AGO.date())


def has_worked_in_the_office(person: Person) -> None:
    saved(RoleGrant(person_id=person.id, role="treasurer", granted_at=LONG_AGO))


def did_not_come(person: Person) -> None:
    event = an_evening_before()
    books(event, person)
    take(event, came_in(books(event, saved(a_person())), at=event.starts_at), now=event.starts_at)


def said_that_she_cannot_come(person: Person) -> None:
    booking = books(an_evening_before(), person)
    with db.writing():
        booking.excused_at = TODAY - 10 * DAY


def gave_her_seat_back(person: Person) -> None:
    booking = books(an_evening_before(), person)
    with db.writing():
        booking.cancelled_at, booking.cancellation_cause = TODAY - 10 * DAY, "guest"


def waited_in_line(person: Person) -> None:
    event = an_evening_before(seats=1)
    books(event, saved(a_person()))
    assert not books(event, person).going


def was_to_come_to_what_was_called_off(person: Person) -> None:
    event = an_evening_before()
    books(event, person)
    with db.writing():
        event.cancelled_at = TODAY - 10 * DAY


def was_typed_by_somebody(person: Person) -> None:
    booking = books(an_evening_before(), person)
    with db.writing():
        booking.proof = TYPED


def missed_her_shift(person: Person) -> None:
    signup = helped(an_opportunity(), person)
    with db.writing():
        signup.no_show_at = TODAY


def joined_last_month(person: Person) -> None:
    a_member(person=person, on=(TODAY - 30 * DAY).date())


def comes_to_another_evening_later(person: Person) -> None:
    a_booking(an_event(starts_at=TODAY + 9 * DAY), person=person, name=person.name, email=person.email)


@pytest.mark.parametrize(
    "did",
    [
        had_a_seat, was_let_in, greeted, worked_a_shift, wrote_down_hours,
        has_belonged_for_three_months, has_worked_in_the_office,
    ],
)  # fmt: skip
def test_who_was_with_us_before_is_not_new(did: Callable[[Person], None]) -> None:
    person = saved(a_person())
    assert new(person)
    did(person)
    assert not new(person)


@pytest.mark.parametrize(
    "did",
    [
        did_not_come, said_that_she_cannot_come, gave_her_seat_back, waited_in_line,
        was_to_come_to_what_was_called_off, was_typed_by_somebody, missed_her_shift, joined_last_month,
        comes_to_another_evening_later,
    ],
)  # fmt: skip
def test_who_has_not_been_here_is_new_whatever_else_there_is_of_her(did: Callable[[Person], None]) -> None:
    person = saved(a_person())
    did(person)
    assert new(person)


def tonight_of(*people: Person) -> Event:
    event = tonight()
    for person in people:
        a_guest(event, person.name, email=person.email)
    return event


def an_old_hand_and_a_newcomer() -> tuple[Person, Person]:
    old, newcomer = (saved(a_person(name)) for name in ("Olga Adeyemi", "Noor Haddad"))
    for one in (old, newcomer):
        with db.writing():
            one.email = one.email_key = f"{one.first_name.lower()}@example.test"
    had_a_seat(old)
    return old, newcomer


def test_the_door_the_hellos_and_the_numbers_say_the_same() -> None:
    old, newcomer = an_old_hand_and_a_newcomer()
    event = tonight_of(old, newcomer)
    assert checkin_queries.first_timers(event) == {newcomer.id}
    seen = assignments.load_input(event, now=TODAY)
    assert [one.new for one in seen.guests] == [False, True]
    for booking in checkin_queries.bookings_with_seats(event):
        take(event, came_in(booking))
    assert checkin_queries.door_numbers_of(event).new == 1


def test_the_door_calls_her_new_whom_nobody_has_seen_and_no_member_of_a_year(
    client: Browser, clock: MovableClock
) -> None:
    old, newcomer = an_old_hand_and_a_newcomer()
    belongs = saved(a_person("Ada Member", "ada@example.test"))
    has_belonged_for_three_months(belongs)
    event = tonight_of(old, newcomer, belongs)
    sign_in(client, "events")
    page = client.get(f"/door/{event.slug}/new").main
    assert "Noor Haddad" in page
    assert "Olga Adeyemi" not in page
    assert "Ada Member" not in page


def test_ten_guests_are_looked_at_in_no_statement_more_than_one() -> None:
    people = [saved(a_person()).id for _ in range(10)]
    settings.current()
    one, ten = (
        statements_of(partial(newcomers.newcomers_among, some, TODAY)) for some in (people[:1], people)
    )
    assert one == ten == 1
