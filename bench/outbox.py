"""How many mails a second the outbox hands to a local server."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import func, select, update

import config
from bench.processes import HERE
from bench.results import Row
from chapter import create_app, db
from chapter.bookings import emails
from chapter.bookings.models import Rsvp
from chapter.mail import delivery
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from tests.proof.processes import free_port

MAILS = 500


def rows(settings: dict[str, str]) -> list[Row]:
    """Queue confirmations with their attachments, then let the sweep hand them over."""
    with sink() as port:
        app = create_app(config.load({**settings, "MAIL_URL": f"smtp://127.0.0.1:{port}"}))
        with app.app_context():
            queue(MAILS)
            began, cpu, now = time.perf_counter(), time.process_time(), datetime.now(UTC)
            while delivery.send_due(now=datetime.now(UTC)):
                pass
            seconds, used = time.perf_counter() - began, time.process_time() - cpu
            sent = db.session.scalar(select(func.count()).where(Mail.sent_at >= now)) or 0
    rate = sent / seconds
    detail = f"{sent} mails with calendar file and ticket; {used / sent * 1000:.1f} ms CPU each"
    return [Row("Outbox to a local server", round(rate), "mails/s", "at least 200", rate >= 200, detail)]


@contextmanager
def sink() -> Iterator[int]:
    """A mail server that takes everything, in a process of its own; its port."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.mail_sink", str(port)], cwd=HERE)  # noqa: S603 - ours
    try:
        _wait(port)
        yield port
    finally:
        server.kill()
        server.wait()


def queue(many: int) -> None:
    """As many mails with calendar file and ticket in the outbox, and no other."""
    now = datetime.now(UTC)
    with db.writing():
        db.session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(withdrawn_at=now))
        bookings = list(db.session.scalars(select(Rsvp).where(Rsvp.seated_at.is_not(None)).limit(many)))
        for number in range(many):
            rsvp = bookings[number % len(bookings)]
            mail.queue(emails.found(rsvp), to=(rsvp.name, rsvp.email), now=now)


def _wait(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the mail server did not come up")
