"""How many mails a second the outbox hands to a local server."""

import time
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import select

import config
from bench.table import Row
from chapter import create_app, db
from chapter.events import emails
from chapter.events.models import Rsvp
from chapter.mail import delivery
from chapter.mail import rules as mail
from tests.proof.stage import free_port

MAILS = 500


class Sink:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
        """Take one mail."""
        self.taken += 1
        return "250 taken"


def rows(settings: dict[str, str]) -> list[Row]:
    """Queue confirmations with their enclosures, then let the sweep hand them over."""
    sink, port = Sink(), free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        app = create_app(config.load({**settings, "MAIL_URL": f"smtp://127.0.0.1:{port}"}))
        with app.app_context():
            _queue()
            began = time.perf_counter()
            while delivery.sweep(now=datetime.now(UTC)):
                pass
            seconds = time.perf_counter() - began
    finally:
        server.stop()
    rate = sink.taken / seconds
    detail = f"{sink.taken} mails with calendar file and ticket"
    return [Row("Outbox to a local server", round(rate), "mails/s", "at least 200", rate >= 200, detail)]


def _queue() -> None:
    now = datetime.now(UTC)
    with db.writing():
        bookings = list(db.session.scalars(select(Rsvp).where(Rsvp.seated_at.is_not(None)).limit(MAILS)))
        for number in range(MAILS):
            rsvp = bookings[number % len(bookings)]
            mail.queue(emails.found(rsvp), to=(rsvp.name, rsvp.email), now=now)
