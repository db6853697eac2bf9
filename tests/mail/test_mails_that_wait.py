"""Mails that wait: without a server, for a test mail, as /readyz tells it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from chapter import db
from chapter.gateways import Gateways
from chapter.mail import delivery, outbox_status, rules
from chapter.mail.models import TRIAL
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh

ADDRESS = "ana@example.test"


def test_without_a_server_in_production_mails_wait_and_leave_once_there_is_one(
    app: Flask, outside: Gateways, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, outside.mailer = outside.mailer, None
    monkeypatch.setitem(app.config, "CHAPTER_ENV", "production")
    mail = a_mail()
    assert delivery.send_due(now=TODAY) == 0
    assert (fresh(mail).sent_at, fresh(mail).attempts) == (None, 0)
    assert outbox_status.readiness(TODAY) == {"waiting": 1, "oldest_seconds": 0, "set_up": False}
    outside.mailer = there
    delivery.send_due(now=TODAY + timedelta(hours=1))
    assert fresh(mail).sent_at is not None


@pytest.mark.parametrize("kind", ["demo", "test"])
def test_the_demo_keeps_its_mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setitem(app.config, "CHAPTER_ENV", kind)
    mail = a_mail()
    delivery.send_due(now=TODAY)
    assert fresh(mail).sent_at == TODAY
    assert outbox_status.trouble(TODAY + timedelta(hours=1)) is None


def test_a_test_mail_that_leaves_wakes_what_waited_for_us(server: Server) -> None:
    waits = a_mail()
    server.to_senders = "550 5.7.1 Not your address"
    delivery.send_due(now=TODAY)
    server.to_senders = ""
    now = TODAY + timedelta(seconds=20)
    with db.writing():
        rules.queue(
            rules.Letter("events.message", "A test", "Hello.\n", urgency=TRIAL), to=("", ADDRESS), now=now
        )
    delivery.send_due(now=now)
    delivery.send_due(now=now + timedelta(seconds=1))
    assert [str(one["Subject"]) for one in server.mails] == ["A test", "Hello"]
    assert fresh(waits).sent_at is not None


def ready(client: Browser) -> Any:
    return client.get("/readyz").json["mail"]


def test_readyz_tells_how_many_mails_wait_and_how_long(
    client: Browser, clock: MovableClock, server: Server
) -> None:
    assert ready(client) == {"waiting": 0, "oldest_seconds": 0, "set_up": True}
    a_mail()
    a_mail(due=TODAY + timedelta(days=1))
    clock.forward(minutes=5)
    assert ready(client) == {"waiting": 1, "oldest_seconds": 300, "set_up": True}
    server.answers[ADDRESS] = "451 Later"
    delivery.send_due(now=clock.now())
    clock.forward(minutes=1)
    assert ready(client) == {"waiting": 1, "oldest_seconds": 360, "set_up": True}
