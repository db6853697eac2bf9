"""What the office does with bookings."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.bookings import booking_links
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import waitlist_order
from chapter.events.models import Event
from chapter.events.rules import staff as events_staff
from chapter.events_office.rules import bookings
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_party, a_person, an_account, an_event, sign_in

BY = Actor("command", name="test")


def change(rsvp: Rsvp, **more: Any) -> None:
    with db.writing():
        changed = replace(bookings.details_of(rsvp), **more)
        bookings.change(rsvp, changed, by=BY, now=TODAY)


def mails_to(address: str) -> list[str]:
    return list(db.session.scalars(select(Mail.kind).where(Mail.to_address == address).order_by(Mail.id)))


def cancel(rsvp: Rsvp) -> None:
    with db.writing():
        bookings.cancel(rsvp, why="She rang.", by=BY, now=TODAY)


def restore(rsvp: Rsvp) -> None:
    with db.writing():
        bookings.restore(rsvp, by=BY, now=TODAY + timedelta(minutes=1))


def address_of(event: Event, rsvp: Rsvp, act: str = "") -> str:
    return f"/office/events/{event.slug}/bookings/{rsvp.public_id}{act}"


def test_the_office_books_after_closing_and_nobody_passes_the_line(app: Flask) -> None:
    event = an_event(seats=1, rsvp_closes_at=TODAY - timedelta(hours=1))
    with db.writing():
        first = bookings.add(db.lock(event), a_party(), by=BY, now=TODAY).rsvp
        second = bookings.add(db.lock(event), a_party(), by=BY, now=TODAY).rsvp
    assert (first.status, second.status) == ("going", "waitlisted")
    assert mails_to(first.email) == ["events.confirmed"]


def test_nobody_is_booked_who_has_died(app: Flask) -> None:
    died, event = an_account("member").person, an_event()
    with db.writing():
        persons.mark_deceased(db.lock(died), now=TODAY)
    with pytest.raises(Refused, match="has died, so no seat can be saved") as refused, db.writing():
        bookings.add(db.lock(event), a_party(person=died, name=died.name), by=BY, now=TODAY)
    assert refused.value.field == "name"
    assert db.session.scalar(select(func.count()).select_from(Rsvp)) == 0


def test_the_form_says_so_beside_the_name_of_a_guest_who_has_died(client: Browser) -> None:
    event = an_event()
    guest = a_booking(event, name="Ana Guest", email="ana@example.test").person
    with db.writing():
        persons.mark_deceased(db.lock(guest), now=TODAY)
    sign_in(client, "events")
    form = client.get(f"/office/events/{event.slug}/bookings/new").form("/bookings/new")
    refused = form.fill(name="Ana Guest", email="ana@example.test").press()
    assert refused.status == 422
    assert "has died" in refused.errors["name"]
    assert refused.form("/bookings/new")["email"] == "ana@example.test", "what was typed is kept"


def test_another_email_kills_the_old_link_and_is_written_to(app: Flask) -> None:
    event = an_event()
    rsvp = a_booking(event, email="wrnog@example.test")
    old, before = rsvp.token, rsvp.person
    change(rsvp, email="Wrong@Example.test")
    assert rsvp.link_version == 2
    assert booking_links.booking_by_token(old) is None
    assert booking_links.booking_by_token(rsvp.token) is rsvp
    assert mails_to("Wrong@Example.test") == ["events.confirmed"]
    assert mails_to("wrnog@example.test") == ["events.confirmed"], "nothing more goes to the wrong one"
    assert (before.email, rsvp.person.email) == ("wrnog@example.test", "Wrong@Example.test")


def test_the_same_email_in_other_letters_keeps_the_link(app: Flask) -> None:
    rsvp = a_booking(an_event(), email="ana@example.test")
    change(rsvp, email="Ana@Example.test")
    assert rsvp.link_version == 1
    assert rsvp.email == "Ana@Example.test"


def test_a_member_stays_herself_whatever_her_booking_says(app: Flask) -> None:
    person = an_account("member").person
    rsvp = a_booking(an_event(), person=person, name=person.name, email=person.email)
    change(rsvp, name="Another Name", email="other@example.test")
    assert rsvp.person is person
    assert person.name != "Another Name"


def test_a_booking_never_changes_a_person(app: Flask) -> None:
    rsvp = a_booking(an_event(), name="Ana One", email="ana@example.test")
    count = db.session.scalar(select(func.count()).select_from(Person))
    change(rsvp, name="Ana Two", pronouns="they")
    assert db.session.scalar(select(func.count()).select_from(Person)) == count
    assert rsvp.person.name == "Ana One"
    assert rsvp.name_key == "ana two"


def test_a_smaller_party_lets_the_next_in(app: Flask) -> None:
    event = an_event(seats=2)
    ana, bea = a_booking(event, of=2), a_booking(event)
    change(ana, party_size=1)
    assert bea.going


def test_a_larger_party_needs_room_and_is_refused_beside_its_field(app: Flask) -> None:
    ana = a_booking(an_event(seats=2), of=2)
    with pytest.raises(Refused) as refused:
        change(ana, party_size=3, dietary="vegan")
    assert refused.value.field == "party_size"
    assert ana.dietary == "", "nothing of it is kept"


def test_two_bookings_can_not_become_one(app: Flask) -> None:
    event = an_event()
    ana = a_booking(event, name="Ana", email="both@example.test")
    bea = a_booking(event, name="Bea", email="both@example.test")
    with pytest.raises(Refused, match="another booking"):
        change(bea, name="Ána")
    cancel(ana)
    change(bea, name="Ána")
    with pytest.raises(Refused, match="another booking"):
        restore(ana)


def test_changes_are_logged_with_before_and_after(app: Flask) -> None:
    rsvp = a_booking(an_event())
    change(rsvp, dietary="vegan", party_size=2)
    verbs = select(Entry).where(Entry.record_id == rsvp.id, Entry.record_kind == "rsvps").order_by(Entry.id)
    found = {entry.verb: entry for entry in db.session.scalars(verbs)}
    assert set(found) == {"booked", "changed", "changed party"}
    assert found["changed"].fields == ["dietary"]


def test_cancelling_needs_a_reason_that_she_reads(app: Flask) -> None:
    rsvp = a_booking(an_event())
    with pytest.raises(Refused, match="Enter a reason"), db.writing():
        bookings.cancel(rsvp, why="", by=BY, now=TODAY)
    with db.writing():
        bookings.cancel(rsvp, why="The fire code.", by=Actor("person", 1), now=TODAY)
    text = db.session.scalar(select(Mail.text).where(Mail.kind == "events.cancelled"))
    assert "The fire code." in (text or "")


def test_a_party_taken_in_again_sits_while_there_is_room(app: Flask) -> None:
    event = an_event(seats=2)
    rsvp = a_booking(event, of=2)
    cancel(rsvp)
    restore(rsvp)
    assert rsvp.going
    assert mails_to(rsvp.email)[-1] == "events.confirmed"


def test_a_party_taken_in_again_passes_nobody(app: Flask) -> None:
    event = an_event(seats=2)
    ana, bea, cleo = a_booking(event, of=2), a_booking(event, of=2), a_booking(event, of=2)
    cancel(ana)
    assert bea.going
    restore(ana)
    assert ana.waiting
    assert [cleo, ana] == bookings_queries.waiting_line(event)


def test_a_party_taken_out_of_the_line_stands_where_it_stood_for_ten_minutes(app: Flask) -> None:
    event = an_event(seats=2)
    a_booking(event, of=2)
    ana, bea = a_booking(event, of=2), a_booking(event, of=2)
    staff = Actor("person", 1)
    for minutes, line_then in ((10, [ana, bea]), (11, [bea, ana])):
        with db.writing():
            bookings.cancel(ana, why="Her name was misread.", by=staff, now=TODAY)
        with db.writing():
            bookings.restore(ana, by=staff, now=TODAY + timedelta(minutes=minutes))
        assert bookings_queries.waiting_line(event) == line_then


def test_a_party_is_not_taken_in_again_when_it_is_over_or_cancelled(app: Flask) -> None:
    event = an_event()
    rsvp = a_booking(event)
    cancel(rsvp)
    with db.writing():
        event.cancelled_at = TODAY
    with pytest.raises(Refused, match="was canceled"):
        restore(rsvp)


def test_moving_up_keeps_the_reason_and_stops_when_it_has_begun(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    ana, bea = a_booking(event), a_booking(event)
    with db.writing():
        waitlist_order.move_up(bea, why="She speaks tonight.", by=BY, now=TODAY)
    assert bookings_queries.waiting_line(event) == [bea, ana]
    assert db.session.scalar(select(Entry.why).where(Entry.verb == "moved up")) == "She speaks tonight."
    with pytest.raises(Refused, match="has started"), db.writing():
        waitlist_order.move_up(ana, why="x", by=BY, now=event.starts_at)


def test_staff_of_one_event_are_people_who_sign_in(app: Flask) -> None:
    event, account = an_event(), an_account()
    with db.writing():
        given = events_staff.grant_post(db.lock(event), account.person, post="lead", by=BY, now=TODAY)
    assert given.person is account.person
    with pytest.raises(Refused, match="already"), db.writing():
        events_staff.grant_post(db.lock(event), account.person, post="lead", by=BY, now=TODAY)
    with pytest.raises(Refused, match="Nobody signs in"), db.writing():
        events_staff.grant_post(db.lock(event), a_person(), post="lead", by=BY, now=TODAY)
