"""Volunteers check in at the door of their event: late, twice, in any order, and hours follow."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.checkin import queries as checkin_queries
from chapter.checkin import shifts_tonight
from chapter.checkin.models.shifts import IN, OUT, UNDO, ShiftCheckinEvent
from chapter.hours.rules import checkin, shift_closure
from chapter.shifts.models import Signup
from tests.checkin.checkins import tonight as an_evening
from tests.checkin.volunteers import (
    HOUR,
    MINUTE,
    coats,
    helps,
    minutes_of,
    on_the_wall,
    press,
    sends,
    times_of,
)
from tests.factories import GUEST, TODAY, a_booking, a_person
from tests.shifts.shifts import a_shift, an_opportunity, takes


@pytest.mark.usefixtures("app")
class TestTheRule:
    def test_in_and_out_and_the_hours_follow(self) -> None:
        event = an_evening()
        vera = helps(event)
        answers = sends(event, press(vera), press(vera, OUT, 3 * HOUR))
        assert [one.taken for one in answers] == [True, True]
        assert times_of(vera) == (TODAY + HOUR, TODAY + 3 * HOUR)
        assert minutes_of(vera) == [120]

    def test_an_undone_check_out_books_what_comes_after_it(self) -> None:
        event = an_evening()
        vera = helps(event)
        out = press(vera, OUT, 2 * HOUR)
        sends(event, press(vera), out, press(vera, UNDO, 2 * HOUR + MINUTE, undoes=out.nonce))
        assert (times_of(vera)[1], minutes_of(vera)) == (None, [])
        sends(event, press(vera, OUT, 4 * HOUR))
        assert minutes_of(vera) == [180]

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_doubled_and_shuffled_the_presses_come_to_the_same(self, order: tuple[int, ...]) -> None:
        event = an_evening()
        vera = helps(event)
        wrong = press(vera, IN, 10 * MINUTE, offline=True)
        presses = [
            wrong, press(vera, UNDO, 11 * MINUTE, undoes=wrong.nonce, offline=True),
            press(vera, IN, HOUR, offline=True), press(vera, OUT, 3 * HOUR, offline=True),
        ]  # fmt: skip
        for place in order:
            sends(event, presses[place], presses[place])
        assert times_of(vera) == (TODAY + HOUR, TODAY + 3 * HOUR)
        assert minutes_of(vera) == [120]
        assert db.session.query(ShiftCheckinEvent).count() == 4

    def test_two_phones_and_the_earliest_counts(self) -> None:
        event = an_evening()
        vera = helps(event)
        (one,) = sends(event, press(vera, IN, HOUR + 5 * MINUTE, offline=True))
        (other,) = sends(event, press(vera, IN, HOUR, offline=True))
        assert (times_of(vera), one.words, other.words) == ((TODAY + HOUR, None), "", "")
        (late,) = sends(event, press(vera, IN, 3 * HOUR, offline=True))
        assert late.words.startswith("Vera Wolny already checked in at")

    def test_what_the_office_noted_by_hand_wins_and_a_new_press_counts(self) -> None:
        event = an_evening()
        vera = helps(event)
        first = press(vera)
        sends(event, first)
        with db.writing():
            checkin.undo(vera, by=GUEST, now=TODAY + HOUR)
        sends(event, press(vera, IN, 2 * HOUR))
        assert times_of(vera) == (TODAY + 2 * HOUR, None)
        sends(event, press(vera, UNDO, 2 * HOUR, undoes=first.nonce))
        assert times_of(vera) == (TODAY + 2 * HOUR, None)

    def test_the_offices_check_in_is_not_undone_at_the_door(self) -> None:
        event = an_evening()
        vera = helps(event)
        with db.writing():
            checkin.check_in(vera, by=GUEST, now=TODAY + HOUR)
        again = press(vera, IN, 2 * HOUR)
        sends(event, again, press(vera, UNDO, 2 * HOUR, undoes=again.nonce))
        assert times_of(vera) == (TODAY + HOUR, None)
        assert shifts_tonight.undoable_event_of(vera) is None

    def test_a_check_out_after_the_offices_check_in_is_taken_back_and_she_is_here(self) -> None:
        event = an_evening()
        vera = helps(event)
        self.came_by_hand(vera)
        out = press(vera, OUT, 2 * HOUR)
        sends(event, out)
        (answer,) = sends(event, press(vera, UNDO, 2 * HOUR + MINUTE, undoes=out.nonce))
        assert (answer.refused, answer.words) == ("", "")
        assert (times_of(vera), minutes_of(vera)) == ((TODAY + HOUR, None), [])

    def test_an_earlier_check_in_at_the_door_taken_back_leaves_the_offices(self) -> None:
        event = an_evening()
        vera = helps(event)
        self.came_by_hand(vera)
        early = press(vera, IN, HOUR - 10 * MINUTE, offline=True)
        sends(event, early)
        assert times_of(vera) == (TODAY + HOUR - 10 * MINUTE, None)
        sends(event, press(vera, UNDO, HOUR, undoes=early.nonce, offline=True))
        assert times_of(vera) == (TODAY + HOUR, None)

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_after_the_offices_check_in_doubled_and_shuffled_presses_come_to_the_same(
        self, order: tuple[int, ...]
    ) -> None:
        event = an_evening()
        vera = helps(event)
        self.came_by_hand(vera)
        wrong = press(vera, OUT, HOUR + 10 * MINUTE, offline=True)
        presses = [
            wrong, press(vera, UNDO, HOUR + 11 * MINUTE, undoes=wrong.nonce, offline=True),
            press(vera, OUT, 4 * HOUR, offline=True), press(vera, OUT, 3 * HOUR, offline=True),
        ]  # fmt: skip
        for place in order:
            sends(event, presses[place], presses[place])
        assert (times_of(vera), minutes_of(vera)) == ((TODAY + HOUR, TODAY + 3 * HOUR), [120])
        latest = shifts_tonight.undoable_event_of(vera)
        assert latest is not None
        assert latest.nonce == presses[3].nonce

    def test_an_undo_of_what_the_office_noted_otherwise_since_says_so(self) -> None:
        event = an_evening()
        vera = helps(event)
        out = press(vera, OUT, 2 * HOUR)
        sends(event, press(vera), out)
        with db.writing():
            checkin.undo(vera, by=GUEST, now=TODAY + 3 * HOUR)
            checkin.check_out(vera, by=GUEST, now=TODAY + 3 * HOUR)
        (answer,) = sends(event, press(vera, UNDO, 3 * HOUR, undoes=out.nonce))
        assert times_of(vera) == (TODAY + HOUR, TODAY + 3 * HOUR)
        assert answer.words == "The lead has since entered Vera Wolny’s times, so nothing changed."

    def came_by_hand(self, signup: Signup) -> None:
        with db.writing():
            checkin.check_in(signup, by=GUEST, now=TODAY + HOUR)

    def test_long_after_the_shift_it_asks_when_she_left(self) -> None:
        event = an_evening()
        vera = helps(event)
        sends(event, press(vera))
        (asks,) = sends(event, press(vera, OUT, 6 * HOUR))
        assert (asks.refused, times_of(vera)[1]) == ("when", None)
        sends(event, press(vera, OUT, 6 * HOUR, until=checkin.AT_END))
        assert times_of(vera)[1] == vera.shift.ends_at

    def test_once_the_lead_closed_the_shift_its_hours_stand(self) -> None:
        event = an_evening()
        vera = helps(event)
        sends(event, press(vera), press(vera, OUT, 4 * HOUR))
        with db.writing():
            shift_closure.close(vera.shift, by=GUEST, now=TODAY + 5 * HOUR)
        (late,) = sends(event, press(vera, OUT, 3 * HOUR, offline=True))
        assert (late.refused, minutes_of(vera)) == ("closed", [180])
        assert "has closed" in late.words
        assert (
            db.session.scalars(select(Entry.verb).order_by(Entry.id.desc())).first() == "came without a place"
        )

    def test_other_codes_say_plainly_what_they_are(self) -> None:
        event, other = an_evening(), an_evening("Another")
        alone = takes(a_shift(an_opportunity(title="Pantry"), at=on_the_wall(TODAY + HOUR)))
        later = helps(event, after=timedelta(days=2))
        backup_shift = a_shift(coats(event), at=on_the_wall(TODAY + HOUR), of=1)
        takes(backup_shift)
        backup = takes(backup_shift, a_person("Bea Backup"))
        for signup, words in (
            (helps(other), "another event: Another, Coats"), (alone, "Pantry"), (later, "not for today"),
            (backup, "Bea Backup is a backup"),
        ):  # fmt: skip
            (answer,) = sends(event, press(signup))
            assert words in answer.words
            assert "m.." not in answer.words
            assert times_of(signup) == (None, None)

    def test_guests_and_helpers_are_counted_apart(self) -> None:
        event = an_evening()
        a_booking(event)
        vera = helps(event)
        sends(event, press(vera))
        count = checkin_queries.count_arrived(event)
        assert (count.came, count.seated) == (0, 1)
        here = shifts_tonight.count_helpers(event, TODAY)
        assert (here.came, here.total) == (1, 1)

    def test_names_are_told_from_a_day_before_until_a_day_after(self) -> None:
        event = an_evening()
        helps(event)
        for moment, known in (
            (event.starts_at - timedelta(hours=25), 0), (event.starts_at, 1),
            (event.ends_at + timedelta(hours=23), 1), (event.ends_at + timedelta(hours=24), 0),
        ):  # fmt: skip
            assert len(shifts_tonight.helpers_for_phones(event, moment)) == known

    def test_a_phone_keeps_no_email_and_no_code(self) -> None:
        event = an_evening()
        vera = helps(event)
        kept = str(shifts_tonight.helpers_for_phones(event, TODAY))
        assert "Vera Wolny" in kept
        for secret in (vera.email, vera.checkin_code, vera.token):
            assert secret not in kept

    def test_who_is_also_a_guest_is_shown_as_both(self) -> None:
        event = an_evening()
        vera = helps(event)
        hers = a_booking(event, name=vera.name, email=vera.email)
        with db.writing():
            hers.person_id, hers.proof = vera.person_id, "mailbox"
        assert shifts_tonight.helpers_for_phones(event, TODAY)[0]["guest"] == hers.public_id
        assert shifts_tonight.shifts_of_guest(hers, TODAY) == [vera]
        with db.writing():
            hers.proof = "typed"
        assert shifts_tonight.helpers_for_phones(event, TODAY)[0]["guest"] == ""


def test_a_shift_of_another_day_of_the_event_is_not_on_the_list(app: object) -> None:
    event = an_evening()
    later = helps(event, after=timedelta(days=2))
    assert later.shift.opportunity.event_id == event.id
    assert shifts_tonight.helpers_for_phones(event, TODAY) == []
