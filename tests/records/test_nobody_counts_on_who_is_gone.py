"""Every list that proposes people or counts on them × every reason why not: all ask one gate."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings as booking_rules
from chapter.events.models import Event
from chapter.events.rules import staff
from chapter.events_office.rules import bookings
from chapter.hello.queries import companion_search
from chapter.hello.queries import hellos as hello
from chapter.mail.models import Mail
from chapter.membership.status import DEPARTURES
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.models.profile import Skill
from chapter.people.rules import tasks
from chapter.refusal import Refused
from chapter.restrictions import Use, restrictions_on
from chapter.shifts.models import CONFIRMED, OFFERED
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.rules import endings, invitations, signups, substitutes
from chapter.staffing import matching, queries
from chapter.staffing.models.profiles import VolunteerProfile
from chapter.staffing.rules import assignments, clearance_expiry
from tests.factories import (
    GUEST,
    TODAY,
    a_booking,
    a_lead,
    a_person,
    a_writing,
    an_account,
    an_event,
    saved,
)
from tests.hello.companions import asked_to_meet
from tests.records.departures import REASONS, let_it_stand
from tests.shifts.shifts import a_shift, an_opportunity, takes, try_to_take

pytestmark = pytest.mark.usefixtures("app")

Counts = Callable[[], bool]
"""Whether she is proposed, or counted on."""


def not_refused(act: Callable[[], object]) -> bool:
    try:
        with a_writing():
            act()
    except Refused:
        return False
    return True


def who_fits(person: Person) -> Counts:
    shift = a_shift()
    saved(VolunteerProfile(person_id=person.id, available=["sat-morning"], enjoys=[], changed_at=TODAY))
    return lambda: bool(matching.suggestions(queries.openings([shift]), queries.volunteers(TODAY))[shift.id])


def who_is_asked_when_a_substitute_is_sought(person: Person) -> Counts:
    signup = takes(a_shift(an_opportunity(skills="sewing")))
    saved(Skill(person_id=person.id, words="sewing", key="sewing"))

    def asked() -> bool:
        with a_writing():
            substitutes.seek_substitute(signup, by=GUEST, now=TODAY)
        return db.first(select(Invitation).where(Invitation.person_id == person.id)) is not None

    return asked


def who_is_invited_by_the_lead(person: Person) -> Counts:
    shift = a_shift()
    return lambda: not_refused(lambda: invitations.invite(shift, person, why="", by=GUEST, now=TODAY))


def who_is_put_on_a_shift(person: Person) -> Counts:
    shift = a_shift()
    return lambda: not_refused(lambda: assignments.assign(shift, person, by=GUEST, now=TODAY))


def who_takes_a_shift(person: Person) -> Counts:
    shift = a_shift()
    return lambda: not_refused(lambda: takes(shift, person))


def who_takes_a_shift_by_typing(person: Person) -> Counts:
    shift, name, email = a_shift(), person.name, person.email
    return lambda: try_to_take(shift, name=name, email=email).signup is not None


def who_is_next_for_a_shift(person: Person) -> Counts:
    shift = a_shift()
    first, backup = takes(shift), takes(shift, person)

    def offered() -> bool:
        with a_writing():
            signups.remove(first, why="Sick", by=GUEST, now=TODAY)
        return backup.status == OFFERED

    return offered


def who_keeps_newcomers_waiting(person: Person) -> Counts:
    shift = a_shift()
    first = takes(shift)
    takes(shift, person)

    def waits_behind() -> bool:
        with a_writing():
            endings.end([first], cause="person", now=TODAY)
        return takes(shift).status != CONFIRMED

    return waits_behind


def who_is_next_for_a_seat(person: Person) -> Counts:
    event = an_event(seats=1)
    first = a_booking(event)
    waits = a_booking(event, name=person.name, email=person.email, person=person)

    def seated() -> bool:
        with a_writing():
            booking_rules.cancel(first, by=GUEST, now=TODAY)
        return waits.going

    return seated


def whose_booking_is_taken_in_again(person: Person) -> Counts:
    booking = a_booking(an_event(), name=person.name, email=person.email, person=person)
    with a_writing():
        booking_rules.cancel(booking, by=GUEST, now=TODAY)
    return lambda: not_refused(lambda: bookings.restore(booking, by=GUEST, now=TODAY))


def who_is_named_a_greeter(person: Person) -> Counts:
    event = an_event()
    an_account(person=person)
    return lambda: not_refused(
        lambda: staff.grant_post(db.lock(event), person, post="greeter", by=GUEST, now=TODAY)
    )


def _guest(event: Event, arrival: str, person: Person | None = None) -> Rsvp:
    who: dict[str, Any] = (
        {} if person is None else {"name": person.name, "email": person.email, "person": person}
    )
    return a_booking(event, arrival=arrival, **who)


def which_greeter_could_meet_a_guest(person: Person) -> Counts:
    event = an_event()
    guest = _guest(event, "meet_me")
    a_lead(event, person, "greeter")
    return lambda: person.id in {one.id for one in companion_search.load_snapshot(event).could_meet(guest)}


def which_volunteer_could_meet_a_guest(person: Person) -> Counts:
    event = an_event()
    guest = _guest(event, "meet_me")
    takes(a_shift(an_opportunity(title="Greet at the door", event_id=event.id)), person)
    return lambda: person.id in {one.id for one in companion_search.load_snapshot(event).could_meet(guest)}


def who_could_be_a_buddy(person: Person) -> Counts:
    event = an_event()
    guest = _guest(event, "buddy")
    _guest(event, "buddy", person)
    return lambda: person.id in {one.id for one in companion_search.load_snapshot(event).could_meet(guest)}


def who_has_not_answered_yet(person: Person) -> Counts:
    event = an_event()
    a_lead(event, person, "greeter")
    asked_to_meet(_guest(event, "meet_me"), person)
    return lambda: not companion_search.load_snapshot(event).no_longer_valid(TODAY)


def who_said_that_she_meets_a_guest(person: Person) -> Counts:
    event = an_event()
    a_lead(event, person, "greeter")
    asked_to_meet(_guest(event, "meet_me"), person, sign="red sun")
    return lambda: not companion_search.load_snapshot(event).no_longer_valid(TODAY)


def who_is_to_be_met(person: Person) -> Counts:
    event = an_event()
    guest = _guest(event, "meet_me", person)
    return lambda: guest.id in {one.id for one in companion_search.load_snapshot(event).guests}


def who_says_hello(person: Person) -> Counts:
    event = an_event()
    a_booking(event, name=person.name, email=person.email, person=person, show_me=True)
    return lambda: bool(hello.parties(event.id))


def whom_a_task_on_today_is_about(person: Person) -> Counts:
    doer = an_account("director").person
    with a_writing():
        tasks.assign(person, doer, "Ring her", due_on=None, by=doer, now=TODAY - timedelta(days=1))
    return lambda: db.first(people.open_tasks_of(doer)) is not None


def who_hears_of_what_her_role_answers_for(person: Person) -> Counts:
    an_account("volunteers", person=person)
    return lambda: person.id in {one.id for one in db.session.scalars(people.holders("volunteers"))}


def who_hears_that_a_substitute_is_lacking(person: Person) -> Counts:
    signup = takes(a_shift(an_opportunity(lead_id=person.id)))

    def told() -> bool:
        soon = signup.shift.starts_at - timedelta(hours=5)
        with a_writing():
            substitutes.seek_substitute(signup, by=GUEST, now=soon)
        wanted = select(Mail).where(Mail.kind == "volunteering.two_days_left", Mail.person_id == person.id)
        return db.first(wanted) is not None

    return told


def whose_check_is_worth_renewing(person: Person) -> Counts:
    until = date(2026, 12, 20)
    saved(Clearance(person_id=person.id, kind="background", valid_until=until, noted_at=TODAY))
    return lambda: bool(clearance_expiry.expiring(TODAY))


LISTS: dict[Callable[[Person], Counts], Use] = {
    who_fits: Use.ASK,
    who_is_asked_when_a_substitute_is_sought: Use.ASK,
    who_is_invited_by_the_lead: Use.ASK,
    who_is_put_on_a_shift: Use.ASK,
    who_takes_a_shift: Use.SHOWN,
    who_takes_a_shift_by_typing: Use.SHOWN,
    who_is_next_for_a_shift: Use.HELD,
    who_keeps_newcomers_waiting: Use.HELD,
    who_is_next_for_a_seat: Use.HELD,
    whose_booking_is_taken_in_again: Use.HELD,
    who_is_named_a_greeter: Use.ASK,
    which_greeter_could_meet_a_guest: Use.ASK,
    which_volunteer_could_meet_a_guest: Use.ASK,
    who_could_be_a_buddy: Use.ASK,
    who_has_not_answered_yet: Use.ASK,
    who_said_that_she_meets_a_guest: Use.SHOWN,
    who_is_to_be_met: Use.SHOWN,
    who_says_hello: Use.SHOWN,
    whom_a_task_on_today_is_about: Use.HELD,
    who_hears_of_what_her_role_answers_for: Use.HELD,
    who_hears_that_a_substitute_is_lacking: Use.HELD,
    whose_check_is_worth_renewing: Use.ASK,
}
"""Each list, and for what it needs people."""

ERASED_IS_ANOTHER = {who_takes_a_shift_by_typing}
"""Where a name is typed, nobody finds who was erased: it is somebody new."""


@pytest.mark.parametrize(
    ("a_list", "reason"),
    [(one, why) for one, why in itertools.product(LISTS, ("", *REASONS))],
    ids=lambda one: getattr(one, "__name__", one or "nothing"),
)
def test_each_list_leaves_out_whom_it_must_and_nobody_else(
    a_list: Callable[[Person], Counts], reason: str
) -> None:
    person = a_person("Ana Example", "ana@example.test")
    counts = a_list(person)
    let_it_stand(person, reason)

    stopped = reason in {stop.name for stop in restrictions_on(LISTS[a_list])}
    if reason == "erased" and a_list in ERASED_IS_ANOTHER:
        stopped = False
    assert counts() is not stopped


def test_the_reasons_of_this_table_are_all_that_there_are() -> None:
    assert set(REASONS) == {stop.name for use in Use for stop in restrictions_on(use)}
    assert set(DEPARTURES) <= set(REASONS)
