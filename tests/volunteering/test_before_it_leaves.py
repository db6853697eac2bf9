"""What helpers are told is held for ten minutes, with what their event's guests are told; an undo gives back
exactly the shifts and places that were ended."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.events.rules import publishing
from chapter.mail import holds, showing, tasks
from chapter.mail.models import Mail, Telling
from chapter.people.rules import persons
from chapter.refusal import Refused
from chapter.volunteering import tasks as volunteering
from chapter.volunteering.models import Opportunity, Shift, Signup
from chapter.volunteering.rules import making, taking
from chapter.volunteering.rules.thanking import ask_for_letters
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event, sign_in
from tests.holding import held, the_hold_is_over
from tests.volunteering.making import SATURDAY, a_shift, an_opportunity, takes
from tests.volunteering.test_thanks import NEXT_YEAR, gave

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sent(kind: str) -> list[Mail]:
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def undo(telling: Telling, after: timedelta = 5 * MINUTE) -> str:
    with db.writing():
        said = holds.undo(telling, by=GUEST, now=TODAY + after)
    db.session.expire_all()
    return said


def move(shift: Shift, by: timedelta, after: timedelta = timedelta()) -> int:
    with db.writing():
        times = making.times_of(db.lock(shift))
        later = replace(times, starts_wall=times.starts_wall + by, ends_wall=times.ends_wall + by)
        return making.change_shift(shift, later, by=GUEST, now=TODAY + after)


def move_event(event: Event, by: timedelta, **more: str) -> int:
    with db.writing():
        details = publishing.details_of(db.lock(event))
        later = {"starts_wall": details.starts_wall + by, "ends_wall": details.ends_wall + by, **more}
        return publishing.change(event, replace(details, **later), by=GUEST, now=TODAY)


def state_of(*signups: Signup) -> list[tuple[object, ...]]:
    return [(one.status, one.confirmed_at, one.queued_at, one.cancelled_by) for one in signups]


class TestMoves:
    def test_a_shift_moved_three_times_is_one_mail(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift)
        for number in range(3):
            move(shift, HOUR, number * MINUTE)
        the_hold_is_over()
        (mail,) = sent("moved")
        assert "9 a.m. to noon" in mail.text
        assert "noon to 3 p.m." in mail.text

    def test_a_shift_moved_and_undone_is_as_it_was_and_reminds_as_before(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift, now=TODAY - 30 * DAY)
        move(shift, HOUR)
        assert volunteering.remind(shift.starts_at - DAY) == 0, "not while it may be undone"
        undo(held()[0])
        assert (shift.starts_wall, shift.moved_at) == (SATURDAY, None)
        assert volunteering.remind(shift.starts_at - DAY) == 1
        the_hold_is_over()
        assert sent("moved") == []

    def test_places_that_were_given_meanwhile_stay_given(self, app: Flask) -> None:
        shift = a_shift(of=1)
        takes(shift)
        with db.writing():
            times = replace(making.times_of(db.lock(shift)), capacity=2, place="The barn")
            making.change_shift(shift, times, by=GUEST, now=TODAY)
        second = takes(shift)
        undo(held()[0])
        assert (shift.place, shift.capacity, second.status) == ("", 2, "confirmed")

    def test_another_place_of_an_opportunity_is_one_act_for_all_its_shifts(self, app: Flask) -> None:
        whole = an_opportunity(place="The pantry")
        shifts = [a_shift(whole, of=2, at=SATURDAY + number * DAY) for number in range(3)]
        for shift in shifts:
            takes(shift)
        with db.writing():
            details = replace(making.details_of(whole), place="The barn")
            assert making.change(whole, details, by=GUEST, now=TODAY) == 3
        (act,) = [telling for telling in held() if telling.within_id is None]
        (sight,) = showing.sights(act)
        assert len(sight.to) == 3
        undo(act)
        assert whole.place == "The pantry"
        assert held() == []
        the_hold_is_over()
        assert sent("moved") == []

    def test_an_event_that_is_moved_and_undone_takes_its_shifts_along_both_ways(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        a_booking(event)
        shift = a_shift(an_opportunity(event_id=event.id, place="Hall"), at=event.starts_wall, of=2)
        helper = takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY, place="Loft", address="12 Lake St")
        (act,) = [telling for telling in held() if telling.within_id is None]
        assert [len(sight.to) for sight in showing.sights(act)] == [1, 1], "a guest, and a helper"
        assert (shift.starts_wall, shift.where) == (begins + DAY, "Loft")
        undo(act)
        assert (shift.starts_wall, shift.where, shift.moved_at) == (begins, "Hall", None)
        assert held() == []
        the_hold_is_over()
        assert (sent("moved"), helper.status) == ([], "confirmed")

    def test_what_the_lead_moved_herself_is_told_though_the_event_moves_back(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        move(shift, HOUR)
        move_event(event, DAY)
        act = next(telling for telling in held() if telling.record_kind == "shifts")
        assert act.within_id is None
        move_event(event, -DAY)
        the_hold_is_over()
        (mail,) = sent("moved")
        assert "Monday, November 30, noon to 3 p.m." in mail.text
        assert "1 to 4 p.m." in mail.text

    def test_an_event_without_guests_that_is_moved_can_be_undone_for_its_helpers(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        begins = shift.starts_wall
        move_event(event, DAY)
        act = next(telling for telling in held() if telling.within_id is None)
        undo(act)
        assert (shift.starts_wall, held()) == (begins, [])


class TestCallingOff:
    def test_a_shift_that_was_called_off_and_undone_has_everybody_again(self, app: Flask) -> None:
        shift = a_shift(of=1)
        has, waits, left = takes(shift), takes(shift), takes(shift)
        with db.writing():
            taking.leave(left, by=GUEST, now=TODAY)
        before = state_of(has, waits, left)
        with db.writing():
            assert making.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY + MINUTE) == 2
        assert undo(held()[0]) == ""
        assert state_of(has, waits, left) == before
        assert (shift.cancelled_at, shift.cancelled_with, shift.cancelled_why) == (None, "", "")
        the_hold_is_over()
        assert sent("called_off") == []

    def test_an_opportunity_gives_back_what_it_ended_and_not_what_was_called_off_before(
        self, app: Flask
    ) -> None:
        whole = an_opportunity()
        on, off = a_shift(whole, of=1), a_shift(whole, of=1, at=SATURDAY + DAY)
        hers, other = takes(on), takes(off)
        with db.writing():
            making.cancel_shift(db.lock(off), why="No stove.", by=GUEST, now=TODAY)
        with db.writing():
            making.cancel(whole, why="Not now.", by=GUEST, now=TODAY + MINUTE)
        undo(next(telling for telling in held() if telling.record_kind == "opportunities"))
        assert (whole.cancelled_at, on.cancelled_at) == (None, None)
        assert (hers.status, other.status, off.cancelled_with) == ("confirmed", "gone", "shift")

    def test_an_event_that_takes_place_after_all_has_its_helpers_and_offers_again(self, app: Flask) -> None:
        event = an_event("Supper", place="Hall")
        a_booking(event)
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=1)
        has, offered = takes(shift), takes(shift)
        with db.writing():
            taking.remove(has, why="She moved.", by=GUEST, now=TODAY)
        until = offered.offered_until
        with db.writing():
            publishing.cancel(db.lock(event), why="It rains.", by=GUEST, now=TODAY)
        act = next(telling for telling in held() if telling.within_id is None)
        undo(act)
        assert until is not None
        assert (offered.status, offered.offered_until) == ("offered", until + 5 * MINUTE)
        assert shift.cancelled_at is None
        the_hold_is_over()
        assert sent("called_off") == []

    def test_places_given_meanwhile_stay_and_who_lost_one_stands_by_first(self, app: Flask) -> None:
        shift, elsewhere = a_shift(of=1), a_shift(of=1, at=SATURDAY + DAY)
        ana, waits = takes(shift), takes(shift)
        with db.writing():
            making.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        new = takes(elsewhere, now=TODAY + MINUTE)
        with db.writing():
            db.lock(new).shift_id = shift.id
        said = undo(held()[0])
        assert (new.status, ana.status) == ("confirmed", "backup")
        assert ana.queued_at < waits.queued_at
        assert ana.name in said

    def test_who_took_another_shift_meanwhile_is_named(self, app: Flask) -> None:
        shift, other = a_shift(of=1), a_shift(of=1)
        ana = a_person("Ana Twice")
        takes(shift, ana)
        with db.writing():
            making.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        takes(other, ana, now=TODAY + MINUTE)
        assert "Ana Twice" in undo(held()[0])

    def test_somebody_who_died_within_the_hold_is_not_told(self, app: Flask) -> None:
        shift = a_shift(of=2)
        ana, bea = takes(shift), takes(shift)
        with db.writing():
            making.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        with db.writing():
            persons.note_death(db.lock(ana.person), now=TODAY + MINUTE)
        the_hold_is_over()
        assert [mail.to_address for mail in sent("called_off")] == [bea.email]

    def test_an_undo_after_ten_minutes_is_refused(self, app: Flask) -> None:
        shift = a_shift(of=2)
        takes(shift)
        with db.writing():
            making.cancel_shift(db.lock(shift), why="No stove.", by=GUEST, now=TODAY)
        (telling,) = held()
        the_hold_is_over()
        with pytest.raises(Refused, match="have left already"):
            undo(telling, 11 * MINUTE)


class TestPages:
    def test_an_opportunity_that_is_canceled_shows_who_hears_of_it(self, app: Flask, client: Browser) -> None:
        whole = an_opportunity(title="Coat drive")
        helper = takes(a_shift(whole, of=2))
        sign_in(client, "volunteers")
        address = f"/office/volunteers/{whole.slug}"
        page = client.get(f"{address}/cancel").form("/cancel").fill(why="The pantry moves.").press()
        assert page.h1 == "Called off: Coat drive"
        assert helper.name in page.main
        assert "The pantry moves." in page.main
        page = client.get(address).form("undo").press("Undo")
        assert page.h1 == "Coat drive"
        assert "Undone. Nobody was told." in page.text
        assert db.session.get_one(Opportunity, whole.id).cancelled_at is None

    def test_a_shift_that_moved_with_its_event_says_so_and_is_undone_there(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        move_event(event, DAY)
        child = next(telling for telling in held() if telling.within_id is not None)
        sign_in(client, "volunteers")
        page = client.get(f"/office/volunteers/shifts/{shift.public_id}")
        assert "with what it belongs to" in page.main
        assert not page.has_form("undo")
        assert client.get(f"/office/tellings/{child.public_id}", check=False).status == 404

    def test_a_shift_in_the_past_asks_first(self, app: Flask, client: Browser) -> None:
        shift = a_shift(of=2)
        sign_in(client, "volunteers")
        address = f"/office/volunteers/shifts/{shift.public_id}/edit"
        form = client.get(address).form("/edit")
        page = form.fill(starts_wall="2026-11-23T08:00", ends_wall="2026-11-23T15:00").press()
        assert page.status == 422
        assert "That is in the past." in page.errors["starts_wall"]
        page.form("/edit").fill(past_is_right="y").press()
        assert db.session.get_one(Shift, shift.id).starts_wall.hour == 8

    def test_the_letters_of_a_year_are_shown_first_and_can_be_undone(
        self, app: Flask, client: Browser, clock: MovableClock
    ) -> None:
        clock.at(NEXT_YEAR)
        for number in range(2):
            gave(a_person(f"Vera {number}", f"vera{number}@example.test"), 2)
        late = a_person("Olga Late", "olga@example.test")
        gave(late, 2)
        with db.writing():
            persons.note_death(db.lock(late), now=NEXT_YEAR)
        sign_in(client, "volunteers")
        page = client.get("/office/hours/thanks").form("/thanks").fill(year="2026").press("Continue")
        assert page.h1 == "Before it leaves: Letters of 2026"
        assert "2 people will get it" in page.main
        assert "Olga Late has died" in page.main
        page = page.form("/thanks").press("Send")
        assert "2 people will be told in 10 minutes" in page.main
        page = page.form("undo").press("Undo")
        assert "Undone. Nobody was told." in page.text
        the_hold_is_over()
        volunteering.thank(NEXT_YEAR)
        assert sent("thanks_year") == []

    def test_letters_asked_for_by_two_are_one_hold(self, app: Flask) -> None:
        gave(a_person("Vera", "vera@example.test"), 2)
        for expected in (1, 0):
            with db.writing():
                assert ask_for_letters(2026, by=GUEST, now=NEXT_YEAR) == expected
        assert len(held()) == 1
        tasks.tell(NEXT_YEAR + 10 * MINUTE)
        volunteering.thank(NEXT_YEAR + 10 * MINUTE)
        volunteering.thank(NEXT_YEAR + 10 * MINUTE)
        assert len(sent("thanks_year")) == 1
