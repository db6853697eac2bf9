"""What is wrong with us is tried until somebody mends it, is named as ours, and blames no address."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask
from structlog.testing import capture_logs

from chapter import db
from chapter.gateways import Gateways
from chapter.gateways.smtp import OUR_FAULT_PREFIX, Mailer
from chapter.mail import delivery, held_mails, outbox_status, suppression
from chapter.mail.models import Mail
from tests import factories
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh
from tests.proof.processes import free_port

ADDRESS = "ana@example.test"
FAULTS = {
    "sender": ("to_senders", "550 5.7.1 Not your address", "refused our sender address"),
    "login wanted": ("to_senders", "530 5.7.0 Authentication required", "does not let us in"),
    "busy": ("to_senders", "421 4.7.0 Too many connections", "takes nothing at the moment"),
    "relay": (ADDRESS, "554 5.7.1 <ana@example.test>: Relay access denied", "passes on no mail of ours"),
    "relaying": (ADDRESS, "550 relaying denied", "passes on no mail of ours"),
}


def answering(server: Server, where: str, answer: str) -> None:
    if where == ADDRESS:
        server.answers[where] = answer
    else:
        setattr(server, where, answer)


@pytest.fixture
def closed_door() -> Iterator[int]:
    """A server that takes nobody's password."""
    server = Controller(
        Server(), hostname="127.0.0.1", port=free_port(), auth_require_tls=False,
        authenticator=lambda *_args: AuthResult(success=False, handled=False),
    )  # fmt: skip
    server.start()
    yield server.port
    server.stop()


@pytest.mark.parametrize(("where", "answer", "said"), FAULTS.values(), ids=FAULTS)
def test_what_the_server_has_against_us_fails_no_mail_and_blames_no_address(
    server: Server, where: str, answer: str, said: str
) -> None:
    answering(server, where, answer)
    mail, now = a_mail(), TODAY
    for _ in range(14):
        delivery.send_due(now=now)
        mail = fresh(mail)
        assert (mail.failed_at, mail.sent_at) == (None, None)
        assert now < mail.due_at <= now + timedelta(minutes=16)
        now = mail.due_at + timedelta(seconds=1)
    assert mail.failure.startswith(OUR_FAULT_PREFIX)
    assert said in mail.failure
    assert answer.split(" ", 2)[2] in mail.failure
    assert suppression.suppressed([ADDRESS]) == {}
    assert mail.waits_since == TODAY
    server.answers.clear()
    server.to_senders = ""
    delivery.send_due(now=now)
    assert fresh(mail).sent_at is not None


def test_a_server_that_is_away_for_a_week_loses_no_mail(
    app: Flask, outside: Gateways, server: Server
) -> None:
    there, outside.mailer = outside.mailer, Mailer("127.0.0.1", free_port())
    mail, now = a_mail(), TODAY
    for _ in range(20):
        delivery.send_due(now=now)
        now += timedelta(hours=9)
    assert fresh(mail).failed_at is None
    assert "can’t be reached" in fresh(mail).failure
    outside.mailer = there
    delivery.send_due(now=now)
    assert [str(one["Subject"]) for one in server.mails] == ["Hello"]


def test_tries_that_failed_by_our_fault_are_none_of_the_reader_s_twelve(
    app: Flask, outside: Gateways, server: Server
) -> None:
    there, outside.mailer = outside.mailer, Mailer("127.0.0.1", free_port())
    mail, now = a_mail(), TODAY
    for _ in range(14):
        delivery.send_due(now=now)
        now += timedelta(hours=1)
    outside.mailer = there
    server.answers[ADDRESS] = "451 4.7.1 Greylisted, try again in five minutes"
    for tried, wait in enumerate(delivery.RETRY_WAITS[:3], 1):
        delivery.send_due(now=now)
        mail = fresh(mail)
        assert (mail.failed_at, mail.attempts) == (None, tried)
        assert now + wait <= mail.due_at < now + wait + timedelta(seconds=10)
        now = mail.due_at
    server.answers.clear()
    delivery.send_due(now=now)
    assert fresh(mail).sent_at is not None


def test_a_fault_of_ours_between_two_tries_of_the_reader_s_takes_none_and_adds_none(server: Server) -> None:
    server.answers[ADDRESS] = "451 4.7.1 Later"
    mail, now = a_mail(), TODAY
    for _ in range(len(delivery.RETRY_WAITS)):
        delivery.send_due(now=now)
        now = fresh(mail).due_at
    server.to_senders = "421 4.7.0 Too many connections"
    for _ in range(3):
        delivery.send_due(now=now)
        now = fresh(mail).due_at
    assert (fresh(mail).attempts, fresh(mail).failed_at) == (len(delivery.RETRY_WAITS), None)
    server.to_senders = ""
    delivery.send_due(now=now)
    assert fresh(mail).failed_at is not None


def test_what_waits_for_us_by_a_wrong_clock_waits_till_it_is_due_once_the_clock_is_right(
    app: Flask, outside: Gateways
) -> None:
    outside.mailer = Mailer("127.0.0.1", free_port())
    receipt = a_mail()
    delivery.send_due(now=TODAY)
    far = TODAY + timedelta(days=300)
    reminder = a_mail(due=far)
    delivery.send_due(now=far)
    assert fresh(receipt).due_at > far < fresh(reminder).due_at
    now = TODAY + timedelta(hours=1)
    with db.writing():
        held_mails.correct_times(now=now)
    assert (fresh(receipt).due_at, fresh(reminder).due_at) == (now, far)


