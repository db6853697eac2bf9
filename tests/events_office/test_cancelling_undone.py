"""An event that was canceled and is on again has exactly what its cancelling had ended."""

import pytest
from flask import Flask

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import EVENT
from chapter.bookings.rules import bookings
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.events.models import OFFER
from chapter.refusal import Refused
from tests.events_office.changes import BY, MINUTE, cancel, change, sent, the_move, undo
from tests.factories import GUEST, TODAY, a_booking, a_crowd, an_event
from tests.held_mails import held_tellings, release_held
from tests.statement_count import counted


class TestCancelling:
    def test_undone_it_gives_back_exactly_what_it_ended(self, app: Flask) -> None:
        event = an_event(seats=4, when_free=OFFER)
        ana, gone, bea = a_booking(event, of=2), a_booking(event, of=2), a_booking(event, of=2)
        waits = a_booking(event)
        with db.writing():
            bookings.cancel(gone, by=GUEST, now=TODAY)
        until = bea.offered_until
        before = [(one.status, one.seated_at, one.queued_at) for one in (ana, bea, waits, gone)]
        cancel(event)
        assert {one.status for one in (ana, bea, waits)} == {"cancelled"}
        assert undo(the_move(), TODAY + 5 * MINUTE) == ""
        assert [(one.status, one.seated_at, one.queued_at) for one in (ana, bea, waits, gone)] == before
        assert until is not None
        assert bea.offered_until == until + 5 * MINUTE, "she has as long to answer as she had"
        assert (event.cancelled_at, event.cancelled_why) == (None, "")
        release_held()
        assert sent("called_off") == []

    def test_it_can_be_undone_when_nobody_had_booked(self, app: Flask) -> None:
        event = an_event()
        assert cancel(event) == 0
        undo(the_move())
        assert event.cancelled_at is None

    def test_a_booking_of_an_earlier_cancelling_that_was_told_stays_ended(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event)
        with db.writing():
            bookings.cancel(ana, by=BY, now=TODAY)
        cancel(event, TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert ana.status == "cancelled"

    def test_seats_that_were_given_meanwhile_stay_and_who_lost_them_is_first_in_line(
        self, app: Flask
    ) -> None:
        event = an_event(seats=2)
        ana, bea = a_booking(event), a_booking(event, now=TODAY + MINUTE)
        waits = a_booking(event, now=TODAY + MINUTE)
        cancel(event, TODAY + 2 * MINUTE)
        new = a_booking(an_event())
        with db.writing():
            row = db.lock(new)
            row.event_id, row.seated_at = event.id, TODAY + 3 * MINUTE
        said = undo(the_move(), TODAY + 4 * MINUTE)
        assert (ana.status, new.status, bea.status) == ("going", "going", "waitlisted")
        assert bookings_queries.waiting_line(event) == [bea, waits]
        assert bea.name in said
        assert bookings_queries.occupancy(event).over == 0

    def test_canceled_while_a_move_is_held_they_read_one_mail_with_what_they_know(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        cancel(event, TODAY + MINUTE)
        broadcasts_tasks.send_due(TODAY + 10 * MINUTE)
        assert sent() == [], "the move waits for what becomes of the event"
        release_held()
        (mail,) = sent("called_off")
        assert "It was planned for Monday, November 30, noon to 2 p.m., Pilsen Hall." in mail.text
        assert sent() == []

    def test_a_move_is_told_after_all_when_the_cancelling_is_undone(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        cancel(event, TODAY + MINUTE)
        move, off = held_tellings()
        with pytest.raises(Refused, match="Undo that first"):
            undo(move, TODAY + 2 * MINUTE)
        undo(off, TODAY + 2 * MINUTE)
        release_held()
        assert (len(sent()), sent("called_off")) == (1, [])

    def test_hundreds_of_bookings_come_back_in_a_few_statements(self, app: Flask) -> None:
        event = an_event(seats=400)
        a_crowd(event, 300)
        cancel(event)
        telling = the_move()
        with counted() as statements:
            undo(telling)
        assert len(statements) < 40
        assert bookings_queries.occupancy(event).taken == 300

    def test_canceled_again_after_an_undo_they_are_told_once(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event)
        cancel(event)
        undo(the_move(), TODAY + MINUTE)
        cancel(event, TODAY + 2 * MINUTE)
        release_held()
        assert len(sent("called_off")) == 1
        assert (ana.cancellation_cause, ana.cancelled_at) == (EVENT, TODAY + 2 * MINUTE)
