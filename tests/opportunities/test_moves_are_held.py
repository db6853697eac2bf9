"""Another time or place of a shift is told after ten minutes, with what its event’s guests are told."""

from dataclasses import replace

from flask import Flask

from chapter import db
from chapter.broadcasts import previews
from chapter.opportunities.rules import opportunities, shift_times
from tests.factories import GUEST, TODAY, a_booking, an_event
from tests.held_mails import held_tellings, release_held, send_scheduled
from tests.opportunities.shift_changes import DAY, HOUR, MINUTE, move, move_event, sent, undo
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes


class TestMoves:
    def test_a_shift_moved_three_times_is_one_mail(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift)
        for number in range(3):
            move(shift, HOUR, number * MINUTE)
        release_held()
        (mail,) = sent("moved")
        assert "9 a.m. to noon" in mail.text
        assert "noon to 3 p.m." in mail.text

    def test_whoever_takes_it_after_it_moved_is_not_told_and_between_two_moves_reads_what_she_knew(
        self, app: Flask
    ) -> None:
        shift = a_shift(of=4)
        first = takes(shift)
        move(shift, HOUR)
        second = takes(shift, now=TODAY + MINUTE)
        move(shift, HOUR, 5 * MINUTE)
        takes(shift, now=TODAY + 6 * MINUTE)
        release_held()
        letters = {mail.to_address: mail.text for mail in sent("moved")}
        assert letters.keys() == {first.email, second.email}
        assert "9 a.m. to noon" in letters[first.email]
        assert "10 a.m. to 1 p.m." in letters[second.email]

    def test_a_shift_moved_and_undone_is_as_it_was_and_reminds_as_before(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift, now=TODAY - 30 * DAY)
        move(shift, HOUR)
        assert send_scheduled(shift.starts_at - DAY, "volunteering.") == 0, "not while it may be undone"
        undo(held_tellings()[0])
        assert (shift.starts_wall, shift.moved_at) == (SATURDAY, None)
        assert send_scheduled(shift.starts_at - DAY, "volunteering.") == 1
        release_held()
        assert sent("moved") == []

    def test_who_took_a_shift_in_between_reads_that_it_was_put_back(self, app: Flask) -> None:
        shift = a_shift(of=3)
        takes(shift)
        move(shift, HOUR)
        late = takes(shift, now=TODAY + MINUTE)
        undo(held_tellings()[0])
        (mail,) = sent("moved")
        assert mail.to_address == late.email
        assert "10 a.m. to 1 p.m." in mail.text
        assert "9 a.m. to noon" in mail.text

    def test_places_that_were_given_meanwhile_stay_given(self, app: Flask) -> None:
        shift = a_shift(of=1)
        takes(shift)
        with db.writing():
            times = replace(shift_times.shift_input_of(db.lock(shift)), capacity=2, place="The barn")
            opportunities.change_shift(shift, times, by=GUEST, now=TODAY)
        second = takes(shift)
        undo(held_tellings()[0])
        assert (shift.place, shift.capacity, second.status) == ("", 2, "confirmed")

    def test_another_place_of_an_opportunity_is_one_act_for_all_its_shifts(self, app: Flask) -> None:
        whole = an_opportunity(place="The pantry")
        shifts = [a_shift(whole, of=2, at=SATURDAY + number * DAY) for number in range(3)]
        for shift in shifts:
            takes(shift)
        with db.writing():
            details = replace(opportunities.opportunity_input_of(whole), place="The barn")
            assert opportunities.change(whole, details, by=GUEST, now=TODAY) == 3
        (act,) = [telling for telling in held_tellings() if telling.parent_id is None]
        (sight,) = previews.previews_of(act)
        assert len(sight.to) == 3
        undo(act)
        assert whole.place == "The pantry"
        assert held_tellings() == []
        release_held()
        assert sent("moved") == []

    def test_an_event_that_is_moved_and_undone_takes_its_shifts_along_both_ways(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        a_booking(event)
        shift = a_shift(an_opportunity(event_id=event.id, place="Hall"), at=event.starts_wall, of=2)
        helper = takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY, place="Loft", address="12 Lake St")
        (act,) = [telling for telling in held_tellings() if telling.parent_id is None]
        assert [len(sight.to) for sight in previews.previews_of(act)] == [1, 1], "a guest, and a helper"
        assert (shift.starts_wall, shift.where) == (begins + DAY, "Loft")
        undo(act)
        assert (shift.starts_wall, shift.where, shift.moved_at) == (begins, "Hall", None)
        assert held_tellings() == []
        release_held()
        assert (sent("moved"), helper.status) == ([], "confirmed")

    def test_what_the_lead_moved_herself_is_told_though_the_event_moves_back(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        move(shift, HOUR)
        move_event(event, DAY)
        act = next(telling for telling in held_tellings() if telling.record_kind == "shifts")
        assert act.parent_id is None
        move_event(event, -DAY)
        release_held()
        (mail,) = sent("moved")
        assert "Monday, November 30, noon to 3 p.m." in mail.text
        assert "1 to 4 p.m." in mail.text

    def test_an_event_without_guests_that_is_moved_can_be_undone_for_its_helpers(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY)
        act = next(telling for telling in held_tellings() if telling.parent_id is None)
        undo(act)
        assert (shift.starts_wall, held_tellings()) == (begins, [])
