"""People give back, say that it was not they, die or leave while the canceling of an event may be undone."""

from datetime import datetime

import pytest
from flask import Flask

from chapter import db
from chapter.bookings.models import EVENT, NOT_ME, Rsvp
from chapter.bookings.rules import bookings, email_verification, erasure
from chapter.events.models import MEMBERS, Event
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.browser import Browser
from tests.events_office.changes import MINUTE, cancel, change, sent, the_move, undo
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event, sign_in
from tests.held_mails import held_tellings, release_held
from tests.membership.members import a_member
from tests.records.departures import note


def give_back(rsvp: Rsvp, now: datetime = TODAY + MINUTE) -> None:
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=now)


def booked(event: Event, person: Person) -> Rsvp:
    return a_booking(event, name=person.name, email=person.email, person=person)


def a_reminder(rsvp: Rsvp, failure: str = "") -> Mail:
    with db.writing():
        letter = Letter("events.reminder", "Soon", "Soon.\n", about=("rsvps", rsvp.id))
        made = mail.queue(letter, to=(rsvp.name, rsvp.email), person_id=rsvp.person_id, now=TODAY)
        made.failure = failure
    return made


class TestUndoing:
    def test_who_died_meanwhile_gets_no_seat_back_and_whoever_is_next_has_it(self, app: Flask) -> None:
        event = an_event(seats=1)
        ana = booked(event, a_person("Ana Example", "ana@example.test"))
        bea = a_booking(event)
        cancel(event)
        note(ana.person, "deceased")
        said = undo(the_move(), TODAY + MINUTE)
        assert (ana.status, ana.cancellation_cause, bea.status) == ("cancelled", "deceased", "going")
        assert said == "Not restored, because they can no longer come: Ana Example."

    def test_who_was_erased_meanwhile_gets_no_seat_back(self, app: Flask) -> None:
        event = an_event(seats=1)
        ana, bea = a_booking(event), a_booking(event)
        cancel(event)
        with db.writing():
            erasure.erase(ana, by=GUEST, now=TODAY)
        undo(the_move(), TODAY + MINUTE)
        assert (ana.status, bea.status) == ("cancelled", "going")

    @pytest.mark.parametrize("kind", ["suspended", "resigned"])
    def test_who_left_the_chapter_meanwhile_has_seats_where_everybody_may_come(
        self, app: Flask, kind: str
    ) -> None:
        among_members, open_to_all = an_event(visibility=MEMBERS), an_event()
        ana = a_member(person=a_person("Ana Example", "ana@example.test"))
        inside, outside = booked(among_members, ana), booked(open_to_all, ana)
        for event in (among_members, open_to_all):
            cancel(event)
        note(ana, kind)
        for telling in held_tellings():
            undo(telling, TODAY + MINUTE)
        assert (inside.status, inside.cancellation_cause, outside.status) == ("cancelled", kind, "going")

    def test_who_had_left_before_and_was_let_stay_has_her_seat_again(self, app: Flask) -> None:
        event = an_event()
        ana = a_member(person=a_person("Ana Example", "ana@example.test"))
        hers = booked(event, ana)
        note(ana, "resigned")
        change(event, TODAY + MINUTE, visibility=MEMBERS)
        assert hers.status == "going", "who booked keeps her seats"
        cancel(event, TODAY + 2 * MINUTE)
        undo(the_move(), TODAY + 3 * MINUTE)
        assert hers.status == "going"


class TestGivingBack:
    def test_seats_given_back_of_a_canceled_event_stay_given_back_when_it_is_on_again(
        self, app: Flask
    ) -> None:
        event = an_event(seats=1)
        ana, bea = a_booking(event), a_booking(event)
        cancel(event)
        give_back(ana)
        give_back(ana, TODAY + 2 * MINUTE)
        undo(the_move(), TODAY + 3 * MINUTE)
        assert (ana.status, ana.cancelled_at, bea.status) == ("cancelled", TODAY + MINUTE, "going")
        (told,) = [one for one in sent("cancelled") if one.to_address == ana.email]
        assert "stays canceled even if the event, which is canceled too, takes place after all" in told.text
        assert "book again" not in told.text

    def test_who_says_that_it_was_not_she_is_not_booked_again(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event, proof="typed")
        cancel(event)
        with db.writing():
            email_verification.disown(ana, now=TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert (ana.status, ana.cancellation_cause) == ("cancelled", NOT_ME)

    def test_once_they_were_told_giving_back_is_refused_aloud(self, app: Flask) -> None:
        event = an_event()
        ana, typed = a_booking(event), a_booking(event, proof="typed")
        cancel(event)
        release_held()
        with pytest.raises(Refused, match="was canceled"):
            give_back(ana)
        with pytest.raises(Refused, match="was canceled"), db.writing():
            email_verification.disown(typed, now=TODAY + MINUTE)
        assert (ana.cancellation_cause, typed.cancellation_cause) == (EVENT, EVENT)

    def test_her_page_says_that_it_stays_given_back(self, app: Flask, client: Browser) -> None:
        event = an_event()
        ana = a_booking(event)
        form = client.get(f"/rsvp/{ana.token}").form("/cancel")
        cancel(event)
        page = form.press()
        assert page.h1 == "This event was canceled"
        assert "stays canceled even if the event takes place after all" in page.main
        undo(the_move(), TODAY + MINUTE)
        assert ana.status == "cancelled"

    def test_the_office_takes_somebody_off_a_canceled_event_for_good(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event()
        ana = a_booking(event)
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/bookings/{ana.public_id}/cancel").form("/cancel")
        cancel(event)
        form.fill(why="She asked us to.").press()
        undo(the_move(), TODAY + MINUTE)
        assert (ana.status, ana.cancelled_why) == ("cancelled", "She asked us to.")


class TestReminders:
    def test_an_undone_move_reminds_those_who_still_come_and_nobody_else(self, app: Flask) -> None:
        event = an_event()
        ana, bea, ida = a_booking(event), a_booking(event), a_booking(event)
        hers, gone, erased = a_reminder(ana, "451 try later"), a_reminder(bea), a_reminder(ida)
        change(event, place="Loft")
        assert hers.withdrawn_at == TODAY
        give_back(bea)
        with db.writing():
            erasure.erase(ida, by=GUEST, now=TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert [one.withdrawn_at is None for one in (hers, gone, erased)] == [True, False, False]
        assert hers.failure == ""

    def test_what_was_not_sent_for_another_reason_stays_unsent(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event)
        said_no, later = a_reminder(ana, "Not sent: the reader said no to “Reminders”."), a_reminder(ana)
        with db.writing():
            db.lock(said_no).withdrawn_at = TODAY
        change(event, place="Loft")
        with db.writing():
            db.lock(later).withdrawn_at = TODAY + MINUTE
        undo(the_move(), TODAY + 2 * MINUTE)
        assert None not in {said_no.withdrawn_at, later.withdrawn_at}

    def test_an_event_on_again_reminds_nobody_who_gave_back(self, app: Flask) -> None:
        event = an_event()
        ana, bea = a_booking(event), a_booking(event)
        hers, gone = a_reminder(ana), a_reminder(bea)
        cancel(event)
        give_back(bea)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert [one.withdrawn_at is None for one in (hers, gone)] == [True, False]
