"""Our password never leaves this machine in clear."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

from chapter.gateways import Gateways, smtp
from chapter.gateways.smtp import MailDeferred, Mailer
from chapter.mail import delivery
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh
from tests.proof.processes import free_port

heard: list[bytes] = []


def listen(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    """Take any password, and note it."""
    heard.append(given.password)
    return AuthResult(success=True)


@pytest.fixture
def in_clear() -> Iterator[int]:
    """A server that asks for a password and offers no encryption; its port."""
    heard.clear()
    port = free_port()
    controller = Controller(
        Server(), hostname="127.0.0.1", port=port, authenticator=listen, auth_require_tls=False
    )
    controller.start()
    yield port
    controller.stop()


def test_a_server_without_starttls_never_hears_our_password(
    in_clear: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_is_this_machine", lambda _host: False)
    with pytest.raises(MailDeferred, match="Our mail settings: ") as refused:
        Mailer("127.0.0.1", in_clear, "chapter", "kanaria").connect()
    assert "STARTTLS" in str(refused.value)
    assert heard == []


def test_on_this_machine_nobody_listens_between(in_clear: int) -> None:
    with Mailer("127.0.0.1", in_clear, "chapter", "kanaria").connect():
        assert heard == [b"kanaria"]


@pytest.mark.parametrize(
    ("host", "ours"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("10.0.0.1", False),
     ("smtp.example.test", False), ("localhost.example.test", False), ("127.0.0.1.example.test", False)],
)  # fmt: skip
def test_which_host_is_this_machine(host: str, ours: bool) -> None:
    assert smtp._is_this_machine(host) is ours


def test_the_mail_waits_and_says_that_it_is_our_fault(
    app: Flask, outside: Gateways, in_clear: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_is_this_machine", lambda _host: False)
    outside.mailer = Mailer("127.0.0.1", in_clear, "chapter", "kanaria")
    mail = a_mail()
    delivery.send_due(now=TODAY)
    mail = fresh(mail)
    assert (mail.sent_at, mail.failed_at, mail.failure.startswith(smtp.OUR_FAULT_PREFIX)) == (
        None,
        None,
        True,
    )
