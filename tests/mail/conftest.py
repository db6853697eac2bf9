"""A mail server of this machine, and letters to send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from chapter import db
from chapter.gateways import Gateways
from chapter.gateways.smtp import Mailer
from chapter.mail import rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from tests.factories import TODAY
from tests.proof.processes import free_port


@dataclass
class Server:
    """Takes every mail, unless told what to answer instead: by recipient, to every sender, to every text."""

    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    lines: int = 0
    to_senders: str = ""
    to_texts: str = ""

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take the sender, or not."""
        if self.to_senders:
            return self.to_senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take the recipient, or not."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep one mail."""
        if self.to_texts:
            return self.to_texts
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"


def a_mail(text: str = "Dear Ana,\n\nHello.\n", *, to: str = "ana@example.test", **more: Any) -> Mail:
    """A mail in the outbox."""
    name = more.pop("name", "Ana")
    subject, urgency = more.pop("subject", "Hello"), more.pop("urgency", 0)
    with db.writing():
        return rules.queue(
            Letter("events.message", subject, text, urgency=urgency),
            to=(name, to),
            now=more.pop("now", TODAY),
            **more,
        )


def fresh(mail: Mail) -> Mail:
    """The row as it is now."""
    db.session.expire_all()
    return db.session.get_one(Mail, mail.id)


@pytest.fixture
def server(outside: Gateways, app: Any) -> Iterator[Server]:
    """The mail server of this machine, to which the application sends."""
    sink = Server()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    outside.mailer = Mailer("127.0.0.1", sink.port)
    yield sink
    controller.stop()
