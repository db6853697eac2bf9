"""An event that is canceled ends its bookings, and nobody is said to have given anything back."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import CANCELLED, EVENT, GOING, WAITLISTED, Rsvp
from chapter.bookings.rules import bookings as booking_rules
from chapter.bookings.rules import offers
from chapter.checkin import attendance
from chapter.checkin import queries as checkin_queries
from chapter.checkin.rules.checkins import why_refused
from chapter.events.models import OFFER, Event
from chapter.events_office import queries as events_office_queries
from chapter.events_office.rules import bookings, changes, messages
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.records import timeline
from chapter.refusal import Refused
from tests.bookings.waitlists import HOUR, asked
from tests.bookings.waitlists import cancel as give_back
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_person, an_account, an_event, sign_in
from tests.held_mails import release_held
from tests.races import writing_at_once

WHY = "The boiler broke."


def call_off(event: Event) -> int:
    with db.writing():
        told = changes.cancel_event(db.lock(event), why=WHY, by=GUEST, now=TODAY)
    db.session.expire_all()
    return told


def canceled() -> tuple[Event, Rsvp, Rsvp, Rsvp]:
    """A canceled event: who had seats, who waited, who had given back before."""
    event = an_event("The Long Table", seats=2)
    gone = a_booking(event, name="Gia", email="gia@example.test")
    give_back(gone)
    ana = a_booking(event, name="Ana", email="ana@example.test", of=2)
    bea = a_booking(event, name="Bea", email="bea@example.test", of=2)
    call_off(event)
    return event, ana, bea, gone


def test_each_booking_keeps_what_it_had_and_says_what_ended_it(app: Flask) -> None:
    event, ana, bea, gone = canceled()
    assert [one.cancellation_cause for one in (ana, bea, gone)] == [EVENT, EVENT, "guest"]
    assert [one.called_off for one in (ana, bea, gone)] == [True, True, False]
    assert (ana.seated_at is not None, bea.seated_at is None) == (True, True)
    assert ana.cancelled_at == event.cancelled_at
    assert {one.status for one in (ana, bea, gone)} == {CANCELLED}
    assert bookings_queries.occupancy(event).taken == 0


def test_an_offer_and_the_rest_of_a_party_still_stand_on_their_rows(app: Flask) -> None:
    event, bea = asked(of=2)
    until = bea.offered_until
    call_off(event)
    assert (bea.offered_until, bea.offered_seats, bea.called_off) == (until, 2, True)
    assert (bea.wanted, bea.in_line, bookings_queries.position_in_line(bea)) == (0, False, None)
    assert bookings_queries.offers_of(event) == []
    assert bookings_queries.events_with_waitlist_due(TODAY + 100 * HOUR, timedelta(days=1)) == []


def test_the_office_counts_who_had_seats_who_waited_and_who_had_given_back(app: Flask) -> None:
    event, ana, bea, gone = canceled()
    figures = events_office_queries.booking_figures(event)
    assert (figures.going, figures.waitlisted, figures.cancelled) == (1, 1, 1)
    assert (figures.seated, figures.waiting) == (2, 2)
    found = {
        status: list(
            db.session.scalars(
                events_office_queries.bookings_matching(
                    event, events_office_queries.BookingFilter(status=status)
                )
            )
        )
        for status in (GOING, WAITLISTED, CANCELLED)
    }
    assert found == {GOING: [ana], WAITLISTED: [bea], CANCELLED: [gone]}


class TestWriting:
    @pytest.mark.parametrize(
        ("to", "readers"), [("coming", ["ana"]), ("waiting", ["bea"]), ("both", ["ana", "bea"])]
    )
    def test_those_who_had_seats_and_those_who_waited_can_still_be_written_to(
        self, app: Flask, to: str, readers: list[str]
    ) -> None:
        event, *_ = canceled()
        with db.writing():
            assert messages.recipient_counts(event) == {"coming": 1, "waiting": 1, "both": 2}
            messages.send_message(
                db.lock(event), to=to, subject="Instead", text="We meet in May.", nonce="one-nonce",
                by=GUEST, now=TODAY,
            )  # fmt: skip
        release_held()
        sent = db.session.scalars(select(Mail).where(Mail.kind == "events.message").order_by(Mail.id)).all()
        assert [mail.to_address.partition("@")[0] for mail in sent] == readers
        assert all("This event was canceled." in mail.text for mail in sent)

    def test_a_press_in_the_office_writes_to_them(self, client: Browser) -> None:
        event, *_ = canceled()
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}").follow("Email them")
        assert "Guests who had seats, one party" in page.main
        page = page.form("/message").fill(to="both", subject="Sorry", text="We meet in May.").press()
        page = page.form("/message").press("Send")
        assert "2 people will get it in 10 minutes" in page.text
        assert "emailed everyone who had booked" in client.get(f"/office/events/{event.slug}/history").main

    def test_another_time_of_a_canceled_event_is_told_to_nobody(self, client: Browser) -> None:
        event, *_ = canceled()
        sign_in(client, "events")
        client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Elsewhere").press()
        assert list(db.session.scalars(select(Mail).where(Mail.kind == "events.moved"))) == []


class TestPages:
    def test_the_event_in_the_office_shows_who_had_booked(self, client: Browser) -> None:
        event, ana, _, gone = canceled()
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}")
        assert "No bookings yet" not in page.main
        assert "Ana" in page.main
        assert "Had seats" in page.main
        assert "Bea" in client.get(f"/office/events/{event.slug}?status=waitlisted").main
        given = client.get(f"/office/events/{event.slug}?status=cancelled").main
        assert (gone.name in given, ana.name in given) == (True, False)
        assert "two people in one party" in client.get(
            f"/office/events/{event.slug}/bookings/print"
        ).main  # fmt: skip

    def test_a_canceled_event_that_nobody_booked_says_so(self, client: Browser) -> None:
        event = an_event()
        call_off(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}")
        assert "Nobody had booked" in page.main
        assert "Email them" not in page.main

    def test_a_booking_in_the_office_says_what_it_had(self, client: Browser) -> None:
        event, ana, _, _ = canceled()
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/bookings/{ana.public_id}")
        assert "Event canceled" in page.main
        assert "This party had two seats when the event was canceled." in page.main
        assert "Canceled" not in page.main

    def test_her_own_page_says_it_and_what_she_had(self, client: Browser) -> None:
        _, ana, bea, _ = canceled()
        page = client.get(f"/rsvp/{ana.token}")
        assert page.h1 == "This event was canceled"
        assert WHY in page.main
        assert "You had two seats." in page.main
        assert "You were on the waitlist for two seats." in client.get(f"/rsvp/{bea.token}").main

    def test_her_bookings_and_her_timeline_say_it(self, client: Browser) -> None:
        account = an_account("member")
        event = an_event("Kiln Night")
        a_booking(event, name=account.person.name, email=account.email, person=account.person)
        call_off(event)
        sign_in(client, account=account)
        page = client.get("/me/bookings")
        assert "Kiln Night" in page.main
        assert "Event canceled" in page.main
        assert "Change or give back" not in page.main
        words = happened_with(account.person)
        assert "Event canceled: Kiln Night" in words
        assert not [one for one in words if one.startswith("Canceled ")]

    def test_the_file_says_it(self, client: Browser) -> None:
        event, *_ = canceled()
        sign_in(client, "events")
        body = client.post(f"/office/events/{event.slug}/bookings.csv").body.decode("utf-8-sig")
        rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(body, newline=""))}
        assert {name: row["Status"] for name, row in rows.items()} == {
            "Ana": "event canceled", "Bea": "event canceled", "Gia": "canceled",
        }  # fmt: skip
        assert (rows["Ana"]["Canceled"], rows["Gia"]["Canceled"] != "") == ("", True)


def happened_with(person: Person) -> list[str]:
    later = TODAY + timedelta(days=30)
    return [one.words for one in timeline.timeline_of(person, ["events"], later, later, 20, viewer=Viewer())]


def test_how_a_booking_ended_is_told_apart_in_her_timeline(client: Browser) -> None:
    person = an_account("member").person
    event, full = an_event("Supper"), an_event("Talk", seats=1)
    a_booking(full)
    mine: dict[str, Any] = {"name": person.name, "email": person.email, "person": person}
    given, left = a_booking(event, of=2, **mine), a_booking(full, **mine)
    taken = a_booking(an_event("Walk"), **mine)
    give_back(given)
    give_back(left)
    with db.writing():
        bookings.cancel(taken, why="Twice.", by=Actor("person", a_person().id), now=TODAY)
    words = set(happened_with(person))
    assert {
        "Canceled 2 seats for Supper",
        "Left the waitlist for Talk",
        "Booking canceled by staff: Walk",
    } <= words


def test_who_would_have_come_neither_came_nor_stayed_away(app: Flask, clock: MovableClock) -> None:
    event, ana, _, _ = canceled()
    clock.at(event.ends_at + timedelta(days=2))
    hers = select(attendance.came(Person.id, TODAY, clock.now())).where(Person.id == ana.person_id)
    assert db.session.scalar(hers) == 0
    assert checkin_queries.count_arrived(event).seated == 0
    assert (
        list(db.session.scalars(select(Mail).where(Mail.kind.in_(("events.missed", "events.thanks"))))) == []
    )


def test_the_door_says_that_the_event_was_canceled(app: Flask) -> None:
    event, ana, _, gone = canceled()
    assert (why_refused(ana, event), why_refused(gone, event)) == ("event", "cancelled")


def test_nothing_moves_in_a_booking_that_ended_with_its_event(app: Flask) -> None:
    _, ana, bea, _ = canceled()
    acts: list[Callable[[], object]] = [
        lambda: booking_rules.resize(ana, to=1, by=GUEST, now=TODAY),
        lambda: booking_rules.name_guests(ana, ["Ruth"], by=GUEST, now=TODAY),
        lambda: offers.claim(bea, keep_rest=True, by=GUEST, now=TODAY),
        lambda: bookings.restore(ana, by=GUEST, now=TODAY),
    ]
    with db.writing():
        for act in acts:
            with pytest.raises(Refused, match="was canceled"):
                act()
        with pytest.raises(Refused, match="ended with its event"):
            bookings.resend(ana, by=GUEST, now=TODAY)
    release_held()
    with pytest.raises(Refused, match="was canceled"), db.writing():
        booking_rules.cancel(ana, by=GUEST, now=TODAY)
    assert ana.called_off


def staff_cancel(event_id: int) -> int:
    event = db.lock(db.session.get_one(Event, event_id))
    return changes.cancel_event(event, why=WHY, by=GUEST, now=TODAY)


@pytest.mark.parametrize("_round", range(3))
def test_a_guest_gives_back_at_the_moment_at_which_the_event_is_canceled(app: Flask, _round: int) -> None:
    event = an_event(seats=2, when_free=OFFER)
    ana, bea = a_booking(event, of=2), a_booking(event, of=2)
    event_id, hers, next_one = event.id, ana.id, bea.id

    writing_at_once(
        app,
        lambda: staff_cancel(event_id),
        lambda: booking_rules.cancel(db.session.get_one(Rsvp, hers), by=GUEST, now=TODAY),
    )

    release_held()
    ana, bea = db.session.get_one(Rsvp, hers), db.session.get_one(Rsvp, next_one)
    last = {
        rsvp.id: db.session.scalars(
            select(Mail.kind).where(Mail.to_key == rsvp.email_key).order_by(Mail.id.desc())
        ).first()
        for rsvp in (ana, bea)
    }
    assert bea.called_off
    assert last[bea.id] == "events.called_off", "also when seats were offered to her a moment before"
    assert (ana.cancellation_cause, last[ana.id]) == ("guest", "events.cancelled"), (
        "whichever of the two was first"
    )


@pytest.mark.parametrize("_round", range(3))
def test_she_says_yes_to_an_offer_at_the_moment_at_which_the_event_is_canceled(
    app: Flask, _round: int
) -> None:
    event, bea = asked()
    event_id, hers = event.id, bea.id
    claimed = writing_at_once(
        app,
        lambda: staff_cancel(event_id),
        lambda: offers.claim(db.session.get_one(Rsvp, hers), keep_rest=True, by=GUEST, now=TODAY),
    )[1]
    bea = db.session.get_one(Rsvp, hers)
    assert bea.called_off
    assert (bea.seated_at is None) == isinstance(claimed, Refused)
    assert (bea.offered_until is None) == (bea.seated_at is not None), "what she had then still stands"
