"""Helpers leave, die or are suspended, and leads move shifts, while an act about many may still be undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from chapter import db
from chapter.broadcasts.models import Broadcast
from chapter.events.models import Event
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.opportunities.rules import opportunities, shift_times
from chapter.refusal import Refused
from chapter.shifts import tasks
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import email_confirmation, signups, substitutes
from chapter.shifts.rules import erasure as shifts_erasure
from tests.browser import Browser
from tests.events_office.changes import cancel
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event, sign_in
from tests.held_mails import held_tellings, release_held
from tests.membership.members import a_member
from tests.opportunities.shift_changes import DAY, HOUR, MINUTE, move, move_event, sent, undo
from tests.records.departures import note
from tests.shifts.shifts import a_shift, an_opportunity, takes, try_to_take


def call_off(shift: Shift) -> None:
    with db.writing():
        opportunities.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)


def does(act: Callable[..., object], signup: Signup, **more: str) -> None:
    with db.writing():
        act(signup, by=GUEST, now=TODAY + MINUTE, **more)


def typed(shift: Shift) -> Signup:
    signup = try_to_take(shift).signup
    assert signup is not None
    return signup


def the_act() -> Broadcast:
    (found,) = [telling for telling in held_tellings() if telling.parent_id is None]
    return found


def an_event_with(*, of: int = 2, guests: int = 1) -> tuple[Event, Shift]:
    event = an_event("Supper", place="Hall")
    for _ in range(guests):
        a_booking(event)
    whole = an_opportunity(event_id=event.id, place="Hall")
    return event, a_shift(whole, at=event.starts_wall, of=of)


class TestUndoing:
    @pytest.mark.parametrize("kind", ["deceased", "suspended"])
    def test_who_died_or_was_suspended_meanwhile_has_no_shift_again_and_the_next_is_asked(
        self, app: Flask, kind: str
    ) -> None:
        shift = a_shift(of=1)
        ana = takes(shift, a_member(person=a_person("Ana Example", "ana@example.test")))
        bea = takes(shift)
        call_off(shift)
        note(ana.person, kind)
        said = undo(the_act(), MINUTE)
        assert (ana.status, ana.cancellation_cause, bea.status) == ("gone", kind, "backup")
        assert said == "Not signed up again, because they can no longer come: Ana Example."
        tasks.move_lines(TODAY + 2 * MINUTE)
        db.session.expire_all()
        assert bea.status == "offered"

    def test_who_resigned_meanwhile_keeps_her_shift(self, app: Flask) -> None:
        shift = a_shift(of=1)
        ana = takes(shift, a_member(person=a_person("Ana Example", "ana@example.test")))
        call_off(shift)
        note(ana.person, "resigned")
        undo(the_act(), MINUTE)
        assert ana.status == "confirmed"

    def test_who_was_erased_meanwhile_has_no_shift_again(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana = takes(shift)
        call_off(shift)
        with db.writing():
            shifts_erasure.erase([ana], by=GUEST, now=TODAY)
        undo(the_act(), MINUTE)
        assert ana.status == "gone"


class TestLeaving:
    def test_who_leaves_a_shift_that_is_off_does_not_have_it_when_it_is_on_again(self, app: Flask) -> None:
        shift = a_shift(of=1)
        ana, bea = takes(shift), takes(shift)
        call_off(shift)
        for signup in (ana, bea, ana):
            does(signups.leave, signup)
        undo(the_act(), 2 * MINUTE)
        assert [(one.status, one.cancellation_cause) for one in (ana, bea)] == [("gone", "guest")] * 2
        assert ana.cancelled_at == TODAY + MINUTE

    def test_who_says_that_it_was_not_she_is_not_signed_up_again(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana = typed(shift)
        call_off(shift)
        does(email_confirmation.disown, ana)
        undo(the_act(), 2 * MINUTE)
        assert (ana.status, ana.cancellation_cause) == ("gone", "not_me")

    def test_who_cant_make_it_or_was_let_go_is_out_of_it_too(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana, bea = takes(shift), takes(shift)
        call_off(shift)
        does(substitutes.seek_substitute, ana)
        does(signups.remove, bea, why="She moved.")
        undo(the_act(), 2 * MINUTE)
        assert [one.status for one in (ana, bea)] == ["gone", "gone"]
        assert [one.to_address for one in sent("ended")] == [bea.email]

    def test_of_a_shift_of_an_event_the_canceling_of_the_event_counts(self, app: Flask) -> None:
        event, shift = an_event_with()
        ana, bea = takes(shift), takes(shift)
        cancel(event)
        does(signups.leave, ana)
        undo(the_act(), 2 * MINUTE)
        assert (ana.status, bea.status) == ("gone", "confirmed")

    def test_once_they_were_told_leaving_is_refused_aloud(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana, bea = takes(shift), typed(shift)
        call_off(shift)
        release_held()
        for act, signup in (
            (signups.leave, ana),
            (substitutes.seek_substitute, ana),
            (email_confirmation.disown, bea),
        ):
            with pytest.raises(Refused, match="was canceled"):
                does(act, signup)

    def test_her_page_says_that_she_stays_free(self, app: Flask, client: Browser) -> None:
        shift = a_shift(of=1)
        takes(shift)
        waits = takes(shift)
        form = client.get(f"/volunteer/shift/{waits.token}").form("/leave")
        call_off(shift)
        page = form.press()
        assert page.h1 == "This shift was canceled"
        assert "If it is restored, you will not be signed up again." in page.main
        undo(the_act(), MINUTE)
        assert waits.status == "gone"


class TestReminders:
    def test_an_undone_move_reminds_nobody_who_left(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana, bea = takes(shift), takes(shift)
        hers, gone = a_reminder(ana), a_reminder(bea)
        with db.writing():
            row = db.lock(shift)
            there = replace(shift_times.shift_input_of(row), place="Elsewhere")
            opportunities.change_shift(row, there, by=GUEST, now=TODAY)
        assert hers.withdrawn_at == TODAY
        does(signups.remove, bea, why="She moved.")
        undo(the_act(), 2 * MINUTE)
        assert [one.withdrawn_at is None for one in (hers, gone)] == [True, False]


class TestEventsThatMoveBack:
    def test_a_shift_that_its_lead_set_by_hand_meanwhile_stays_and_its_helpers_are_told(
        self, app: Flask
    ) -> None:
        event, shift = an_event_with()
        takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY)
        move(shift, 2 * HOUR - DAY, after=MINUTE)
        undo(the_act(), 2 * MINUTE)
        assert (event.starts_wall, shift.starts_wall) == (begins, begins + 2 * HOUR)
        release_held()
        assert len(sent("moved")) == 1

    def test_a_shift_that_was_added_meanwhile_stays_where_it_is(self, app: Flask) -> None:
        event, shift = an_event_with()
        begins = event.starts_wall
        move_event(event, DAY, place="Loft")
        new = a_shift(shift.opportunity, at=begins)
        other = a_shift(an_opportunity(event_id=event.id, place="Loft"), at=begins + HOUR)
        undo(the_act(), 2 * MINUTE)
        assert [one.starts_wall - begins for one in (shift, new, other)] == [timedelta(), timedelta(), HOUR]
        assert (shift.where, other.where) == ("Hall", "Loft")

    def test_moved_twice_they_go_back_to_where_they_were_first(self, app: Flask) -> None:
        event, shift = an_event_with()
        empty = a_shift(shift.opportunity, at=event.starts_wall)
        takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY)
        move_event(event, DAY, address="12 Lake St")
        undo(the_act(), 2 * MINUTE)
        assert {one.starts_wall for one in (shift, empty)} == {begins}
        assert (shift.opportunity.address, held_tellings()) == ("", [])

    def test_set_by_hand_between_two_moves_it_goes_back_to_what_the_lead_chose(self, app: Flask) -> None:
        event, shift = an_event_with()
        begins = shift.starts_wall
        move_event(event, DAY)
        move(shift, HOUR - DAY)
        move_event(event, DAY)
        undo(the_act(), 2 * MINUTE)
        assert shift.starts_wall == begins + HOUR

    def test_the_office_undoes_it_on_the_events_page(self, app: Flask, client: Browser) -> None:
        event, shift = an_event_with()
        begins = shift.starts_wall
        sign_in(client, "events")
        edit = client.get(f"/office/events/{event.slug}/edit").form("/edit")
        page = edit.fill(starts_wall="2026-12-04T12:00", ends_wall="2026-12-04T14:00").press("Save")
        assert shift_of(shift).starts_wall != begins
        page.form("undo").press("Undo")
        assert shift_of(shift).starts_wall == begins


def shift_of(shift: Shift) -> Shift:
    db.session.expire_all()
    return db.session.get_one(Shift, shift.id)


def a_reminder(signup: Signup) -> Mail:
    with db.writing():
        letter = Letter("volunteering.reminder", "Soon", "Soon.\n", about=("signups", signup.id))
        to = signup.name, signup.email
        return mail.queue(letter, to=to, person_id=signup.person_id, now=TODAY)
