"""Shifts that were called off and are on again have exactly whom that freed."""

import pytest
from flask import Flask

from chapter import db
from chapter.events_office.rules import changes
from chapter.opportunities.rules import opportunities
from chapter.people.rules import persons
from chapter.refusal import Refused
from chapter.shifts.rules import signups
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event
from tests.held_mails import held_tellings, release_held
from tests.opportunities.shift_changes import DAY, MINUTE, sent, state_of, undo
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes


class TestCallingOff:
    def test_a_shift_that_was_called_off_and_undone_has_everybody_again(self, app: Flask) -> None:
        shift = a_shift(of=1)
        has, waits, left = takes(shift), takes(shift), takes(shift)
        with db.writing():
            signups.leave(left, by=GUEST, now=TODAY)
        before = state_of(has, waits, left)
        with db.writing():
            assert (
                opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY + MINUTE) == 2
            )
        assert undo(held_tellings()[0]) == ""
        assert state_of(has, waits, left) == before
        assert (shift.cancelled_at, shift.cancelled_with, shift.cancelled_why) == (None, "", "")
        release_held()
        assert sent("called_off") == []

    def test_an_opportunity_gives_back_what_it_ended_and_not_what_was_called_off_before(
        self, app: Flask
    ) -> None:
        whole = an_opportunity()
        on, off = a_shift(whole, of=1), a_shift(whole, of=1, at=SATURDAY + DAY)
        hers, other = takes(on), takes(off)
        with db.writing():
            opportunities.cancel_shift(db.lock(off), why="No stove.", by=GUEST, now=TODAY)
        with db.writing():
            opportunities.cancel(whole, why="Not now.", by=GUEST, now=TODAY + MINUTE)
        undo(next(telling for telling in held_tellings() if telling.record_kind == "opportunities"))
        assert (whole.cancelled_at, on.cancelled_at) == (None, None)
        assert (hers.status, other.status, off.cancelled_with) == ("confirmed", "gone", "shift")

    def test_an_event_that_takes_place_after_all_has_its_helpers_and_offers_again(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        a_booking(event)
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=1)
        has, offered = takes(shift), takes(shift)
        with db.writing():
            signups.remove(has, why="She moved.", by=GUEST, now=TODAY)
        until = offered.offered_until
        with db.writing():
            changes.cancel_event(db.lock(event), why="It rains.", by=GUEST, now=TODAY)
        act = next(telling for telling in held_tellings() if telling.parent_id is None)
        undo(act)
        assert until is not None
        assert (offered.status, offered.offered_until) == ("offered", until + 5 * MINUTE)
        assert shift.cancelled_at is None
        release_held()
        assert sent("called_off") == []

    def test_places_given_meanwhile_stay_and_who_lost_one_stands_by_first(self, app: Flask) -> None:
        shift, elsewhere = a_shift(of=1), a_shift(of=1, at=SATURDAY + DAY)
        ana, waits = takes(shift), takes(shift)
        with db.writing():
            opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        new = takes(elsewhere, now=TODAY + MINUTE)
        with db.writing():
            db.lock(new).shift_id = shift.id
        said = undo(held_tellings()[0])
        assert (new.status, ana.status) == ("confirmed", "backup")
        assert ana.queued_at < waits.queued_at
        assert ana.name in said

    def test_who_took_another_shift_meanwhile_is_named(self, app: Flask) -> None:
        shift, other = a_shift(of=1), a_shift(of=1)
        ana = a_person("Ana Twice")
        takes(shift, ana)
        with db.writing():
            opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        takes(other, ana, now=TODAY + MINUTE)
        assert "Ana Twice" in undo(held_tellings()[0])

    def test_somebody_who_died_within_the_hold_is_not_told(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana, bea = takes(shift), takes(shift)
        with db.writing():
            opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        with db.writing():
            persons.mark_deceased(db.lock(ana.person), now=TODAY + MINUTE)
        release_held()
        assert [mail.to_address for mail in sent("called_off")] == [bea.email]

    def test_an_undo_after_ten_minutes_is_refused(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift)
        with db.writing():
            opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        (telling,) = held_tellings()
        release_held()
        with pytest.raises(Refused, match="were already sent"):
            undo(telling, 11 * MINUTE)
