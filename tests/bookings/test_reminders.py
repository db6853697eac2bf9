"""Reminders before an event and thanks after it: to whom, when, and never twice."""

from datetime import UTC, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.bookings.rules import reminders as bookings_reminders
from chapter.broadcasts import scheduled
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import batches
from chapter.checkin.broadcasts import FRESH, ReminderBroadcast
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from chapter.mail import delivery
from chapter.mail.models import Mail
from tests import factories
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_crowd, an_event, the_chapter
from tests.held_mails import release_held, send_scheduled
from tests.statement_count import counted

STAFF = Actor("person", 1)
AT_ONCE = ReminderBroadcast.batch_size
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
STARTS = TODAY + timedelta(days=20)


def sweep(now: datetime) -> None:
    """What the worker does each minute, until nothing is left."""
    while send_scheduled(now):
        pass


def mailed(kind: str) -> list[str]:
    """The addresses of the mails of this kind that may leave, in order."""
    db.session.rollback()
    may_leave = select(Mail.to_address).where(Mail.kind == f"events.{kind}", Mail.withdrawn_at.is_(None))
    return list(db.session.scalars(may_leave.order_by(Mail.id)))


def move(event: Event, *, to: datetime) -> None:
    """Let it begin at another time, as long as before; all are told."""
    with db.writing():
        event = db.lock(event)
        details = lifecycle.details_of(event)
        start = to.astimezone(event.zone_info).replace(tzinfo=None)
        length = details.ends_wall - details.starts_wall
        values = {**vars(details), "starts_wall": start, "ends_wall": start + length}
        changes.change_event(
            event,
            lifecycle.EventDetails(**values),
            by=STAFF,
            now=TODAY + timedelta(days=14),
        )
    release_held()


@pytest.mark.parametrize(
    ("before", "reminders"),
    [(WEEK + HOUR, 0), (WEEK, 1), (WEEK - HOUR, 1), (DAY + HOUR, 1), (DAY, 2), (HOUR, 2)],
)
def test_she_is_reminded_a_week_and_a_day_before(app: Flask, before: timedelta, reminders: int) -> None:
    a_booking(an_event(starts_at=STARTS), email="ana@example.test")
    for hours in range(int((STARTS - before - TODAY) / HOUR) + 1):
        sweep(TODAY + hours * HOUR)
    assert mailed("reminder") == ["ana@example.test"] * reminders


def test_the_days_are_the_chapters_own(app: Flask) -> None:
    the_chapter(remind_first=3, remind_again=0)
    a_booking(an_event(starts_at=STARTS))
    sweep(STARTS - WEEK)
    assert mailed("reminder") == []
    sweep(STARTS - timedelta(days=3))
    sweep(STARTS - DAY)
    assert len(mailed("reminder")) == 1


def test_whoever_changes_the_days_reminds_nobody_twice(app: Flask) -> None:
    a_booking(an_event(starts_at=STARTS))
    sweep(STARTS - WEEK)
    the_chapter(remind_first=8)
    sweep(STARTS - WEEK + HOUR)
    assert len(mailed("reminder")) == 1


def test_without_days_nobody_is_reminded(app: Flask) -> None:
    the_chapter(remind_first=0, remind_again=0)
    a_booking(an_event(starts_at=STARTS))
    sweep(STARTS - HOUR)
    assert mailed("reminder") == []


def test_who_waits_gave_back_or_just_booked_is_not_reminded(app: Flask) -> None:
    event = an_event(seats=4, starts_at=STARTS)
    a_booking(event, email="coming@example.test", of=2)
    gone = a_booking(event, email="gone@example.test")
    with db.writing():
        bookings.cancel(gone, by=GUEST, now=TODAY)
    late = STARTS - WEEK - FRESH + HOUR
    a_booking(event, email="late@example.test", of=2, now=late)
    a_booking(event, email="waits@example.test")
    sweep(STARTS - WEEK)
    assert mailed("reminder") == ["coming@example.test"]


@pytest.mark.parametrize("state", [{"published_at": None}, {"cancelled_at": TODAY}])
def test_drafts_and_cancelled_events_remind_nobody(app: Flask, state: dict[str, datetime | None]) -> None:
    event = an_event(starts_at=STARTS)
    a_booking(event)
    with db.writing():
        for name, value in state.items():
            setattr(event, name, value)
    sweep(STARTS - DAY)
    sweep(STARTS + DAY)
    assert mailed("reminder") == mailed("thanks") == []


def test_a_reminder_that_has_not_left_is_held_back_when_she_gives_back(app: Flask) -> None:
    rsvp = a_booking(an_event(starts_at=STARTS))
    sweep(STARTS - WEEK)
    assert len(mailed("reminder")) == 1
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=STARTS - WEEK)
    assert mailed("reminder") == []


