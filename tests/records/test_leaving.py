"""Somebody died, is suspended, or resigned: what lies ahead is let go, and whoever leads it hears of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Session
from chapter.accounts.rules import sessions
from chapter.events.models import MEMBERS
from chapter.hello import tasks as hello
from chapter.hello.queries import companion_search
from chapter.mail.models import Mail
from chapter.membership.models.departures import Departure
from chapter.membership.rules import departures
from chapter.people import queries as people_queries
from chapter.people.models import RoleGrant
from chapter.people.models.notes import Task
from chapter.people.rules import tasks as people_tasks
from chapter.records import rules
from chapter.records import tasks as records
from chapter.refusal import Refused
from chapter.schedule import advance_waitlists
from chapter.shifts import queries, tasks
from chapter.shifts.models import BACKUP, GONE, OFFERED
from chapter.shifts.rules import invitations
from tests.factories import (
    TODAY,
    a_booking,
    a_lead,
    a_person,
    a_writing,
    an_account,
    an_event,
)
from tests.hello.companions import asked_to_meet
from tests.membership.members import a_level, an_application, proved
from tests.records.departures import ana, books, note
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")


def told() -> dict[str, Mail]:
    """Who leads what is free, by email; a second mail to one of them fails."""
    found = list(db.session.scalars(select(Mail).where(Mail.kind == "records.freed")))
    assert len({one.to_address for one in found}) == len(found)
    return {one.to_address: one for one in found}


def test_of_the_dead_nothing_ahead_stays_and_each_lead_hears_once() -> None:
    person, lea, vi = ana(), a_person("Lea Lead", "lea@example.test"), a_person("Vi", "vi@example.test")
    party, members = an_event("Supper"), an_event("Salon", visibility=MEMBERS)
    for event in (party, members):
        a_lead(event, lea)
    post = a_lead(party, person, "greeter")
    seats = [books(party, person, of=2), books(members, person)]
    shift = a_shift(an_opportunity(title="Coats", lead_id=vi.id))
    hers = [takes(shift, person), takes(a_shift(at=SATURDAY + timedelta(weeks=1)), person)]
    whole = an_opportunity(title="Soup", lead_id=person.id)
    a_shift(whole)

    noted = note(person, "deceased")

    for row in (*seats, *hers, post, whole, person):
        db.session.refresh(row)
    assert (
        {one.cancellation_cause for one in seats} == {one.cancellation_cause for one in hers} == {"deceased"}
    )
    assert (post.ended_at, whole.lead_id, person.deceased_at) == (TODAY, None, TODAY)
    assert noted.released_summary == "three seats, two shifts, two event roles"
    assert set(told()) == {"lea@example.test", "vi@example.test"}
    text = told()["lea@example.test"].text
    assert "Ana Example has died" in text
    assert all(said in text for said in ("Supper", "two seats", "Salon", "Greeter: Supper"))
    assert "Coats" not in text
    assert "Coats, Saturday, December 5" in told()["vi@example.test"].text


def test_what_nobody_leads_the_office_hears_of() -> None:
    an_account("volunteers", person=a_person(email="vol@example.test"))
    an_account("events", person=a_person(email="events@example.test"))
    person = ana()
    books(an_event("Supper"), person)
    takes(a_shift(an_opportunity(title="Coats")), person)

    note(person, "deceased")

    assert "Coats" in told()["vol@example.test"].text
    assert "Supper" in told()["events@example.test"].text


def test_her_seats_and_shifts_go_to_the_next_in_line() -> None:
    person, event, shift = ana(), an_event(seats=1), a_shift()
    seat = books(event, person)
    next_guest = a_booking(event)
    signup = takes(shift, person)
    next_helper = takes(shift)
    assert (seat.going, next_guest.going, next_helper.status) == (True, False, BACKUP)

    note(person, "deceased")
    advance_waitlists(TODAY)
    tasks.move_lines(TODAY)

    for row in (next_guest, next_helper, signup):
        db.session.refresh(row)
    assert next_guest.going
    assert (next_helper.status, signup.status) == (OFFERED, GONE)
    assert (event.waitlist_due_at, shift.waitlist_due_at) == (None, None), (
        "the sweep looks once, not for ever"
    )


def test_lines_move_once_also_when_nobody_waits() -> None:
    person, event = ana(), an_event()
    books(event, person)
    note(person, "deceased")
    advance_waitlists(TODAY)
    db.session.refresh(event)
    assert event.waitlist_due_at is None


def test_who_waits_to_be_met_by_her_is_met_by_somebody_else() -> None:
    person, other, event = ana(), a_person("Gia Greeter", "gia@example.test"), an_event()
    a_lead(event, person, "greeter")
    a_lead(event, other, "greeter")
    guest = a_booking(event, name="Priya Guest", arrival="meet_me")
    company = asked_to_meet(guest, person, sign="red sun")

    noted = note(person, "deceased")
    hello.update_companions(TODAY)

    db.session.refresh(company)
    assert company.ended_at is not None
    assert "one buddy pair" in noted.released_summary
    now = companion_search.current_companion(guest)
    assert now is not None
    assert now.person_id == other.id


def test_what_the_office_was_to_do_ends_and_what_she_was_to_do_is_handed_on() -> None:
    doer, person = an_account("director").person, ana()
    an_account("events", person=person)
    with a_writing():
        about = people_tasks.assign(person, doer, "Ring her", due_on=None, by=doer, now=TODAY)
        hers = people_tasks.assign(a_person(), person, "Write to the hall", due_on=None, by=doer, now=TODAY)

    note(person, "deceased", by=doer)

    with a_writing():
        later = people_tasks.assign(
            person, doer, "Send flowers", due_on=None, by=doer, now=TODAY + timedelta(minutes=5)
        )
    waits = list(db.session.scalars(people_queries.open_tasks_of(doer)))
    assert {one.id for one in waits} == {hers.id, later.id}
    assert about.id not in {one.id for one in db.session.scalars(people_queries.tasks_about(person))}
    assert db.session.get_one(Task, about.id).done_at is None, "nobody did it"


def test_her_account_is_closed_her_roles_end_and_no_mail_waits_for_her() -> None:
    an_account("director")
    person, sister = ana(), a_person("Sister Example", "ana@example.test")
    account = an_account("events", person=person)
    with a_writing():
        sessions.begin(account, browser="Hers", now=TODAY, whole=True)
    books(an_event(), person)
    a_booking(an_event(), name=sister.name, email=sister.email, person=sister)

    note(person, "deceased")

    assert account.disabled_at == TODAY
    assert db.session.scalars(select(Session.ended_at)).one() is not None
    assert (
        db.first(select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None)))
        is None
    )
    waiting = select(Mail).where(Mail.to_key == person.email_key, Mail.withdrawn_at.is_(None))
    assert {one.person_id for one in db.session.scalars(waiting)} == {sister.id}, "who shares her mailbox"


def test_somebody_who_never_was_a_member_can_have_died() -> None:
    person = ana(member=False)
    seat = books(an_event(), person)
    with a_writing():
        rules.note_departure(
            person, "deceased", why="In the paper", by=a_person(), now=TODAY, died_on=date(2026, 11, 20)
        )
    assert records.release_due(TODAY) == 1
    assert records.release_due(TODAY) == 0
    db.session.refresh(seat)
    assert seat.status == "cancelled"
    assert db.session.scalars(select(Departure.since_on)).one() == date(2026, 11, 20)


def test_no_reminder_leaves_of_what_she_has_no_more_and_nothing_asks_her() -> None:
    person = ana()
    salon, supper = an_event(visibility=MEMBERS), an_event()
    books(salon, person)
    stays = books(supper, person)
    with a_writing():
        invitations.invite(a_shift(), person, why="", by=person.actor, now=TODAY)

    note(person, "suspended")

    waiting = select(Mail).where(Mail.person_id == person.id, Mail.withdrawn_at.is_(None))
    assert [one.about_id for one in db.session.scalars(waiting) if one.about_kind == "rsvps"] == [stays.id]
    assert "volunteering.asked" not in {one.kind for one in db.session.scalars(waiting)}


def test_what_was_taken_back_before_the_sweep_lets_go_of_nothing() -> None:
    person, event = ana(), an_event()
    seat = books(event, person)
    with a_writing():
        noted = rules.note_departure(person, "deceased", why="x", by=a_person(), now=TODAY)
    with a_writing():
        departures.revoke_departure(noted, by=person.actor, now=TODAY)
    records.release_due(TODAY)
    db.session.refresh(seat)
    assert seat.going


def test_nobody_has_died_tomorrow() -> None:
    person = ana()
    with pytest.raises(Refused, match="in the future") as refused, db.writing():
        rules.note_departure(
            person, "deceased", why="x", by=a_person(), now=TODAY, died_on=date(2026, 11, 24)
        )
    assert refused.value.field == "died_on"


def test_of_the_suspended_public_seats_stay() -> None:
    person, other = ana(), a_person("Gia", "gia@example.test")
    party, salon = an_event("Supper"), an_event("Salon", visibility=MEMBERS)
    stays, goes = books(party, person, arrival="meet_me"), books(salon, person)
    a_lead(party, person)
    a_lead(party, other)
    asked_to_meet(stays, other, sign="red sun")
    signup = takes(a_shift(), person)

    noted = note(person, "suspended")

    for row in (stays, goes, signup):
        db.session.refresh(row)
    assert (stays.going, goes.status, signup.status) == (True, "cancelled", GONE)
    assert noted.released_summary == "one seat, one shift, one event role, one buddy pair"
    text = told()["gia@example.test"].text + told()["gia@example.test"].subject
    assert "can’t take part for now" in text
    assert "suspend" not in text.casefold()


def test_of_who_resigned_shifts_stay_and_their_lead_knows() -> None:
    person, vi = ana(), a_person("Vi", "vi@example.test")
    stays = books(an_event("Supper"), person)
    goes = books(an_event("Salon", visibility=MEMBERS), person)
    signup = takes(a_shift(an_opportunity(title="Coats", lead_id=vi.id)), person)

    noted = note(person, "resigned")

    for row in (stays, goes, signup):
        db.session.refresh(row)
    assert (stays.going, goes.status, signup.status) == (True, "cancelled", "confirmed")
    assert noted.released_summary == "one seat"
    assert (
        "They still have:\n\nCoats, Saturday, December 5, 9 a.m. to noon\n\nThese don’t require"
        in told()["vi@example.test"].text
    )


def test_who_is_at_work_or_in_the_room_is_not_sent_home_by_the_office() -> None:
    person, event, shift = ana(), an_event(visibility=MEMBERS), a_shift()
    seat, signup = books(event, person), takes(shift, person)
    with a_writing():
        seat.came, signup.came_at = 1, TODAY
    note(person, "suspended")
    for row in (seat, signup):
        db.session.refresh(row)
    assert (seat.going, signup.status) == (True, "confirmed")


def test_an_application_of_the_dead_is_closed_and_reminded_of_no_more() -> None:
    application = proved(an_application(a_level()))
    assert application.person is not None
    note(application.person, "deceased")
    db.session.refresh(application)
    assert application.closed_at == TODAY


def test_a_shift_that_was_freed_has_a_place_at_once() -> None:
    person, shift = ana(), a_shift()
    takes(shift, person)
    note(person, "suspended")
    assert queries.coverage_of(shift).free == 1
