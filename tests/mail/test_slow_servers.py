"""However slowly a server answers, a worker is done with a mail before another may take it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest
from flask import Flask

from chapter import db
from chapter.gateways import Gateways, smtp, smtp_deadline
from chapter.gateways.smtp import MailDeferred, Mailer, MailServerUnavailable
from chapter.mail import delivery, mime_messages
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh
from tests.races import beside

STEP = 1.6
"""How long a slow server takes for each step of five (greeting, MAIL, RCPT, DATA, text), in seconds."""


class Slow(ThreadingTCPServer):
    """A server that takes every mail, ``step`` seconds later each time; or one that never ends to greet."""

    daemon_threads = True
    taken = 0
    step = STEP
    drips = False


class Conversation(StreamRequestHandler):
    """One of its lines."""

    server: Slow

    def handle(self) -> None:
        """Greet, and answer until it is over."""
        try:
            self.converse()
        except OSError:
            return

    def converse(self) -> None:
        """Take what is said, line by line."""
        if self.server.drips:
            self.drip()
        self.say(b"220 here")
        while line := self.rfile.readline():
            if line.lower().startswith(b"data"):
                self.say(b"354 go on")
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.server.taken += 1
            self.say(b"250 fine", at_once=line.lower().startswith((b"ehlo", b"rset")))

    def say(self, answer: bytes, *, at_once: bool = False) -> None:
        """Answer, after a while."""
        time.sleep(0 if at_once else self.server.step)
        self.wfile.write(answer + b"\r\n")

    def drip(self) -> None:
        """Never come to an end, and never be silent for long."""
        while True:
            self.wfile.write(b"220-here\r\n")
            time.sleep(0.05)


@pytest.fixture
def slow() -> Iterator[Slow]:
    """A slow server of this machine."""
    with Slow(("127.0.0.1", 0), Conversation) as server:
        serving = partial(server.serve_forever, poll_interval=0.02)
        with beside(serving, end=server.shutdown):
            yield server


@contextmanager
def shortened(monkeypatch: pytest.MonkeyPatch, conversation: float) -> Iterator[None]:
    """A lease of six seconds, and everything else as much shorter."""
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "LEASE", timedelta(seconds=6))
        patch.setattr(delivery, "ENOUGH_LEASE_SECONDS", 0.5)
        patch.setattr(smtp, "CONVERSATION_SECONDS", conversation)
        yield


def swept_by_two(app: Flask) -> None:
    """One worker begins; another looks again and again for what is due, until the first is done."""
    began = time.monotonic()

    def first() -> None:
        with app.app_context():
            delivery.send_due(now=TODAY)
            db.session.remove()

    with beside(first) as done:
        time.sleep(0.1)
        while not done.done():
            delivery.send_due(now=TODAY + timedelta(seconds=time.monotonic() - began))
            time.sleep(0.02)
    db.session.remove()


def test_longer_than_the_lease_no_mail_is_in_hand() -> None:
    longest = delivery.ENOUGH_LEASE_SECONDS + 2 * smtp.CONVERSATION_SECONDS
    assert longest <= delivery.LEASE.total_seconds() - 10


def test_a_slow_server_gets_no_mail_from_two_workers(
    app: Flask, outside: Gateways, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.mailer = Mailer("127.0.0.1", slow.server_address[1])
    mail = a_mail()
    db.session.remove()
    with shortened(monkeypatch, conversation=1):
        swept_by_two(app)
    assert slow.taken == 0
    assert smtp_deadline.TOO_SLOW in fresh(mail).failure
    assert (fresh(mail).failed_at, fresh(mail).leased_until) == (None, None)
    slow.step = 0
    delivery.send_due(now=TODAY + timedelta(hours=1))
    assert (slow.taken, fresh(mail).sent_at is not None) == (1, True)


def test_without_the_deadline_two_workers_send_it_twice(
    app: Flask, outside: Gateways, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.mailer = Mailer("127.0.0.1", slow.server_address[1])
    a_mail()
    db.session.remove()
    with shortened(monkeypatch, conversation=60):
        swept_by_two(app)
    assert slow.taken == 2


def test_a_server_that_greets_without_end_is_left(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    slow.drips = True
    monkeypatch.setattr(smtp, "CONVERSATION_SECONDS", 0.4)
    began = time.monotonic()
    with pytest.raises(MailServerUnavailable, match=smtp_deadline.TOO_SLOW):
        Mailer("127.0.0.1", slow.server_address[1]).connect()
    assert time.monotonic() - began < 5


def test_each_mail_on_a_line_has_its_own_time(
    server: Server, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    message = mime_messages.build_message(a_mail())
    addresses: dict[str, Any] = {"sender": "hello@chapter.test", "to": "ana@example.test"}
    monkeypatch.setattr(smtp, "CONVERSATION_SECONDS", 2)
    with Mailer("127.0.0.1", server.port).connect() as line:
        for _ in range(3):
            time.sleep(0.8)
            line.send(message, **addresses)
        monkeypatch.setattr(smtp, "CONVERSATION_SECONDS", 0)
        with pytest.raises(MailDeferred, match=smtp_deadline.TOO_SLOW):
            line.send(message, **addresses)
    assert len(server.mails) == 3
