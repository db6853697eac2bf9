"""The worker at work on a small chapter, with a clock that a test moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.heartbeat import rules as beating
from chapter.mail import rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_event

YEAR = timedelta(days=365)
TONIGHT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""Half past three in Chicago, the night after TODAY."""


def queued_mail(subject: str = "Hello", kind: str = "events.message", **more: object) -> Mail:
    with db.writing():
        mail = rules.queue(Letter(kind, subject, "Hello.\n"), to=("Ana", "ana@example.test"), now=TODAY)
        for name, value in more.items():
            setattr(mail, name, value)
    return mail


def fresh(mail: Mail) -> Mail:
    db.end_reading()
    db.session.expire_all()
    return db.session.get_one(Mail, mail.id)


def run_worker(worker: Worker, most: int = 12) -> None:
    """Let the worker go on until it finds nothing more."""
    while worker.run_due():
        most -= 1
        assert most, "the worker comes to no end"


def book_guests(many: int = 3) -> list[Rsvp]:
    """Guests of an evening that was over today."""
    event = an_event(starts_at=TODAY + timedelta(hours=1))
    return [a_booking(event, name=f"Guest {n}", email=f"guest{n}@example.test") for n in range(many)]


def unerased_count() -> int:
    """How many bookings still say who the guest was."""
    db.end_reading()
    return db.session.scalar(select(func.count()).where(Rsvp.erased_at.is_(None))) or 0


def withdrawn_count() -> int:
    return db.session.scalar(select(func.count()).where(Mail.withdrawn_at.is_not(None))) or 0


def confirm_clock(now: datetime) -> bool:
    """Say, as a director does, that the clock is right; whether the time before was a silence."""
    with db.writing():
        return beating.trust_clock(beating.lock_heartbeat(), now=now)


def run_nights(worker: Worker, clock: MovableClock, nights_of: int) -> None:
    for _ in range(nights_of):
        clock.forward(days=1)
        run_worker(worker)


def mail_task(subject: str) -> Callable[[datetime], int]:
    """A job that writes one mail, and then finds nothing more."""
    left = [1]

    def work(now: datetime) -> int:
        with db.writing():
            if left:
                rules.queue(
                    Letter("events.message", subject, "Hi.\n"), to=("Ana", "ana@example.test"), now=now
                )
        return left.pop() if left else 0

    return work
