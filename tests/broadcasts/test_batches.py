"""Whatever goes to many is written in batches: each reader once, whoever writes and whenever it stops."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.broadcasts import kinds, rolling, scheduled
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.kinds import Recipient, next_recipients
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.broadcasts.rules import batches, holds
from chapter.broadcasts.scheduled import Occasion
from chapter.checkin.broadcasts import ReminderBroadcast
from chapter.events.models import Event
from chapter.events_office.rules import messages
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_crowd, a_person, an_event, sign_in
from tests.held_mails import send_rolling
from tests.races import writing_at_once
from tests.statement_count import counted

WEEK, HOUR, MINUTE = timedelta(days=7), timedelta(hours=1), timedelta(minutes=1)
STARTS = TODAY + timedelta(days=20)
DUE = STARTS - WEEK


def reminded() -> Sequence[str]:
    db.session.rollback()
    return db.session.scalars(select(Mail.to_address).where(Mail.kind == "events.reminder")).all()


def test_two_workers_write_to_each_once(app: Flask) -> None:
    a_crowd(an_event(starts_at=STARTS), of=7)
    (one,) = scheduled.open_occasions(DUE)
    many = writing_at_once(app, *[lambda: batches.send_next_of(one, now=DUE)] * 3)
    assert sorted(many, key=str) == [0, 0, 7]
    assert len(reminded()) == len(set(reminded())) == 7
    assert db.session.scalar(select(func.count()).select_from(Broadcast)) == 1


def test_a_clock_that_was_put_back_reminds_nobody_again(app: Flask) -> None:
    a_crowd(an_event(starts_at=STARTS), of=3)
    for now in (DUE, DUE - HOUR, DUE - 2 * WEEK, DUE, DUE + HOUR):
        broadcasts_tasks.send_scheduled(now)
    assert len(reminded()) == 3


def test_what_is_due_is_the_same_in_whatever_zone_its_time_is_written(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_crowd(event, of=3)
    away = DUE.astimezone(ZoneInfo("Asia/Kolkata"))
    with mock.patch.object(ReminderBroadcast, "batch_size", 2):
        for at in (DUE, away):
            with db.writing():
                batches.send_next_of(Occasion("events.reminder", event.id, at), now=DUE)
    assert len(reminded()) == len(set(reminded())) == 3
    keys = db.session.scalars(select(Mail.dedup_key).where(Mail.kind == "events.reminder")).all()
    assert {str(key).endswith(DUE.isoformat()) for key in keys} == {True}
    assert db.session.scalar(select(func.count()).select_from(Broadcast)) == 1


def test_readers_come_in_order_and_none_twice(app: Flask) -> None:
    event = an_event()
    a_crowd(event, of=5)
    everybody, last, pages = messages.recipients(event, messages.BOTH), 0, []
    while page := next_recipients(everybody, last, 2):
        last = page[-1].id
        pages.append([one.id for one in page])
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [*chain(*pages)] == sorted({*chain(*pages)})


@pytest.mark.parametrize("readers", [3, 40])
def test_a_batch_takes_as_many_statements_however_many_read_it(app: Flask, readers: int) -> None:
    a_crowd(an_event(starts_at=STARTS), of=readers)
    (one,) = scheduled.open_occasions(DUE)
    with counted() as sent, db.writing():
        assert batches.send_next_of(one, now=DUE) == readers
    assert len(sent) <= 15


def test_what_can_t_be_written_is_stuck_on_today_and_the_others_go_on(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    event, other = an_event(starts_at=STARTS, title="Long Table"), an_event(starts_at=STARTS)
    a_booking(event, email="ana@example.test")
    a_booking(other, email="bea@example.test")
    letter = ReminderBroadcast.letter

    def fails_for_one(kind: ReminderBroadcast, about: Event) -> Letter:
        if about.id == event.id:
            raise ValueError("no such word")
        return letter(kind, about)

    with mock.patch.object(ReminderBroadcast, "letter", fails_for_one):
        broadcasts_tasks.send_scheduled(DUE)
    assert reminded() == ["bea@example.test"]
    (stuck,) = [one for one in db.session.scalars(select(Broadcast)) if one.stuck]
    assert (stuck.record_id, stuck.sends_at) == (event.id, DUE + MINUTE)
    clock.at(DUE)
    sign_in(client, "events")
    assert "Reminder: Long Table" in client.get("/office/").main
    assert broadcasts_tasks.send_scheduled(DUE + MINUTE / 2) == 0, "not before it is tried again"
    broadcasts_tasks.send_scheduled(DUE + MINUTE)
    assert sorted(reminded()) == ["ana@example.test", "bea@example.test"]
    assert not any(one.stuck for one in db.session.scalars(select(Broadcast)))


def test_a_reminder_that_could_not_be_written_in_time_leaves_today_and_is_closed(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    a_booking(an_event(starts_at=STARTS, title="Long Table"), email="ana@example.test")
    sign_in(client, "events")
    with mock.patch.object(ReminderBroadcast, "letters", side_effect=ValueError("no such word")):
        broadcasts_tasks.send_scheduled(clock.at(DUE))
        assert "Reminder: Long Table" in client.get("/office/").main
        broadcasts_tasks.send_scheduled(clock.at(STARTS - HOUR))
    db.session.rollback()
    reminders = select(Broadcast).where(Broadcast.kind == "events.reminder").order_by(Broadcast.id)
    first, last = db.session.scalars(reminders).all()
    assert [first.stuck, last.stuck] == [True, True]
    today = client.get("/office/")
    assert "One thing needs your attention." in today.main
    assert last.public_id in today.html
    assert first.public_id not in today.html, "the one of a week before is not due any more"
    late = client.post(f"/office/tellings/{first.public_id}/now")
    assert holds.NOT_DUE in late.main
    clock.at(STARTS + MINUTE)
    assert "Reminder: Long Table" not in client.get("/office/").main
    broadcasts_tasks.send_scheduled(clock.at(STARTS + WEEK + HOUR))
    db.session.rollback()
    closed = db.session.scalars(reminders.where(Broadcast.sent_at.is_not(None))).all()
    assert [(one.stuck, one.not_sent, one.reached) for one in closed] == [(False, batches.TOO_LATE, 0)] * 2
    assert reminded() == []


def test_what_is_stuck_and_due_leaves_when_somebody_tries_again_now(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    a_booking(an_event(starts_at=STARTS, title="Long Table"), email="ana@example.test")
    sign_in(client, "events")
    with mock.patch.object(ReminderBroadcast, "letters", side_effect=ValueError("no such word")):
        broadcasts_tasks.send_scheduled(clock.at(DUE))
    (stuck,) = db.session.scalars(select(Broadcast)).all()
    now = clock.at(DUE + timedelta(seconds=20))
    assert broadcasts_tasks.send_scheduled(now) == 0
    client.post(f"/office/tellings/{stuck.public_id}/now")
    broadcasts_tasks.send_scheduled(now)
    assert reminded() == ["ana@example.test"]
    assert "Reminder: Long Table" not in client.get("/office/").main


def test_a_reminder_waits_for_the_undo_of_a_move_and_is_not_closed(app: Flask) -> None:
    event = an_event(starts_at=STARTS)
    a_booking(event, email="ana@example.test")
    with mock.patch.object(ReminderBroadcast, "letters", side_effect=ValueError("no such word")):
        broadcasts_tasks.send_scheduled(DUE)
    with db.writing():
        db.lock(event).published_at = None
    broadcasts_tasks.send_scheduled(DUE + HOUR)
    with db.writing():
        db.lock(event).published_at = TODAY
    broadcasts_tasks.send_scheduled(DUE + 2 * HOUR)
    assert reminded() == ["ana@example.test"]


def test_no_kind_writes_to_more_than_a_hundred_in_one_transaction(app: Flask) -> None:
    sizes = {name: kind.batch_size for name, kind in kinds.all_kinds().items()}
    sizes |= {kind.name: kind.batch_size for kind in rolling.all_kinds()}
    assert len(sizes) > 15
    assert {name for name, size in sizes.items() if size > 100} == set()


class Fails(RollingKind):
    """A kind that can't say what is due."""

    name = "test.fails"

    def due(self, now: datetime) -> Iterable[DueMail]:
        raise ValueError(str(now))


class Greets(RollingKind):
    """A greeting for everybody whom it is made with, each once."""

    name = "test.greets"
    batch_size = 2

    def __init__(self, readers: Sequence[Recipient]) -> None:
        self.readers = readers

    def due(self, now: datetime) -> Iterable[DueMail]:
        for one in self.readers:
            yield DueMail(f"greet-{one.id}", one, hello)


def hello() -> Letter:
    return Letter("events.message", "Hello", "Hello.")


def test_rolling_mails_leave_in_batches_and_once_though_another_kind_fails(app: Flask) -> None:
    people = [a_person(f"Ana {number}", f"ana{number}@example.test") for number in range(3)]
    readers = [Recipient(one.id, one.name, one.email, one.id) for one in people]
    with mock.patch.object(rolling, "all_kinds", return_value=[Fails(), Greets(readers)]):
        assert [broadcasts_tasks.send_rolling(TODAY) for _ in range(3)] == [2, 1, 0]
    assert send_rolling(TODAY, "test.") == 0
