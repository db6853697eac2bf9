"""What many guests are told is held for ten minutes: edits are one mail, and an undo puts all of it back."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.events import queries
from chapter.events.models import EVENT, OFFER, Event, Rsvp
from chapter.events.rules import messages, parties, publishing, rounds
from chapter.mail import holds, showing, tasks
from chapter.mail.models import Mail, Telling
from chapter.people.rules import persons
from chapter.refusal import Refused
from chapter.schedule import move_queues
from chapter.settings import queries as settings
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.events.queue import asked, mails_to, together
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in
from tests.holding import held, the_hold_is_over

BY = Actor("command", name="test")
MINUTE = timedelta(minutes=1)


def change(event: Event, now: datetime = TODAY, **more: Any) -> int:
    with db.writing():
        row = db.lock(event)
        return publishing.change(row, replace(publishing.details_of(row), **more), by=BY, now=now)


def cancel(event: Event, now: datetime = TODAY) -> int:
    with db.writing():
        return publishing.cancel(db.lock(event), why="The boiler broke.", by=BY, now=now)


def undo(telling: Telling, now: datetime = TODAY) -> str:
    with db.writing():
        said = holds.undo(telling, by=BY, now=now)
    db.session.expire_all()
    return said


def the_move() -> Telling:
    (telling,) = held()
    return telling


def sent(kind: str = "moved") -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == f"events.{kind}").order_by(Mail.id)))


def later(event: Event, **by: float) -> dict[str, datetime]:
    shift = timedelta(**by)
    return {"starts_wall": event.starts_wall + shift, "ends_wall": event.ends_wall + shift}


class TestMoves:
    def test_three_edits_are_one_mail_from_the_first_to_the_last(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana = a_booking(event)
        change(event, place="Loft")
        change(event, TODAY + 4 * MINUTE, **later(event, days=1))
        change(event, TODAY + 8 * MINUTE, place="Bridge House")
        assert event.place == "Bridge House", "the change itself stands at once"
        assert tasks.tell(TODAY + 17 * MINUTE) == 0, "ten minutes from the last edit"
        the_hold_is_over()
        (mail,) = sent()
        assert mail.to_address == ana.email
        assert "was to be on Monday, November 30, noon to 2 p.m., Pilsen Hall." in mail.text
        assert "Tuesday, December 1" in mail.text
        assert "Bridge House" in mail.text
        assert "Loft" not in mail.text

    def test_three_edits_and_an_undo_leave_all_as_it_was_and_tell_nobody(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall", seats=20)
        a_booking(event)
        before = asdict(publishing.details_of(event))
        change(event, place="Loft", map_url="https://map.test/loft", slug="loft")
        change(event, TODAY + MINUTE, capacity=30, **later(event, days=1))
        change(event, TODAY + 2 * MINUTE, address="12 Lake St", title="Another name")
        undo(the_move(), TODAY + 3 * MINUTE)
        assert asdict(publishing.details_of(event)) == before
        assert event.moved_at is None
        the_hold_is_over()
        assert sent() == []

    def test_edits_that_end_where_they_began_tell_nobody(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        assert change(event, TODAY + MINUTE, place="Pilsen Hall", story="More.") == 0
        assert held() == []
        assert event.moved_at is None
        the_hold_is_over()
        assert sent() == []

    def test_what_somebody_else_saved_meanwhile_stays_when_it_is_undone(self, app: Flask) -> None:
        event = an_event("Table", place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft", summary="In the loft.")
        change(event, TODAY + MINUTE, title="Long Table")
        change(event, TODAY + 2 * MINUTE, summary="Upstairs.")
        undo(the_move(), TODAY + 3 * MINUTE)
        assert (event.place, event.title, event.summary) == ("Pilsen Hall", "Long Table", "Upstairs.")

    def test_two_of_the_staff_who_move_it_are_one_mail_and_one_undo(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        begins = event.starts_wall
        change(event, place="Loft")
        change(event, TODAY + MINUTE, **later(event, hours=1))
        assert len(held()) == 1
        undo(the_move(), TODAY + 2 * MINUTE)
        assert (event.place, event.starts_wall) == ("Pilsen Hall", begins)

    def test_an_undo_after_the_hold_is_refused_kindly(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        the_hold_is_over()
        with pytest.raises(Refused, match="have left already"):
            undo(telling, TODAY + 11 * MINUTE)
        assert event.place == "Loft"

    def test_undone_twice_says_that_it_was_undone(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        undo(telling)
        with pytest.raises(Refused, match="undone already"):
            undo(telling)

    def test_after_it_has_left_another_edit_is_another_mail_from_what_they_know(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        the_hold_is_over()
        change(event, TODAY + 11 * MINUTE, place="Bridge House")
        the_hold_is_over()
        assert "noon to 2 p.m., Loft." in sent()[1].text

    def test_a_draft_and_an_event_without_bookings_hold_nothing(self, app: Flask) -> None:
        change(an_event(place="Pilsen Hall"), place="Loft")
        assert held() == []

    def test_forty_minutes_ahead_it_leaves_in_ten_and_five_minutes_ahead_in_time(self, app: Flask) -> None:
        soon = an_event(starts_at=TODAY + 40 * MINUTE, place="Pilsen Hall")
        at_once = an_event(starts_at=TODAY + 6 * MINUTE, place="Pilsen Hall")
        for event in (soon, at_once):
            a_booking(event)
            change(event, place="Loft")
        first, second = held()
        assert first.leaves_at == TODAY + 10 * MINUTE
        assert second.leaves_at == TODAY + 3 * MINUTE
        assert showing.begins_soon(first, TODAY)

    def test_moved_from_soon_to_next_week_it_still_leaves_before_people_set_out(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + 6 * MINUTE)
        a_booking(event)
        change(event, **later(event, days=7))
        telling = the_move()
        assert telling.leaves_at == TODAY + 3 * MINUTE
        assert showing.begins_soon(telling, TODAY)

    def test_sent_now_it_leaves_at_once_and_twice_is_once(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        telling = the_move()
        for _ in range(2):
            with db.writing():
                holds.send_now(telling, by=BY, now=TODAY + MINUTE)
            tasks.tell(TODAY + MINUTE)
        assert len(sent()) == 1


class TestWhoIsTold:
    def test_somebody_who_dies_within_the_hold_gets_nothing_and_is_named_as_left_out(
        self, app: Flask
    ) -> None:
        event = an_event(place="Pilsen Hall")
        ana, bea = a_booking(event), a_booking(event)
        change(event, place="Loft")
        with db.writing():
            persons.note_death(db.lock(ana.person), now=TODAY + MINUTE)
        (sight,) = showing.sights(the_move())
        assert [(reader.name, why) for reader, why in sight.out] == [(ana.name, "has died")]
        the_hold_is_over()
        assert [mail.to_address for mail in sent()] == [bea.email]

    def test_who_has_no_email_is_named_as_left_out(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        without = a_booking(event)
        with db.writing():
            db.lock(without).email = ""
        change(event, place="Loft")
        (sight,) = showing.sights(the_move())
        assert [why for _, why in sight.out] == ["has no email with us"]
        the_hold_is_over()
        assert len(sent()) == 1

    def test_who_books_within_the_hold_knows_and_who_gives_back_need_not(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        ana, bea = a_booking(event), a_booking(event)
        change(event, place="Loft")
        with db.writing():
            parties.cancel(ana, by=GUEST, now=TODAY + MINUTE)
        the_hold_is_over()
        assert [mail.to_address for mail in sent()] == [bea.email]


class TestTheWorker:
    def test_killed_within_the_hold_nothing_is_lost(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        assert tasks.tell(TODAY + 5 * MINUTE) == 0
        tasks.tell(TODAY + timedelta(hours=3))
        assert len(sent()) == 1

    def test_killed_between_two_batches_nobody_is_told_twice_and_nobody_is_missed(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(holds, "AT_ONCE", 2)
        event = an_event(place="Pilsen Hall")
        for _ in range(5):
            a_booking(event)
        change(event, place="Loft")
        queue_many, calls = holds.mail.queue_many, []

        def dies(mails: Any, **more: Any) -> None:
            queue_many(mails, **more)
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(holds.mail, "queue_many", dies)
        over = TODAY + 10 * MINUTE
        tasks.tell(over)
        with pytest.raises(KeyboardInterrupt):
            tasks.tell(over)
        assert len(sent()) == 2
        with pytest.raises(Refused, match="have left already"):
            undo(db.session.scalars(select(Telling)).one())
        while tasks.tell(over):
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
        undone, _ = together(
            app,
            lambda: holds.undo(db.session.get_one(Telling, number), by=BY, now=over),
            lambda: holds.leave(number, now=over),
        )
        told = isinstance(undone, Refused)
        assert len(sent()) == int(told)
        assert db.session.get_one(Event, event.id).place == ("Loft" if told else "Pilsen Hall")

    def test_reminders_and_thanks_wait_until_it_can_no_longer_be_undone(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=8))
        a_booking(event, now=TODAY - timedelta(days=1))
        change(event, **later(event, days=-10))
        assert rounds.due(settings.current(), now=TODAY + timedelta(days=1)) == []
        undo(the_move())
        assert event.starts_at == TODAY + timedelta(days=8)
        assert [one.kind for one in rounds.due(settings.current(), now=TODAY + timedelta(days=1))] == [
            "reminder"
        ]

    def test_a_reminder_that_was_held_back_leaves_after_an_undo(self, app: Flask) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=7))
        a_booking(event, now=TODAY - timedelta(days=1))
        for one in rounds.due(settings.current(), now=TODAY):
            with db.writing():
                rounds.write(one, settings.current(), now=TODAY)
        change(event, **later(event, days=1))
        (reminder,) = sent("reminder")
        assert reminder.withdrawn_at is not None
        undo(the_move())
        assert sent("reminder")[0].withdrawn_at is None

    def test_an_offer_does_not_lapse_because_of_a_date_that_is_taken_back(self, app: Flask) -> None:
        event, bea = asked()
        until = bea.offered_until
        change(event, **later(event, days=-9))
        move_queues(TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert (bea.status, bea.offered_until) == ("offered", until)
        assert "lapsed" not in mails_to(bea)


class TestCancelling:
    def test_undone_it_gives_back_exactly_what_it_ended(self, app: Flask) -> None:
        event = an_event(seats=4, when_free=OFFER)
        ana, gone, bea = a_booking(event, of=2), a_booking(event, of=2), a_booking(event, of=2)
        waits = a_booking(event)
        with db.writing():
            parties.cancel(gone, by=GUEST, now=TODAY)
        until = bea.offered_until
        before = [(one.status, one.seated_at, one.queued_at) for one in (ana, bea, waits, gone)]
        cancel(event)
        assert {one.status for one in (ana, bea, waits)} == {"cancelled"}
        assert undo(the_move(), TODAY + 5 * MINUTE) == ""
        assert [(one.status, one.seated_at, one.queued_at) for one in (ana, bea, waits, gone)] == before
        assert until is not None
        assert bea.offered_until == until + 5 * MINUTE, "she has as long to answer as she had"
        assert (event.cancelled_at, event.cancelled_why) == (None, "")
        the_hold_is_over()
        assert sent("called_off") == []

    def test_it_can_be_undone_when_nobody_had_booked(self, app: Flask) -> None:
        event = an_event()
        assert cancel(event) == 0
        undo(the_move())
        assert event.cancelled_at is None

    def test_a_booking_of_an_earlier_cancelling_that_was_told_stays_ended(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event)
        with db.writing():
            parties.cancel(ana, by=BY, now=TODAY)
        cancel(event, TODAY + MINUTE)
        undo(the_move(), TODAY + 2 * MINUTE)
        assert ana.status == "cancelled"

    def test_seats_that_were_given_meanwhile_stay_and_who_lost_them_is_first_in_line(
        self, app: Flask
    ) -> None:
        event = an_event(seats=2)
        ana, bea = a_booking(event), a_booking(event, now=TODAY + MINUTE)
        waits = a_booking(event, now=TODAY + MINUTE)
        cancel(event, TODAY + 2 * MINUTE)
        new = a_booking(an_event())
        with db.writing():
            row = db.lock(new)
            row.event_id, row.seated_at = event.id, TODAY + 3 * MINUTE
        said = undo(the_move(), TODAY + 4 * MINUTE)
        assert (ana.status, new.status, bea.status) == ("going", "going", "waitlisted")
        assert queries.waiting_line(event) == [bea, waits]
        assert bea.name in said
        assert queries.seating(event).over == 0

    def test_canceled_while_a_move_is_held_they_read_one_mail_with_what_they_know(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        cancel(event, TODAY + MINUTE)
        tasks.tell(TODAY + 10 * MINUTE)
        assert sent() == [], "the move waits for what becomes of the event"
        the_hold_is_over()
        (mail,) = sent("called_off")
        assert "It was to be on Monday, November 30, noon to 2 p.m., Pilsen Hall." in mail.text
        assert sent() == []

    def test_a_move_is_told_after_all_when_the_cancelling_is_undone(self, app: Flask) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        change(event, place="Loft")
        cancel(event, TODAY + MINUTE)
        move, off = held()
        with pytest.raises(Refused, match="Undo that first"):
            undo(move, TODAY + 2 * MINUTE)
        undo(off, TODAY + 2 * MINUTE)
        the_hold_is_over()
        assert (len(sent()), sent("called_off")) == (1, [])

    def test_hundreds_of_bookings_come_back_in_a_few_statements(self, app: Flask) -> None:
        from tests.factories import a_crowd
        from tests.statements import counted

        event = an_event(seats=400)
        a_crowd(event, 300)
        cancel(event)
        telling = the_move()
        with counted() as statements:
            undo(telling)
        assert len(statements) < 40
        assert queries.seating(event).taken == 300

    def test_canceled_again_after_an_undo_they_are_told_once(self, app: Flask) -> None:
        event = an_event()
        ana = a_booking(event)
        cancel(event)
        undo(the_move(), TODAY + MINUTE)
        cancel(event, TODAY + 2 * MINUTE)
        the_hold_is_over()
        assert len(sent("called_off")) == 1
        assert (ana.cancelled_by, ana.cancelled_at) == (EVENT, TODAY + 2 * MINUTE)


class TestPages:
    def test_a_save_that_tells_others_shows_what_leaves_and_the_event_has_a_banner(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table", place="Pilsen Hall")
        ana = a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        assert page.h1 == "New date or place: Long Table"
        assert "Before it leaves, at 12:10 p.m." in page.main
        assert "One person will get it" in page.main
        assert ana.name in page.main
        assert "(her personal link)" in page.main, "nobody’s own link stands on it"
        assert ana.token not in page.html
        event_page = client.get(f"/office/events/{event.slug}")
        assert "One person will be told in 10 minutes, at 12:10 p.m." in event_page.main
        assert "New date or place: Long Table" in client.get("/office/").main
        page = event_page.form("undo").press("Undo")
        assert page.h1 == "Long Table"
        assert "Undone. Nobody was told." in page.text
        assert db.session.get_one(Event, event.id).place == "Pilsen Hall"

    def test_what_begins_soon_offers_to_send_now_first(self, app: Flask, client: Browser) -> None:
        event = an_event(starts_at=TODAY + 40 * MINUTE, place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        buttons = page.all("main header form button")
        assert buttons == ["Send now", "Undo", "Send me one first"]
        page = page.form("now").press("Send now")
        assert "It is on its way." in page.text
        tasks.tell(TODAY)
        assert len(sent()) == 1

    def test_what_is_not_soon_offers_the_undo_first(self, app: Flask, client: Browser) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        assert page.all("main header form button") == ["Undo", "Send now", "Send me one first"]

    def test_send_me_one_first_mails_it_to_me_without_anybodys_link(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table", place="Pilsen Hall")
        ana = a_booking(event)
        lead = sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        page = page.form("sample").press()
        assert "on its way to" in page.text
        mail = db.session.scalars(select(Mail).where(Mail.kind == "mail.sample")).one()
        assert mail.to_address == lead.email
        assert mail.subject == "To look at: Another time or place: Long Table"
        assert f"Dear {ana.name}," in mail.text
        assert (mail.places, mail.enclosures) == ({}, [])
        assert sent() == []

    def test_an_undo_that_comes_too_late_is_said_kindly(
        self, app: Flask, client: Browser, clock: MovableClock
    ) -> None:
        event = an_event(place="Pilsen Hall")
        a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(place="Loft").press("Save")
        form = page.form("undo")
        clock.forward(minutes=11)
        tasks.tell(clock.now())
        page = form.press("Undo")
        assert page.status == 422
        assert "have left already" in page.main
        assert "One person was told." in page.main

    def test_canceling_shows_how_it_reads_and_can_be_undone(self, app: Flask, client: Browser) -> None:
        event = an_event("Long Table")
        ana = a_booking(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/cancel").form("/cancel").fill(why="No heat.").press()
        assert page.h1 == "Canceled: Long Table"
        assert "No heat." in page.main
        page = page.form("undo").press("Undo")
        assert "Undone. Nobody was told." in page.text
        assert db.session.get_one(Rsvp, ana.id).going

    def test_a_message_is_shown_first_and_two_presses_of_send_are_one(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Long Table")
        ana, bea = a_booking(event), a_booking(event)
        with db.writing():
            persons.note_death(db.lock(bea.person), now=TODAY)
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="Bring a dish", text="And a friend.").press()
        assert page.h1 == "Before it leaves: “Bring a dish”"
        assert "One person will get it" in page.main
        assert f"{bea.name} has died" in page.main
        assert f"Dear {ana.name}" in page.main
        assert held() == [], "nothing is sent by looking at it"
        form = page.form("/message")
        form.press("Send")
        again = form.press("Send")
        assert "This message was sent already." in again.text
        assert len(held()) == 1
        the_hold_is_over()
        assert [mail.to_address for mail in sent("message")] == [ana.email]

    def test_a_message_can_be_mailed_to_oneself_first_and_changed(self, app: Flask, client: Browser) -> None:
        event = an_event()
        a_booking(event)
        lead = sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="Bring a dish", text="And a friend.").press()
        page = page.form("/message").press("Send me one first")
        assert f"One is on its way to {lead.email}." in page.text
        page = page.form("/message").press("Change it")
        assert page.form("/message")["text"] == "And a friend."
        assert held() == []

    def test_a_message_to_an_event_that_is_soon_can_leave_without_waiting(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event(starts_at=TODAY + 40 * MINUTE)
        a_booking(event)
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/message").form("/message")
        page = form.fill(subject="The door", text="Use the side door.").press()
        assert page.all("main form button")[:2] == ["Send now", "Send in ten minutes"]
        page.form("/message").press("Send now")
        tasks.tell(TODAY)
        assert len(sent("message")) == 1

    def test_a_message_that_was_undone_is_not_sent_by_pressing_send_again(self, app: Flask) -> None:
        event = an_event()
        a_booking(event)
        words = {"to": "coming", "subject": "One", "text": "Two", "nonce": "nonce-one"}
        for expected in (1, 0):
            with db.writing():
                assert messages.send(db.lock(event), **words, by=BY, now=TODAY) == expected
            if expected:
                undo(the_move())
        the_hold_is_over()
        assert sent("message") == []


class TestADateInThePast:
    def test_it_asks_first_and_takes_it_with_the_tick(self, app: Flask, client: Browser) -> None:
        event = an_event()
        a_booking(event)
        sign_in(client, "events")
        begins, ends = "2026-11-20T18:00", "2026-11-20T20:00"
        form = client.get(f"/office/events/{event.slug}/edit").form("/edit")
        page = form.fill(starts_wall=begins, ends_wall=ends).press("Save")
        assert page.status == 422
        assert "That is in the past." in page.errors["starts_wall"]
        assert db.session.get_one(Event, event.id).starts_wall != datetime.fromisoformat(begins)
        assert held() == []
        page = page.form("/edit").fill(past_is_right="y").press("Save")
        assert db.session.get_one(Event, event.id).starts_wall == datetime.fromisoformat(begins)

    def test_the_tick_counts_for_the_day_that_it_was_shown_for_alone(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event()
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/edit").form("/edit")
        page = form.fill(starts_wall="2026-11-20T18:00", ends_wall="2026-11-20T20:00").press("Save")
        form = page.form("/edit").fill(past_is_right="y", starts_wall="2026-11-19T18:00")
        assert form.press("Save").status == 422

    def test_a_past_event_can_be_edited_without_being_asked(self, app: Flask, client: Browser) -> None:
        event = an_event(starts_at=TODAY - timedelta(days=3))
        sign_in(client, "events")
        page = (
            client.get(f"/office/events/{event.slug}/edit").form("/edit").fill(story="It was.").press("Save")
        )
        assert page.h1 == event.title

    def test_a_new_event_in_the_past_asks(self, app: Flask, client: Browser) -> None:
        sign_in(client, "events")
        form = client.get("/office/events/new").form()
        page = form.fill(title="Past", starts_wall="2026-11-20T18:00", ends_wall="2026-11-20T20:00").press()
        assert page.status == 422
        assert page.form().fill(past_is_right="y").press().h1 == "Past"

    def test_publishing_one_that_has_begun_asks(self, app: Flask, client: Browser) -> None:
        event = an_event("Table", starts_at=TODAY - timedelta(hours=1), place="Loft", published_at=None)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}").form("publish").press("Publish")
        assert page.status == 422
        assert "That is in the past." in page.main
        assert db.session.get_one(Event, event.id).draft
        page.form("publish").fill(sure="y").press("Publish")
        assert not db.session.get_one(Event, event.id).draft
