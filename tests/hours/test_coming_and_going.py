"""Who comes and goes at a shift: codes read twice, check-outs forgotten or undone; and the hours of it."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.hours import queries
from chapter.hours import tasks as hours_tasks
from chapter.hours.models.hours import CHECKED_IN, FROM_SHIFT, Hours
from chapter.hours.rules import checkin, credits, entries, shift_closure
from chapter.hours.rules.checkin import AT_END, GONE, HERE, IN, JUST_NOW, OUT, LeaveTimeUnknown
from chapter.hours.rules.entries import EntryInput
from chapter.refusal import Refused
from chapter.shifts.models import ROLE, Signup
from tests.factories import GUEST, a_person, a_writing
from tests.races import writing_at_once
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")
FOUR_HOURS = 240
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVENING = SATURDAY.replace(hour=18)
"""A shift until ten at night."""


def an_evening() -> Signup:
    """Somebody who takes a shift from six to ten."""
    return takes(a_shift(an_opportunity(title="Coats", slug="coats"), at=EVENING, hours=4))


def reads(signup: Signup, at: datetime) -> str:
    """Her code is read: what it did."""
    with a_writing():
        return checkin.scan_code(signup, by=GUEST, now=at)


def leaves(signup: Signup, at: datetime, until: str = "") -> None:
    with a_writing():
        checkin.check_out(signup, by=GUEST, now=at, until=until)


def takes_back(signup: Signup, at: datetime) -> None:
    with a_writing():
        checkin.undo(signup, by=GUEST, now=at)


def minutes_of(signup: Signup) -> list[int]:
    """What counts of a sign-up, entry by entry."""
    rows = db.session.scalars(select(Hours).where(Hours.signup_id == signup.id, *queries.counting()))
    return [one.minutes for one in rows]


def test_a_code_that_is_read_twice_on_arrival_checks_nobody_out() -> None:
    vera = an_evening()
    starts = vera.shift.starts_at
    assert [reads(vera, starts), reads(vera, starts + MINUTE)] == [IN, HERE]
    assert (vera.came_at, vera.left_at, minutes_of(vera)) == (starts, None, [])
    assert reads(vera, vera.shift.ends_at) == OUT
    assert minutes_of(vera) == [FOUR_HOURS]
    entry = queries.entry_of_signup(vera.id)
    assert entry is not None
    assert (entry.source, entry.day, entry.logged_by) == (CHECKED_IN, date(2026, 12, 5), None)
    assert reads(vera, vera.shift.ends_at + MINUTE) == GONE
    assert minutes_of(vera) == [FOUR_HOURS]


def test_two_phones_that_read_one_code_at_the_same_moment_check_her_in_once(app: Flask) -> None:
    vera = an_evening()
    number, starts = vera.id, vera.shift.starts_at
    db.session.rollback()

    def read() -> object:
        return checkin.scan_code(db.session.get_one(Signup, number), by=GUEST, now=starts)

    said = writing_at_once(app, *[partial(read) for _ in range(4)])

    db.session.expire_all()
    assert sorted(map(str, said)) == sorted([HERE, HERE, HERE, IN])
    vera = db.session.get_one(Signup, number)
    assert (vera.came_at, vera.left_at, minutes_of(vera)) == (starts, None, [])


def test_a_code_that_a_phone_without_a_signal_sends_again_an_hour_later_does_nothing() -> None:
    """The first had arrived, and only its answer was lost."""
    vera = an_evening()
    starts, ends = vera.shift.starts_at, vera.shift.ends_at

    def sends(nonce: str, at: datetime) -> str:
        with a_writing():
            return checkin.scan_code(vera, by=GUEST, now=at, nonce=nonce)

    assert [sends("first", starts), sends("first", starts + HOUR)] == [IN, HERE]
    assert minutes_of(vera) == []
    assert [sends("second", ends), sends("second", ends + MINUTE)] == [OUT, GONE]
    assert minutes_of(vera) == [FOUR_HOURS]
    takes_back(vera, ends)
    takes_back(vera, ends)
    assert sends("second", ends + HOUR) == checkin.AGAIN
    assert (vera.came_at, minutes_of(vera)) == (None, [])


def test_two_phones_that_check_out_at_the_same_moment_book_once(app: Flask) -> None:
    vera = an_evening()
    reads(vera, vera.shift.starts_at)
    number, ends = vera.id, vera.shift.ends_at
    db.session.rollback()

    def leave() -> None:
        checkin.check_out(db.session.get_one(Signup, number), by=GUEST, now=ends)

    def sweep() -> object:
        return credits.credit_due(db.session.get_one(Signup, number), now=ends + 13 * HOUR)

    writing_at_once(app, leave, leave, sweep, sweep)

    db.session.expire_all()
    assert minutes_of(db.session.get_one(Signup, number)) == [FOUR_HOURS]


def test_hours_follow_a_check_out_that_was_undone_and_done_properly() -> None:
    """One minute stayed booked whatever was pressed afterwards."""
    vera = an_evening()
    starts, ends = vera.shift.starts_at, vera.shift.ends_at
    reads(vera, starts)
    leaves(vera, starts + MINUTE)
    assert minutes_of(vera) == [1]
    takes_back(vera, starts + 2 * MINUTE)
    assert minutes_of(vera) == []
    leaves(vera, ends)
    assert minutes_of(vera) == [FOUR_HOURS]
    takes_back(vera, ends + MINUTE)
    takes_back(vera, ends + MINUTE)
    assert (vera.came_at, minutes_of(vera)) == (None, [])
    assert hours_tasks.book_hours(ends + 13 * HOUR) == 0
    assert "took back hours" in db.session.scalars(select(Entry.verb)).all()


def test_hours_that_the_sweep_booked_follow_too() -> None:
    vera = an_evening()
    ends = vera.shift.ends_at
    reads(vera, vera.shift.starts_at + 30 * MINUTE)
    assert hours_tasks.book_hours(ends + 12 * HOUR) == 1
    assert hours_tasks.book_hours(ends + 12 * HOUR) == 0
    entry = queries.entry_of_signup(vera.id)
    assert entry is not None
    assert (entry.minutes, entry.source) == (210, FROM_SHIFT)
    leaves(vera, ends + 12 * HOUR, AT_END)
    assert minutes_of(vera) == [210]
    takes_back(vera, ends + 12 * HOUR)
    takes_back(vera, ends + 12 * HOUR)
    assert minutes_of(vera) == []


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1), (2, 2, 1)])
def test_whatever_was_undone_and_done_again_the_last_check_out_counts(order: tuple[int, ...]) -> None:
    vera = an_evening()
    starts = vera.shift.starts_at
    reads(vera, starts)
    for hours in order:
        leaves(vera, starts + hours * HOUR)
        takes_back(vera, starts + hours * HOUR)
    leaves(vera, starts + order[-1] * HOUR)
    assert minutes_of(vera) == [order[-1] * 60]
    whole = queries.minutes_of([vera.person_id], date(2026, 1, 1), date(2027, 1, 1))
    assert whole == {vera.person_id: order[-1] * 60}


def test_what_somebody_corrected_by_hand_is_not_changed_by_the_door() -> None:
    vera, lead = an_evening(), a_person()
    ends = vera.shift.ends_at
    reads(vera, vera.shift.starts_at)
    leaves(vera, ends)
    entry = queries.entry_of_signup(vera.id)
    assert entry is not None
    with a_writing():
        entries.correct(entry, EntryInput(entry.day, 300), lead=True, by=lead.actor, now=ends)
    takes_back(vera, ends)
    leaves(vera, ends)
    assert minutes_of(vera) == [300]


def test_check_out_on_the_next_morning_asks_and_books_nothing_by_itself() -> None:
    """660 minutes were booked for four hours."""
    vera = an_evening()
    starts, ends = vera.shift.starts_at, vera.shift.ends_at
    reads(vera, starts)
    for late in (leaves, lambda signup, at: reads(signup, at)):
        with pytest.raises(LeaveTimeUnknown):
            late(vera, ends + 11 * HOUR)
    assert (vera.left_at, minutes_of(vera)) == (None, [])
    leaves(vera, ends + 11 * HOUR, AT_END)
    assert (vera.left_at, minutes_of(vera)) == (ends, [FOUR_HOURS])
    takes_back(vera, ends + 11 * HOUR)
    leaves(vera, ends + 11 * HOUR, JUST_NOW)
    assert minutes_of(vera) == [15 * 60]


def test_who_stayed_on_to_sweep_the_floor_is_believed_for_an_hour() -> None:
    vera = an_evening()
    reads(vera, vera.shift.starts_at)
    leaves(vera, vera.shift.ends_at + HOUR)
    assert minutes_of(vera) == [FOUR_HOURS + 60]


def test_nobody_stays_for_days() -> None:
    vera = an_evening()
    ends = vera.shift.ends_at
    reads(vera, vera.shift.starts_at)
    with pytest.raises(Refused, match="too long"):
        leaves(vera, ends + 39 * HOUR, JUST_NOW)
    with pytest.raises(Refused, match="not over"):
        leaves(vera, ends - HOUR, AT_END)
    leaves(vera, ends + 39 * HOUR, AT_END)
    assert minutes_of(vera) == [FOUR_HOURS]


def test_a_role_has_no_end_of_its_own_so_a_long_day_asks() -> None:
    shift = a_shift(an_opportunity(kind=ROLE), hours=24 * 90)
    vera = takes(shift)
    began = shift.starts_at + 24 * HOUR
    reads(vera, began)
    for until in ("", AT_END):
        with pytest.raises(LeaveTimeUnknown):
            leaves(vera, began + 9 * HOUR, until)
    with pytest.raises(Refused, match="by hand"):
        leaves(vera, began + 48 * HOUR, JUST_NOW)
    assert hours_tasks.book_hours(began + 48 * HOUR) == 0
    leaves(vera, began + 9 * HOUR, JUST_NOW)
    assert minutes_of(vera) == [9 * 60]


def test_who_was_noted_down_after_it_was_over_gave_the_shift_and_is_not_asked() -> None:
    vera = an_evening()
    morning = vera.shift.ends_at + 11 * HOUR
    reads(vera, morning)
    assert minutes_of(vera) == [FOUR_HOURS]
    leaves(vera, morning + 30 * MINUTE)
    assert minutes_of(vera) == [FOUR_HOURS]


def test_who_did_not_come_after_all_gave_nothing() -> None:
    vera, lead = an_evening(), a_person()
    after = vera.shift.ends_at + HOUR
    with a_writing():
        credits.credit_without_checkin(vera, by=lead.actor, now=after)
    assert minutes_of(vera) == [FOUR_HOURS]
    with a_writing():
        checkin.mark_missed(vera, excused=True, by=lead.actor, now=after)
    assert minutes_of(vera) == []
    assert queries.signups_without_attendance(after) == []


def test_a_closed_shift_stands_until_it_is_opened_again() -> None:
    vera, lead = an_evening(), a_person()
    shift, ends = vera.shift, vera.shift.ends_at
    reads(vera, shift.starts_at)

    def close(at: datetime) -> None:
        with a_writing():
            shift_closure.close(shift, by=lead.actor, now=at)

    with pytest.raises(Refused, match="not over"):
        close(ends - MINUTE)
    close(ends + HOUR)
    close(ends + 2 * HOUR)
    assert (vera.left_at, minutes_of(vera), shift.closed_at) == (ends, [FOUR_HOURS], ends + HOUR)
    later = ends + 3 * HOUR
    for act in (takes_back, reads, leaves):
        with pytest.raises(Refused, match="closed"):
            act(vera, later)
    with pytest.raises(Refused, match="closed"), a_writing():
        checkin.mark_missed(vera, excused=True, by=lead.actor, now=later)
    assert minutes_of(vera) == [FOUR_HOURS]
    with a_writing():
        shift_closure.reopen(shift, by=lead.actor, now=later)
    takes_back(vera, later)
    assert minutes_of(vera) == []


def test_a_shift_is_closed_once_all_is_told() -> None:
    shift, lead = a_shift(of=9), a_person()
    people = [takes(shift, a_person(f"Ana {name}")) for name in ("One", "Two", "Three", "Four", "Five")]
    after = shift.ends_at + HOUR
    with pytest.raises(Refused, match="no-show: Ana One, Ana Two, Ana Three and 2 more"), a_writing():
        shift_closure.close(shift, by=lead.actor, now=after)
    with a_writing():
        credits.credit_without_checkin(people[0], by=lead.actor, now=after)
        for one in people[1:]:
            checkin.mark_missed(one, excused=True, by=lead.actor, now=after)
        shift_closure.close(shift, by=lead.actor, now=after)
    assert shift.closed_at == after
    assert minutes_of(people[0]) == [180]
