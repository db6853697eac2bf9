"""Seats and the line: what a party may do, and what happens by itself."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist, waitlist_order
from chapter.events.models import Event
from chapter.mail.models import Consent, Mail
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.factories import GUEST, TODAY, a_booking, a_party, a_person, an_event


def mails_to(rsvp: Rsvp) -> list[str]:
    return list(db.session.scalars(select(Mail.kind).where(Mail.to_key == rsvp.email_key).order_by(Mail.id)))


def shrink(rsvp: Rsvp, to: int) -> None:
    with db.writing():
        bookings.resize(rsvp, to=to, by=GUEST, now=TODAY)


def cancel(rsvp: Rsvp) -> None:
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=TODAY)


def book(event: Event, party: bookings.BookingInput) -> bookings.BookingResult:
    with db.writing():
        return bookings.book(db.lock(event), party, by=GUEST, now=TODAY)


def test_a_party_of_two_waits_until_two_seats_are_free(app: Flask) -> None:
    event = an_event(seats=2)
    ana, bea = a_booking(event, of=2), a_booking(event, of=2)

    shrink(ana, to=1)
    assert bea.waiting

    cancel(ana)
    assert bea.going
    assert mails_to(bea) == ["events.waiting", "events.seated"]


def test_the_sentence_says_when_how_many_and_which_place_and_names_nobody(app: Flask) -> None:
    event = an_event(seats=2)
    ana, bea = a_booking(event, of=2), a_booking(event, of=2)
    cancel(ana)
    assert bea.seated_why == "Two seats opened up at noon. Your party of two was first on the waitlist."
    mail = db.first_or_404(select(Mail).where(Mail.kind == "events.seated"))
    assert bea.seated_why in mail.text
    assert ana.name not in mail.text


def test_a_smaller_party_behind_is_told_that_hers_was_the_first_that_fits(app: Flask) -> None:
    event = an_event(seats=3)
    ana, bea, caro = a_booking(event, of=3), a_booking(event, of=3), a_booking(event, of=1)
    shrink(ana, to=2)
    assert bea.waiting
    assert (
        caro.seated_why
        == "One seat opened up at noon. Your party of one was the first on the waitlist that fits."
    )


def test_a_newcomer_does_not_pass_a_waiting_party_that_would_fit(app: Flask) -> None:
    event = an_event(seats=2)
    a_booking(event, of=2)
    bea = a_booking(event, of=2)
    with db.writing():
        db.lock(event).capacity = 4
        newcomer = bookings.book(event, a_party(of=1), by=GUEST, now=TODAY).rsvp
    assert bea.waiting
    assert newcomer.waiting


def test_a_newcomer_takes_a_seat_that_the_waiting_party_does_not_fit(app: Flask) -> None:
    event = an_event(seats=3)
    a_booking(event, of=2)
    bea = a_booking(event, of=2)
    assert bea.waiting
    assert a_booking(event, of=1).going


def test_a_waiting_party_that_shrinks_may_fit_at_once_and_is_mailed_once(app: Flask) -> None:
    event = an_event(seats=3)
    a_booking(event, of=2)
    bea = a_booking(event, of=2)
    shrink(bea, to=1)
    assert bea.going
    assert mails_to(bea) == ["events.waiting", "events.seated"]


def test_a_seated_party_grows_while_seats_are_free(app: Flask) -> None:
    event = an_event(seats=3)
    ana = a_booking(event, of=1)
    shrink(ana, to=3)
    assert ana.party_size == 3
    assert bookings_queries.occupancy(event).free == 0


def test_a_seated_party_does_not_grow_over_the_capacity(app: Flask) -> None:
    event = an_event(seats=3)
    ana = a_booking(event, of=2)
    a_booking(event, of=1)
    with pytest.raises(Refused, match=r"No seats are left\. You keep the seats you have\."):
        shrink(ana, to=3)
    db.session.refresh(ana)
    assert ana.party_size == 2


def test_a_party_larger_than_the_room_is_told_so(app: Flask) -> None:
    event = an_event(seats=3)
    with pytest.raises(Refused, match=r"This event has three seats in all\.") as refused:
        book(event, a_party(of=4))
    assert refused.value.field == "party_size"


def test_nothing_is_booked_after_closing_but_by_staff(app: Flask) -> None:
    event = an_event(rsvp_closes_at=TODAY - timedelta(hours=1))
    with pytest.raises(Refused, match="Booking is closed"):
        book(event, a_party())
    with db.writing():
        booked = bookings.book(db.lock(event), a_party(), by=GUEST, now=TODAY, after_closing=True)
    assert booked.made


def test_the_same_form_twice_is_one_booking(app: Flask) -> None:
    event, party = an_event(), a_party()
    first, second = book(event, party), book(event, party)
    assert second.rsvp is first.rsvp
    assert second.same_form
    assert mails_to(first.rsvp) == ["events.confirmed"]


def test_a_form_of_another_event_is_refused(app: Flask) -> None:
    party = a_party()
    book(an_event(), party)
    with pytest.raises(Refused, match="belongs to another event"):
        book(an_event(), party)


def test_the_same_name_and_e_mail_elsewhere_makes_nothing_and_mails_that_she_has_one(app: Flask) -> None:
    event = an_event()
    first = book(event, a_party("Ana Ruiz", "ana@example.test", of=2))
    second = book(event, a_party("ANA  RUIZ", "Ana@Example.test", of=5))
    assert not second.made
    assert not second.same_form
    assert db.session.scalar(select(func.count()).select_from(Rsvp)) == 1
    assert first.rsvp.party_size == 2
    assert mails_to(first.rsvp) == ["events.confirmed", "events.already"]


def test_another_name_with_the_same_e_mail_is_a_second_party(app: Flask) -> None:
    event = an_event()
    first = book(event, a_party("Ana Ruiz", "home@example.test"))
    second = book(event, a_party("Bea Ruiz", "home@example.test"))
    assert second.made
    assert second.rsvp.person_id != first.rsvp.person_id


def test_a_booking_never_changes_the_record_of_a_person(app: Flask) -> None:
    ana = a_person("Ana Ruiz", "ana@example.test", organisation="The bakery", pronouns="she")
    party = a_party("ana ruiz", "ANA@example.test", organisation="A bank", pronouns="they")
    booked = book(an_event(), party)
    assert booked.rsvp.person_id == ana.id
    db.session.refresh(ana)
    assert (ana.name, ana.email, ana.organisation) == ("Ana Ruiz", "ana@example.test", "The bakery")
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_news_are_agreed_to_only_by_a_tick(app: Flask) -> None:
    event = an_event()
    book(event, a_party(news=False))
    yes = book(event, a_party(news=True, news_wording="Write to me about news, v1")).rsvp
    consents = list(db.session.scalars(select(Consent)))
    assert [(c.email_key, c.given, c.wording) for c in consents] == [
        (yes.email_key, True, "Write to me about news, v1")
    ]


def test_cancelling_twice_gives_back_once(app: Flask) -> None:
    event = an_event(seats=2)
    ana = a_booking(event, of=2)
    cancel(ana)
    cancel(ana)
    assert mails_to(ana) == ["events.confirmed", "events.cancelled"]
    assert db.session.scalar(select(func.count()).where(Entry.verb == "cancelled")) == 1


def test_nobody_is_seated_once_the_event_has_begun(app: Flask) -> None:
    event = an_event(seats=1, starts_at=TODAY + timedelta(hours=1))
    ana, bea = a_booking(event), a_booking(event)
    with db.writing():
        bookings.cancel(ana, by=GUEST, now=TODAY + timedelta(hours=2))
    assert bea.waiting


def test_nobody_is_seated_while_more_sit_than_there_are_seats(app: Flask) -> None:
    event = an_event(seats=4)
    a_booking(event, of=3)
    ana, bea = a_booking(event, of=1), a_booking(event, of=1)
    with db.writing():
        db.lock(event).capacity = 1
        waitlist.promote(event, now=TODAY)
    assert bookings_queries.occupancy(event).over == 3
    cancel(ana)
    assert bea.waiting
    assert bookings_queries.occupancy(event).over == 2


def test_without_a_limit_everybody_who_waits_is_seated(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    line = [a_booking(event) for _ in range(3)]
    with db.writing():
        db.lock(event).capacity = None
        waitlist.promote(event, now=TODAY)
    assert all(rsvp.going for rsvp in line)
    assert "seat limit was removed" in line[0].seated_why


def test_moving_up_needs_a_reason_and_puts_her_first(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    bea, caro = a_booking(event), a_booking(event)
    with pytest.raises(Refused, match="Enter a reason"), db.writing():
        waitlist_order.move_up(caro, by=GUEST, why="", now=TODAY)
    with db.writing():
        waitlist_order.move_up(caro, by=GUEST, why="She speaks that evening.", now=TODAY)
    assert [bookings_queries.position_in_line(caro), bookings_queries.position_in_line(bea)] == [1, 2]
    entry = db.first_or_404(select(Entry).where(Entry.verb == "moved up"))
    assert entry.why == "She speaks that evening."


def test_each_automatic_move_stands_in_the_log_with_its_rule(app: Flask) -> None:
    event = an_event(seats=1)
    ana, bea = a_booking(event), a_booking(event)
    cancel(ana)
    entry = db.first_or_404(select(Entry).where(Entry.verb == "seated"))
    assert (entry.actor_kind, entry.actor_name, entry.record_id) == ("rule", "waitlist", bea.id)
    assert entry.why == (
        f"Message: “{bea.seated_why}” Rule: seats go to the first party on the waitlist that fits. "
        "This party was first of one, with one seat open and nobody passed over."
    )