def test_a_password_that_is_not_taken_is_ours(app: Flask, outside: Gateways, closed_door: int) -> None:
    outside.mailer = Mailer("127.0.0.1", closed_door, "chapter", "kanaria")
    mail = a_mail()
    delivery.send_due(now=TODAY)
    failure = fresh(mail).failure
    assert failure.startswith(f"{OUR_FAULT_PREFIX}the mail server does not let us in.")
    assert "kanaria" not in failure
    assert fresh(mail).failed_at is None


@pytest.mark.parametrize(
    ("host", "user", "password"),
    [("127.0.0.1", "chapter", "kanária"), ("127.0.0.1", "chäpter", "kanaria"),
     ("mail..example.test", "chapter", "kanaria"), (f"{'m' * 64}.example.test", "chapter", "kanaria")],
)  # fmt: skip
def test_what_can_t_be_asked_of_any_server_is_ours_and_shows_no_password(
    app: Flask, outside: Gateways, closed_door: int, host: str, user: str, password: str
) -> None:
    outside.mailer = Mailer(host, closed_door, user, password)
    mail = a_mail()
    with capture_logs() as lines:
        assert delivery.send_due(now=TODAY) == 1
    mail = fresh(mail)
    assert (mail.failed_at, mail.leased_until) == (None, None)
    assert mail.failure.startswith(
        f"{OUR_FAULT_PREFIX}no server can be asked with the host, user name or password"
    )
    assert "kan" not in f"{mail.failure}{lines}"
    found = outbox_status.trouble(TODAY + timedelta(minutes=5))
    assert found is not None
    assert found.said == mail.failure


def test_an_error_of_this_program_on_the_way_to_the_server_is_told_and_logged(
    app: Flask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_mailer: Mailer) -> None:
        raise LookupError("nothing here")

    monkeypatch.setattr(Mailer, "_reached", broken)
    mail = a_mail()
    with capture_logs() as lines:
        delivery.send_due(now=TODAY)
    assert fresh(mail).failure.startswith(
        f"{OUR_FAULT_PREFIX}an error in this program keeps it from reaching 127.0.0.1."
    )
    assert [line["event"] for line in lines] == ["mail_server_not_asked", "mail_not_sent"]


def test_a_server_of_another_kind_of_encryption_is_ours(
    app: Flask, outside: Gateways, server: Server
) -> None:
    outside.mailer = Mailer("127.0.0.1", server.port, tls=True)
    mail = a_mail()
    delivery.send_due(now=TODAY)
    assert "could not be encrypted" in fresh(mail).failure
    assert fresh(mail).failed_at is None


def test_a_mail_whose_words_are_refused_is_tried_again_and_its_address_is_not_to_blame(
    server: Server,
) -> None:
    server.to_texts = "554 5.7.1 Looks like spam"
    mail = a_mail()
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is None
    assert "not its address" in mail.failure
    assert suppression.suppressed([ADDRESS]) == {}


def test_a_rule_against_us_at_the_reader_s_server_is_not_the_reader_s_fault(server: Server) -> None:
    server.answers[ADDRESS] = "550 5.7.1 Blocked by a list of senders"
    mail = a_mail()
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is None
    assert "says nothing against the address" in mail.failure
    assert outbox_status.trouble(TODAY + timedelta(hours=1)) is None


@pytest.mark.parametrize("sender", ["hello", "Our Chapter <hello@chapter.test>"])
def test_a_sender_that_is_no_address_fails_no_mail_for_good(
    app: Flask, server: Server, monkeypatch: pytest.MonkeyPatch, sender: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", sender)
    mail = a_mail()
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert (mail.failed_at, mail.failure.startswith(OUR_FAULT_PREFIX), "MAIL_FROM" in mail.failure) == (
        None,
        True,
        True,
    )


def test_an_address_for_replies_that_is_none_is_ours(app: Flask, server: Server) -> None:
    factories.the_chapter(reply_to="nobody")
    mail = a_mail()
    delivery.send_due(now=TODAY)
    assert "Correct the reply address" in fresh(mail).failure
    assert fresh(mail).failed_at is None


def test_of_many_mails_one_is_tried_while_nothing_leaves_and_none_loses_a_try(
    app: Flask, outside: Gateways
) -> None:
    outside.mailer = Mailer("127.0.0.1", free_port())
    for number in range(120):
        a_mail(subject=f"Number {number}")
    with capture_logs() as lines:
        assert delivery.send_due(now=TODAY) == 50
        assert delivery.send_due(now=TODAY + timedelta(seconds=30)) == 0
    tried = [line for line in lines if line["event"] == "mail_not_sent"]
    assert len(tried) == 1
    mails = db.session.query(Mail).all()
    assert {mail.attempts for mail in mails} == {0}
    assert {mail.waits_since for mail in mails} == {TODAY}
    assert all(mail.failure.startswith(OUR_FAULT_PREFIX) for mail in mails)


def test_each_try_that_failed_is_a_line_of_the_log_without_an_address(server: Server) -> None:
    server.answers[ADDRESS] = "451 4.7.1 Later"
    mail = a_mail()
    with capture_logs() as lines:
        delivery.send_due(now=TODAY)
    (line,) = [line for line in lines if line["event"] == "mail_not_sent"]
    assert line["log_level"] == "warning"
    assert (line["mail"], line["mail_kind"], line["attempts"]) == (mail.id, "events.message", 1)
    assert line["reason"] == "451 4.7.1 Later"
    assert ADDRESS not in str(line)
