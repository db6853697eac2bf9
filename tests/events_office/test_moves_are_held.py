"""Another time or place is told after ten minutes: edits are one mail, and an undo puts all of it back."""

from dataclasses import asdict

import pytest
from flask import Flask

from chapter import db
from chapter.bookings.rules import bookings
from chapter.broadcasts import previews
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.rules import holds
from chapter.events.rules import lifecycle
from chapter.people.rules import persons
from chapter.refusal import Refused
from tests.events_office.changes import BY, MINUTE, change, later, sent, the_move, undo
from tests.factories import GUEST, TODAY, a_booking, an_event
from tests.held_mails import held_tellings, release_held


class TestMoves:
    def test_three_edits_are_one_mail_from_the_first_to_the_last(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        change(event, TODAY + 4 * MINUTE, **later(event, days=1))
        change(event, TODAY + 8 * MINUTE, place="Bridge House")
        assert event.place == "Bridge House", "the change itself stands at once"
        assert broadcasts_tasks.send_due(TODAY + 17 * MINUTE) == 0, "ten minutes from the last edit"
        release_held()
        (mail,) = sent()
        assert mail.to_address == ana.email
        assert "was planned for Monday, November 30, noon to 2 p.m., Pilsen Hall." in mail.text
        assert "Tuesday, December 1" in mail.text
        assert "Bridge House" in mail.text
        assert "Loft" not in mail.text

    def test_three_edits_and_an_undo_leave_all_as_it_was_and_tell_nobody(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall", seats=20)
        a_booking(event)
        before = asdict(lifecycle.details_of(event))
        change(event, place="Loft", map_url="https://map.test/loft", slug="loft")
        change(event, TODAY + MINUTE, capacity=30, **later(event, days=1))
        change(event, TODAY + 2 * MINUTE, address="12 Lake St", title="Another name")
        undo(the_move(), TODAY + 3 * MINUTE)
        assert asdict(lifecycle.details_of(event)) == before
        assert event.moved_at is None
        release_held()
        assert sent() == []

    def test_edits_that_end_where_they_began_tell_nobody(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        assert change(event, TODAY + MINUTE, place="Pilsen Hall", story="More.") == 0
        assert held_tellings() == []
        assert event.moved_at is None
        release_held()
        assert sent() == []

    def test_what_somebody_else_saved_meanwhile_stays_when_it_is_undone(self, app: Flask) -> None:
        event = an_event("Table", place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft", summary="In the loft.")
        change(event, TODAY + MINUTE, title="Long Table")
        change(event, TODAY + 2 * MINUTE, summary="Upstairs.")
        undo(the_move(), TODAY + 3 * MINUTE)
        assert (event.place, event.title, event.summary) == ("Pilsen Hall", "Long Table", "Upstairs.")

    def test_two_of_the_staff_who_move_it_are_one_mail_and_one_undo(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        begins = event.starts_wall
        change(event, place="Loft")
        change(event, TODAY + MINUTE, **later(event, hours=1))
        assert len(held_tellings()) == 1
        undo(the_move(), TODAY + 2 * MINUTE)
        assert (event.place, event.starts_wall) == ("Pilsen Hall", begins)

    def test_who_booked_in_between_reads_that_it_was_put_back(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        late = a_booking(event, now=TODAY + MINUTE)
        assert "1 person who booked in between will get an email" in undo(the_move(), TODAY + 2 * MINUTE)
        release_held()
        (mail,) = sent()
        assert mail.to_address == late.email
        assert "noon to 2 p.m., Loft" in mail.text
        assert "Pilsen Hall" in mail.text

    def test_who_booked_between_two_changes_that_end_where_they_began_reads_it_too(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        between = a_booking(event, now=TODAY + MINUTE)
        change(event, TODAY + 2 * MINUTE, place="Pilsen Hall")
        a_booking(event, now=TODAY + 3 * MINUTE)
        release_held()
        assert [mail.to_address for mail in sent()] == [between.email]

    def test_an_undo_after_the_hold_is_refused_kindly(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        release_held()
        with pytest.raises(Refused, match="were already sent"):
            undo(telling, TODAY + 11 * MINUTE)
        assert event.place == "Loft"

    def test_undone_twice_says_that_it_was_undone(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        undo(telling)
        with pytest.raises(Refused, match="already undone"):
            undo(telling)

    def test_after_it_has_left_another_edit_is_another_mail_from_what_they_know(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        release_held()
        change(event, TODAY + 11 * MINUTE, place="Bridge House")
        release_held()
        assert "noon to 2 p.m., Loft." in sent()[1].text

    def test_a_draft_and_an_event_without_bookings_hold_nothing(self, app: Flask) -> None:
        change(an_event(place="Pilsen Hall"), place="Loft")
        assert held_tellings() == []

    def test_forty_minutes_ahead_it_leaves_in_ten_and_five_minutes_ahead_in_time(self, app: Flask) -> None:
        soon = an_event(starts_at=TODAY + 40 * MINUTE, place="Pilsen Hall")
        at_once = an_event(starts_at=TODAY + 6 * MINUTE, place="Pilsen Hall")
        for event in (soon, at_once):
            a_booking(event)
            change(event, place="Loft")
        first, second = held_tellings()
        assert first.sends_at == TODAY + 10 * MINUTE
        assert second.sends_at == TODAY + 3 * MINUTE
        assert previews.begins_soon(first, TODAY)

    def test_moved_from_soon_to_next_week_it_still_leaves_before_people_set_out(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + 6 * MINUTE)
        a_booking(event)
        change(event, **later(event, days=7))
        telling = the_move()
        assert telling.sends_at == TODAY + 3 * MINUTE
        assert previews.begins_soon(telling, TODAY)

    def test_sent_now_it_leaves_at_once_and_twice_is_once(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        for _ in range(2):
            with db.writing():
                holds.send_now(telling, by=BY, now=TODAY + MINUTE)
            broadcasts_tasks.send_due(TODAY + MINUTE)
        assert len(sent()) == 1


class TestWhoIsTold:
    def test_somebody_who_dies_within_the_hold_gets_nothing_and_is_named_as_left_out(
        self, app: Flask
    ) -> None:
        event = an_event(place="Pilsen Hall")
        ana, bea = a_booking(event), a_booking(event)
        change(event, place="Loft")
        with db.writing():
            persons.mark_deceased(db.lock(ana.person), now=TODAY + MINUTE)
        (sight,) = previews.previews_of(the_move())
        assert [(reader.name, why) for reader, why in sight.out] == [(ana.name, "has died")]
        release_held()
        assert [mail.to_address for mail in sent()] == [bea.email]

    def test_who_has_no_email_is_named_as_left_out(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        without = a_booking(event)
        with db.writing():
            db.lock(without).email = ""
        change(event, place="Loft")
        (sight,) = previews.previews_of(the_move())
        assert [why for _, why in sight.out] == ["has no email on file"]
        release_held()
        assert len(sent()) == 1

    def test_who_books_within_the_hold_knows_and_who_gives_back_need_not(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana, bea = a_booking(event), a_booking(event)
        change(event, place="Loft")
        with db.writing():
            bookings.cancel(ana, by=GUEST, now=TODAY + MINUTE)
        release_held()
        assert [mail.to_address for mail in sent()] == [bea.email]
