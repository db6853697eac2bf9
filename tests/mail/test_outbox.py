"""The outbox: what is written with its cause leaves once, later, or never, and says why."""

import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from chapter import db
from chapter.mail import delivery, gate, retention, rules, suppression
from chapter.mail.delivery_log import DeliveryLog
from chapter.mail.models import BULK, Mail, Suppression
from chapter.mail.rules import Letter
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh
from tests.races import at_once


def sent_subjects(server: Server) -> list[str]:
    return [str(mail["Subject"]) for mail in server.mails]


def test_a_mail_that_is_due_is_handed_over_once(server: Server) -> None:
    mail = a_mail()
    assert delivery.send_due(now=TODAY) == 1
    assert delivery.send_due(now=TODAY + timedelta(hours=1)) == 0
    assert sent_subjects(server) == ["Hello"]
    mail = fresh(mail)
    assert mail.sent_at is not None
    assert mail.leased_until is None


def test_a_mail_that_is_not_due_yet_waits(server: Server) -> None:
    a_mail(due=TODAY + timedelta(hours=3))
    assert delivery.send_due(now=TODAY) == 0
    assert delivery.send_due(now=TODAY + timedelta(hours=3)) == 1


def test_what_was_rolled_back_is_not_mailed(server: Server) -> None:
    def refused() -> None:
        with db.writing():
            rules.queue(
                Letter("events.message", "Hello", "Hello."), to=("Ana", "ana@example.test"), now=TODAY
            )
            raise RuntimeError("the rule said no")

    with pytest.raises(RuntimeError):
        refused()
    assert delivery.send_due(now=TODAY) == 0
    assert server.mails == []


def test_what_somebody_waits_for_goes_before_what_goes_to_many(server: Server) -> None:
    a_mail(subject="To many", urgency=BULK, now=TODAY - timedelta(hours=1))
    a_mail(subject="Second", now=TODAY)
    a_mail(subject="First", now=TODAY - timedelta(minutes=1))
    delivery.send_due(now=TODAY)
    assert sent_subjects(server) == ["First", "Second", "To many"]


def test_a_batch_goes_over_one_connection(server: Server) -> None:
    for number in range(20):
        a_mail(subject=f"Number {number}")
    assert delivery.send_due(now=TODAY) == 20
    assert server.lines == 1


def test_a_mail_that_was_withdrawn_stays(server: Server) -> None:
    mail = a_mail()
    with db.writing():
        mail.withdrawn_at = TODAY
    assert delivery.send_due(now=TODAY) == 0


def test_an_address_that_the_server_refuses_fails_for_good_with_the_server_s_words(server: Server) -> None:
    server.answers["nobody@example.test"] = "550 5.1.1 No such mailbox here"
    mail = a_mail(to="nobody@example.test")
    other = a_mail(subject="The next one")
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is not None
    assert mail.failure == "550 5.1.1 No such mailbox here"
    assert mail.sent_at is None
    assert fresh(other).sent_at is not None


def test_a_server_that_says_later_is_asked_again_later(server: Server) -> None:
    server.answers["ana@example.test"] = "451 4.7.1 Come back in a minute"
    mail = a_mail()
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is None
    assert mail.failure == "451 4.7.1 Come back in a minute"
    assert timedelta(minutes=1) <= mail.due_at - TODAY < timedelta(minutes=2)
    server.answers.clear()
    assert delivery.send_due(now=TODAY + timedelta(seconds=30)) == 0
    assert delivery.send_due(now=TODAY + timedelta(minutes=2)) == 1
    mail = fresh(mail)
    assert mail.sent_at is not None
    assert mail.failure == ""


def test_the_waits_grow_and_after_twelve_tries_in_about_three_days_it_has_failed(server: Server) -> None:
    server.answers["ana@example.test"] = "451 4.7.1 Come back later"
    mail, now, tries = a_mail(), TODAY, 0
    while mail.failed_at is None:
        assert delivery.send_due(now=now) == 1
        tries += 1
        mail = fresh(mail)
        now = max(mail.due_at, now) + timedelta(seconds=1)
    assert tries == 12
    assert timedelta(days=2.5) < mail.failed_at - TODAY < timedelta(days=3.5)
    assert mail.failure == "451 4.7.1 Come back later"


def test_a_mail_that_failed_is_sent_again_when_staff_say_so(server: Server) -> None:
    server.answers["ana@example.test"] = "550 No such mailbox"
    mail = a_mail()
    delivery.send_due(now=TODAY)
    server.answers.clear()
    with db.writing():
        rules.send_again(fresh(mail), to=mail.to_address, now=TODAY)
    delivery.send_due(now=TODAY)
    assert fresh(mail).sent_at is not None