def test_reminders_follow_an_event_that_moves(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_booking(event, email="ana@example.test")
    sweep(STARTS - WEEK)
    move(event, to=STARTS + WEEK)
    assert mailed("reminder") == [], "what has not left told the old day"
    sweep(STARTS - DAY)
    assert mailed("reminder") == []
    sweep(STARTS)
    assert mailed("reminder") == ["ana@example.test"]
    sweep(STARTS + WEEK - DAY)
    assert mailed("reminder") == ["ana@example.test"] * 2


def test_who_was_just_told_of_another_day_is_not_reminded_of_it_at_once(app: Flask) -> None:
    event = an_event(starts_at=STARTS + WEEK)
    a_booking(event)
    move(event, to=TODAY + timedelta(days=16))
    sweep(TODAY + timedelta(days=14, hours=1))
    assert mailed("reminder") == []
    assert len(mailed("moved")) == 1
    sweep(TODAY + timedelta(days=15))
    assert len(mailed("reminder")) == 1


def test_hundreds_are_written_to_in_parts_and_each_once(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_crowd(event, of=2 * AT_ONCE + 7)
    with counted() as few:
        assert send_scheduled(STARTS - WEEK) == AT_ONCE
    assert len(few) < 20
    sweep(STARTS - WEEK)
    sweep(STARTS - WEEK + HOUR)
    assert len(mailed("reminder")) == len(set(mailed("reminder"))) == 2 * AT_ONCE + 7
    entry = db.first_or_404(select(Entry).where(Entry.verb == "reminded"))
    assert (entry.actor_name, entry.values and entry.values.after["parties"]) == ("reminders", 207)


def test_a_worker_that_is_killed_between_two_parts_goes_on_where_it_was(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_crowd(event, of=AT_ONCE + 7)
    (one,) = scheduled.open_occasions(STARTS - WEEK)
    with db.writing():
        batches.send_next_of(one, now=STARTS - WEEK)
    with (
        mock.patch.object(ReminderBroadcast, "on_done", side_effect=MemoryError),
        pytest.raises(MemoryError),
        db.writing(),
    ):
        batches.send_next_of(one, now=STARTS - WEEK)
    sweep(STARTS - WEEK)
    assert len(mailed("reminder")) == len(set(mailed("reminder"))) == AT_ONCE + 7


def test_nobody_is_reminded_twice_even_if_it_is_forgotten_that_all_were(app: Flask) -> None:
    a_booking(an_event(starts_at=STARTS))
    sweep(STARTS - WEEK)
    with db.writing():
        db.session.delete(db.first_or_404(select(Broadcast)))
    sweep(STARTS - WEEK)
    assert len(mailed("reminder")) == 1


def test_a_round_that_another_worker_has_ended_finds_nothing(app: Flask) -> None:
    a_booking(an_event(starts_at=STARTS))
    (one,) = scheduled.open_occasions(STARTS - WEEK)
    sweep(STARTS - WEEK)
    with db.writing():
        assert batches.send_next_of(one, now=STARTS - WEEK) == 0


CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("ends", "morning"),
    [
        ("2026-12-10 21:00", "2026-12-11 09:00"),
        ("2026-12-10 12:00", "2026-12-11 09:00"),
        ("2026-12-11 00:30", "2026-12-11 09:00"),
        ("2026-12-11 03:00", "2026-12-11 09:00"),
        ("2026-12-11 03:01", "2026-12-12 09:00"),
        ("2026-10-31 21:00", "2026-11-01 09:00"),
        ("2027-03-13 21:00", "2027-03-14 09:00"),
        ("2026-12-31 23:00", "2027-01-01 09:00"),
        ("2028-02-28 21:00", "2028-02-29 09:00"),
    ],
)  # fmt: skip
def test_thanks_are_due_at_nine_the_next_morning_on_the_clock_of_the_place(ends: str, morning: str) -> None:
    ended = datetime.fromisoformat(ends).replace(tzinfo=CHICAGO).astimezone(UTC)
    at = bookings_reminders.thanks_at(Event(ends_at=ended, zone="America/Chicago"))
    assert f"{at.astimezone(CHICAGO):%Y-%m-%d %H:%M}" == morning


def test_those_who_came_are_thanked_once(app: Flask) -> None:
    event = an_event(seats=2, starts_at=STARTS)
    a_booking(event, email="came@example.test", of=2)
    a_booking(event, email="waited@example.test")
    due = bookings_reminders.thanks_at(event)
    sweep(due - timedelta(minutes=1))
    assert mailed("thanks") == []
    sweep(due)
    sweep(due + HOUR)
    sweep(due + DAY)
    assert mailed("thanks") == ["came@example.test"]


def test_thanks_that_are_days_late_or_unwanted_are_not_written(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_booking(event)
    sweep(event.ends_at + bookings_reminders.THANKS_UNTIL)
    the_chapter(thanks=False)
    sweep(bookings_reminders.thanks_at(event))
    assert mailed("thanks") == []


def test_a_reminder_leaves_with_links_that_work(app: Flask, clock: MovableClock) -> None:
    a_booking(an_event(starts_at=STARTS))
    sweep(clock.at(STARTS - WEEK))
    while delivery.send_due(now=STARTS - WEEK):
        pass
    assert db.session.scalar(select(func.count()).where(Mail.sent_at.is_(None))) == 0


def test_an_event_reminds_however_many_others_there_are(app: Flask) -> None:
    for _ in range(3):
        a_booking(an_event(starts_at=STARTS))
    with counted() as three:
        bookings_reminders.runs_due(the_chapter(), now=STARTS - WEEK)
    for _ in range(9):
        a_booking(an_event(starts_at=STARTS))
    with counted() as twelve:
        bookings_reminders.runs_due(the_chapter(), now=STARTS - WEEK)
    assert len(three) == len(twelve)


def test_a_booking_that_was_erased_is_written_to_no_more(app: Flask) -> None:
    rsvp: Rsvp = factories.a_booking(an_event(starts_at=STARTS))
    with db.writing():
        rsvp.erased_at = TODAY
    sweep(STARTS - WEEK)
    assert mailed("reminder") == []
