"""An event is canceled or moved again while mails about it wait or leave; a mail that can't be written."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import batches
from chapter.events.models import Event
from chapter.events_office.broadcasts import CancellationBroadcast
from chapter.events_office.rules import messages
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.people.models import Person
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.events_office.changes import BY, MINUTE, cancel, change, sent, the_move, undo
from tests.factories import TODAY, a_booking, a_crowd, an_event, sign_in
from tests.held_mails import held_tellings, release_held


def write_to(
    event: Event, subject: str = "See you on Monday!", by: Person | None = None, after: int = 0
) -> None:
    with db.writing():
        messages.send_message(
            db.lock(event), to="coming", subject=subject, text="Bring a pen.", nonce=subject,
            by=by.actor if by else BY, now=TODAY + after * MINUTE,
        )  # fmt: skip


def the(kind: str) -> Broadcast:
    return db.session.scalars(select(Broadcast).where(Broadcast.kind == f"events.{kind}")).one()


def first_fifty(event: Event, of: str = "moved") -> None:
    """Let the first batch leave."""
    number = the(of).id
    with db.writing():
        assert batches.send_next_batch(number, now=TODAY + 10 * MINUTE) == 50


class TestAMoveThatIsLeaving:
    def test_once_it_is_canceled_the_rest_hear_of_that_alone(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_crowd(event, 60)
        change(event, place="Loft")
        first_fifty(event)
        cancel(event, TODAY + 10 * MINUTE)
        release_held()
        assert len(sent("moved")) == 50
        letters = sent("called_off")
        assert len(letters) == 60
        knew = {mail.to_address for mail in letters if "Pilsen Hall" in mail.text}
        assert knew == {mail.to_address for mail in letters} - {mail.to_address for mail in sent("moved")}

    def test_a_canceling_that_is_undone_lets_the_rest_hear_of_the_move(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_crowd(event, 60)
        change(event, place="Loft")
        first_fifty(event)
        cancel(event, TODAY + 10 * MINUTE)
        broadcasts_tasks.send_due(TODAY + 11 * MINUTE)
        assert len(sent("moved")) == 50
        undo(the_move(), TODAY + 12 * MINUTE)
        broadcasts_tasks.send_due(TODAY + 12 * MINUTE)
        assert len(sent("moved")) == len({mail.to_address for mail in sent("moved")}) == 60

    def test_everybody_who_was_never_told_of_a_move_reads_when_it_was_to_be(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_crowd(event, 60)
        change(event, place="Loft")
        cancel(event, TODAY + MINUTE)
        release_held()
        assert sent("moved") == []
        assert ["Pilsen Hall" in mail.text for mail in sent("called_off")] == [True] * 60


class TestWhoBooksWithinTheHold:
    def test_whoever_books_after_the_move_knows_and_is_not_told(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        a_booking(event, now=TODAY + MINUTE)
        release_held()
        assert [mail.to_name for mail in sent()] == [ana.name]

    def test_whoever_books_between_two_moves_hears_what_she_did_not_know(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        bea = a_booking(event, now=TODAY + MINUTE)
        change(event, TODAY + 5 * MINUTE, place="Bridge House")
        a_booking(event, now=TODAY + 6 * MINUTE)
        release_held()
        letters = {mail.to_name: mail.text for mail in sent()}
        assert letters.keys() == {ana.name, bea.name}
        assert "Pilsen Hall." in letters[ana.name]
        assert "Loft." in letters[bea.name]

    def test_whoever_books_at_the_same_moment_is_told(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        bea = a_booking(event, now=TODAY + timedelta(seconds=5))
        release_held()
        assert [mail.to_name for mail in sent()] == [ana.name, bea.name]

    def test_the_mail_that_it_is_off_tells_her_nothing_that_she_never_knew(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        a_booking(event, now=TODAY + MINUTE)
        cancel(event, TODAY + 2 * MINUTE)
        release_held()
        assert [mail.to_name for mail in sent("called_off") if "Pilsen Hall" in mail.text] == [ana.name]


class TestMessages:
    def test_it_waits_while_a_canceling_can_be_undone_and_is_not_sent_when_that_stands(
        self, app: Flask
    ) -> None:
        event = an_event()
        a_booking(event)
        write_to(event)
        cancel(event, TODAY + MINUTE)
        broadcasts_tasks.send_due(TODAY + 10 * MINUTE)
        assert sent("message") == []
        release_held()
        assert (len(sent("called_off")), sent("message")) == (1, [])

    def test_it_leaves_when_the_canceling_is_undone(self, app: Flask) -> None:
        event = an_event()
        a_booking(event)
        write_to(event)
        cancel(event, TODAY + MINUTE)
        broadcasts_tasks.send_due(TODAY + 10 * MINUTE)
        undo(next(one for one in held_tellings() if one.kind == "events.called_off"), TODAY + 10 * MINUTE)
        broadcasts_tasks.send_due(TODAY + 10 * MINUTE)
        assert len(sent("message")) == 1

    def test_one_that_was_written_to_those_of_a_canceled_event_leaves_after_the_canceling(
        self, app: Flask
    ) -> None:
        event = an_event()
        a_booking(event)
        cancel(event)
        write_to(event, "We will write again", after=1)
        release_held()
        kinds = db.session.scalars(select(Mail.kind).where(Mail.kind != "events.confirmed").order_by(Mail.id))
        assert [kind for kind in kinds if kind.startswith("events.")] == [
            "events.called_off",
            "events.message",
        ]

    def test_the_rest_of_one_that_is_leaving_is_not_sent_and_the_writer_reads_how_many_had_it(
        self, app: Flask
    ) -> None:
        event = an_event("Long Table")
        a_crowd(event, 60)
        write_to(event)
        first_fifty(event, "message")
        cancel(event, TODAY + 10 * MINUTE)
        release_held()
        assert len(sent("message")) == 50
        assert "only 50 of them got it" in the("message").not_sent

    def test_its_writer_is_told_on_today_and_on_the_page_of_the_event(
        self, app: Flask, client: Browser, clock: MovableClock
    ) -> None:
        event = an_event("Long Table")
        a_booking(event)
        write_to(event, by=sign_in(client, "events"))
        cancel(event, TODAY + MINUTE)
        page = client.get(f"/office/events/{event.slug}")
        assert "On hold while the cancellation can be undone" in page.main
        clock.forward(minutes=12)
        broadcasts_tasks.send_due(clock.now())
        broadcasts_tasks.send_due(clock.now())
        why = "Long Table was canceled before this email was sent, so it was not sent."
        for address in ("/office/", f"/office/events/{event.slug}"):
            page = client.get(address)
            assert "Not sent: “See you on Monday!”" in page.main
            assert why in page.main
        page = page.follow("Preview")
        assert why in page.main
        assert "Bring a pen." in page.main, "so that it can be written once more"
        assert page.all("main form button") == []
        clock.forward(days=8)
        assert why not in client.get("/office/").main

    def test_on_today_nobody_else_is_told(self, app: Flask, client: Browser) -> None:
        event = an_event("Long Table")
        a_booking(event)
        write_to(event)
        cancel(event, TODAY + MINUTE)
        release_held()
        sign_in(client, "events")
        assert "Not sent" not in client.get("/office/").main


class TestWhatCannotBeWritten:
    @pytest.fixture
    def poisoned(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """The numbers of events of which no letter can be written."""
        events: list[int] = []
        letters = CancellationBroadcast.letters

        def fails(kind: CancellationBroadcast, telling: Broadcast, readers: list[Recipient]) -> list[Letter]:
            if telling.record_id in events:
                raise RuntimeError("boom")
            return list(letters(kind, telling, readers))

        monkeypatch.setattr(CancellationBroadcast, "letters", fails)
        return events

    def test_the_others_leave_and_it_is_tried_again_ever_later_until_it_works(
        self, app: Flask, poisoned: list[int], capsys: pytest.CaptureFixture[str]
    ) -> None:
        one, two = an_event(), an_event()
        for number, event in enumerate((one, two)):
            a_booking(event)
            cancel(event, TODAY + number * MINUTE)
        poisoned.append(one.id)
        now = TODAY + 20 * MINUTE
        number = held_tellings()[0].id
        for wait in (1, 2, 4, 8):
            broadcasts_tasks.send_due(now)
            assert broadcasts_tasks.send_due(now) == 0, "not at once again"
            telling = db.session.get_one(Broadcast, number, populate_existing=True)
            assert (telling.sends_at, telling.stuck, telling.held) == (now + wait * MINUTE, True, True)
            now = telling.sends_at
        assert len(sent("called_off")) == 1
        said = capsys.readouterr().out
        assert f'"broadcast": {number}' in said
        assert "broadcast_failed" in said
        poisoned.clear()
        broadcasts_tasks.send_due(now)
        assert len(sent("called_off")) == 2
        assert not db.session.get_one(Broadcast, number, populate_existing=True).stuck

    def test_it_waits_an_hour_at_most(self, app: Flask, poisoned: list[int]) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=30))
        a_booking(event)
        cancel(event)
        poisoned.append(event.id)
        now = TODAY + 10 * MINUTE
        for _ in range(20):
            broadcasts_tasks.send_due(now)
            now = db.session.get_one(Broadcast, the_move().id, populate_existing=True).sends_at
        assert the_move().sends_at - TODAY < timedelta(hours=16)

    def test_staff_see_it_stuck_and_can_try_again_or_undo_it(
        self, app: Flask, client: Browser, clock: MovableClock, poisoned: list[int]
    ) -> None:
        event = an_event("Long Table")
        a_booking(event)
        sign_in(client, "events")
        cancel(event)
        poisoned.append(event.id)
        clock.forward(minutes=11)
        broadcasts_tasks.send_due(clock.now())
        for address in ("/office/", f"/office/events/{event.slug}"):
            page = client.get(address)
            assert "This email is stuck" in page.main
            assert "Nobody has gotten it yet. We’ll try again at 12:12 p.m." in page.main
        page = page.follow("Preview")
        assert "This email is stuck" in page.main
        assert page.all("main form button") == ["Try again now", "Undo"]
        poisoned.clear()
        page.form("now").press("Try again now")
        broadcasts_tasks.send_due(clock.now())
        assert len(sent("called_off")) == 1
        assert "stuck" not in client.get("/office/").main

    def test_stuck_after_the_first_fifty_it_says_how_many_were_told(
        self, app: Flask, client: Browser, clock: MovableClock, poisoned: list[int]
    ) -> None:
        event = an_event("Long Table")
        a_crowd(event, 60)
        sign_in(client, "events")
        cancel(event)
        first_fifty(event, "called_off")
        poisoned.append(event.id)
        clock.forward(minutes=11)
        broadcasts_tasks.send_due(clock.now())
        page = client.get("/office/")
        assert "50 people got it. The others haven’t yet." in page.main
        page = page.follow("Preview")
        assert page.all("main form button") == ["Try again now"]
        page = page.form("now").press("Try again now")
        poisoned.clear()
        broadcasts_tasks.send_due(clock.now())
        assert len(sent("called_off")) == len({mail.to_address for mail in sent("called_off")}) == 60