def test_while_it_can_t_be_noted_that_a_mail_left_no_further_one_leaves(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_notes: object) -> None:
        raise OSError("no space left on device")

    def note_and_wait(notes: DeliveryLog, mail_id: int, **values: object) -> None:
        note(notes, mail_id, **values)
        while notes._trouble is None:
            time.sleep(0.001)

    note = DeliveryLog.note
    handed_over, kept = a_mail(), a_mail(subject="The next one", now=TODAY + timedelta(seconds=1))
    monkeypatch.setattr(delivery, "_keep_notes", full)
    monkeypatch.setattr(DeliveryLog, "note", note_and_wait)
    with pytest.raises(OSError, match="no space"):
        delivery.send_due(now=TODAY + timedelta(seconds=1))
    assert sent_subjects(server) == ["Hello"]
    assert fresh(handed_over).leased_until is not None
    assert fresh(kept).leased_until is None


def test_a_worker_killed_after_sending_leaves_a_lease_and_the_mail_goes_again_alike(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = a_mail()

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(DeliveryLog, "note", killed)
        patch.setattr(delivery._Batch, "_give_back", lambda *_args: None)
        with pytest.raises(KeyboardInterrupt):
            delivery.send_due(now=TODAY)
    assert fresh(mail).sent_at is None
    assert delivery.send_due(now=TODAY + timedelta(seconds=119)) == 0
    assert delivery.send_due(now=TODAY + timedelta(seconds=121)) == 1
    assert fresh(mail).sent_at is not None
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_two_workers_never_take_the_same_mail(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        a_mail(subject=f"Number {number}")
    sending = delivery._Batch.send

    def another_sweeps_meanwhile(batch: Any, mails: list[Mail]) -> None:
        monkeypatch.setattr(delivery._Batch, "send", sending)
        assert delivery.send_due(now=TODAY) == 0
        sending(batch, mails)

    monkeypatch.setattr(delivery._Batch, "send", another_sweeps_meanwhile)
    assert delivery.send_due(now=TODAY) == 10
    assert sorted(sent_subjects(server)) == sorted(f"Number {number}" for number in range(10))


def test_what_a_slow_server_leaves_goes_back_into_the_outbox(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ENOUGH_LEASE_SECONDS", -1)
    mail = a_mail()
    delivery.send_due(now=TODAY)
    assert server.mails == []
    mail = fresh(mail)
    assert (mail.leased_until, mail.attempts) == (None, 0)


def test_a_blocked_address_is_not_written_to_whatever_its_case(server: Server) -> None:
    mail = a_mail(to="Ana@Example.test")
    with db.writing():
        hashed = suppression.address_hash("ana@example.test")
        db.session.add(Suppression(address_hash=hashed, why="bounced", at=TODAY))
    delivery.send_due(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == gate.BOUNCED.why


def test_a_mail_that_can_t_be_made_does_not_hold_up_the_others(server: Server) -> None:
    with db.writing():
        places = {"gone": ("nobody.knows", 1)}
        letter = Letter(
            "events.message", "Broken", f"[Look]({rules.placeholder('gone')})", placeholders=places
        )
        broken = rules.queue(letter, to=("Ana", "ana@example.test"), now=TODAY)
    a_mail(subject="Whole")
    delivery.send_due(now=TODAY)
    assert sent_subjects(server) == ["Whole"]
    broken = fresh(broken)
    assert broken.failure == f"{delivery.NOT_MADE} (KeyError)"
    assert broken.failed_at is None


def test_without_a_server_mails_are_kept_and_count_as_sent(app: Flask) -> None:
    mail = a_mail()
    assert delivery.send_due(now=TODAY) == 1
    mail = fresh(mail)
    assert mail.sent_at == TODAY
    assert mail.attempts == 0


def test_the_words_of_a_mail_are_blanked_after_thirty_days_and_the_row_stays(server: Server) -> None:
    mail = a_mail()
    delivery.send_due(now=TODAY)
    with db.writing():
        assert retention.blank_old(now=TODAY + timedelta(days=29)) == 0
        assert retention.blank_old(now=TODAY + timedelta(days=31)) == 1
        assert retention.blank_old(now=TODAY + timedelta(days=31)) == 0
    mail = fresh(mail)
    assert mail.text == ""
    assert mail.subject == "Hello"


def test_the_words_of_a_mail_that_was_taken_back_are_blanked_likewise(app: Flask) -> None:
    mail = a_mail()
    with db.writing():
        db.session.execute(update(Mail).values(withdrawn_at=TODAY))
        assert retention.blank_old(now=TODAY + timedelta(days=29)) == 0
        assert retention.blank_old(now=TODAY + timedelta(days=31)) == 1
    assert (fresh(mail).text, fresh(mail).sent_at) == ("", None)


def test_three_workers_at_once_send_each_mail_once(app: Flask, server: Server) -> None:
    for number in range(60):
        a_mail(subject=f"Number {number}")

    def work() -> None:
        while delivery.send_due(now=TODAY):
            pass

    at_once(app, *[work] * 3)
    assert sorted(sent_subjects(server)) == sorted(f"Number {number}" for number in range(60))
    assert db.session.scalar(select(func.count()).where(Mail.sent_at.is_(None))) == 0
