"""What is held leaves once, whenever the worker is killed; what time brings waits for it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.rules import reminders
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.kinds import BroadcastKind
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import batches, holds
from chapter.events.models import Event
from chapter.mail import rules
from chapter.refusal import Refused
from chapter.schedule import advance_waitlists
from chapter.settings import queries as settings
from tests.bookings.waitlists import asked, mails_to
from tests.events_office.changes import BY, MINUTE, change, later, sent, the_move, undo
from tests.factories import TODAY, a_booking, an_event
from tests.held_mails import send_scheduled
from tests.races import writing_at_once


class TestTheWorker:
    def test_killed_within_the_hold_nothing_is_lost(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        assert broadcasts_tasks.send_due(TODAY + 5 * MINUTE) == 0
        broadcasts_tasks.send_due(TODAY + timedelta(hours=3))
        assert len(sent()) == 1

    def test_killed_between_two_batches_nobody_is_told_twice_and_nobody_is_missed(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(BroadcastKind, "batch_size", 2)
        event = an_event(place="Pilsen Hall")
        for _ in range(5):
            a_booking(event)
        change(event, place="Loft")
        queue_many, calls = rules.queue_many, []

        def dies(mails: Any, **more: Any) -> None:
            queue_many(mails, **more)
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(rules, "queue_many", dies)
        over = TODAY + 10 * MINUTE
        broadcasts_tasks.send_due(over)
        with pytest.raises(KeyboardInterrupt):
            broadcasts_tasks.send_due(over)
        assert len(sent()) == 2
        with pytest.raises(Refused, match="were already sent"):
            undo(db.session.scalars(select(Broadcast)).one())
        while broadcasts_tasks.send_due(over):
            pass
        assert len(sent()) == len({mail.to_address for mail in sent()}) == 5

    @pytest.mark.parametrize("_round", range(3))
    def test_undone_at_the_moment_at_which_it_leaves_it_is_one_or_the_other(
        self, app: Flask, _round: int
    ) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        number, over = the_move().id, TODAY + 10 * MINUTE
        undone, _ = writing_at_once(
            app,
            lambda: holds.undo(db.session.get_one(Broadcast, number), by=BY, now=over),
            lambda: batches.send_next_batch(number, now=over),
        )
        told = isinstance(undone, Refused)
        assert len(sent()) == int(told)
        assert db.session.get_one(Event, event.id).place == ("Loft" if told else "Pilsen Hall")

    def test_reminders_and_thanks_wait_until_it_can_no_longer_be_undone(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=8))
        a_booking(event, now=TODAY - timedelta(days=1))
        change(event, **later(event, days=-10))
        assert reminders.runs_due(settings.current(), now=TODAY + timedelta(days=1)) == []
        undo(the_move())
        assert event.starts_at == TODAY + timedelta(days=8)
        assert [
            one.kind for one in reminders.runs_due(settings.current(), now=TODAY + timedelta(days=1))
        ] == ["events.reminder"]

    def test_a_reminder_that_was_held_back_leaves_after_an_undo(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=7))
        a_booking(event, now=TODAY - timedelta(days=1))
        send_scheduled(TODAY)
        change(event, **later(event, days=1))
        (reminder,) = sent("reminder")
        assert reminder.withdrawn_at is not None
        undo(the_move())
        assert sent("reminder")[0].withdrawn_at is None

    def test_an_offer_does_not_lapse_because_of_a_date_that_is_taken_back(self, app: Flask) -> None:
        event, bea = asked()
        until = bea.offered_until
        change(event, **later(event, days=-9))
        advance_waitlists(TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert (bea.status, bea.offered_until) == ("offered", until)
        assert "lapsed" not in mails_to(bea)
