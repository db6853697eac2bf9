"""Stripe says nothing, sixty checkouts are open: mails about bookings leave all the same (row 10).

A worker runs beside a Stripe that takes each call and never answers. A mail is queued twice a second; how
long each took until the mail server had it is the figure. In one lane, as the worker was before, mails wait
for Stripe's silence to end: the negative control.

    python -m tests.proof.silent_stripe [--database postgresql] [--seconds 20] [--in-one-lane]
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

import config
from chapter import create_app, db, schedule
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.payments import purposes
from chapter.payments.purposes import Purpose
from chapter.payments.rules import orders
from chapter.payments.rules.orders import LineInput, Payer
from chapter.worker import Worker
from tests import databases
from tests.fault_proxy import FaultProxy
from tests.payments.orders import PAGES
from tests.proof.processes import Processes, free_port
from tests.stripe_stand_in.stand_in import KEY, SECRET

OPEN_CHECKOUTS, EACH_SECONDS = 60, 0.5


@dataclass
class Outcome:
    """How long mails took, in seconds."""

    mails: int = 0
    longest: float = 0.0
    missing: list[str] = field(default_factory=list)


class Sink:
    """Notes when each mail came, by its subject."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """One mail."""
        content = envelope.content or b""
        content = content.decode(errors="replace") if isinstance(content, bytes) else content
        subject = content.partition("Subject: ")[2].partition("\n")[0].strip()
        self.came.setdefault(subject, time.monotonic())
        return "250 OK"


class SilentStage(Processes):
    """A stage whose Stripe is at ``stripe``; ``one_lane``: its worker does one job after the other."""

    stripe = ""
    one_lane = False

    @property
    def environment(self) -> dict[str, str]:
        """With Stripe's settings."""
        of_stripe = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET}
        return {**super().environment, **of_stripe, "STRIPE_API_BASE": self.stripe}

    def start(self) -> None:
        """The worker alone: nobody visits."""
        lanes = ["--in-one-lane"] if self.one_lane else []
        self._spawn([sys.executable, "-m", "tests.proof.silent_stripe", "--be-the-worker", *lanes])


def open_checkouts(many: int) -> None:
    """Orders whose sessions are open since two minutes."""
    began = datetime.now(UTC) - timedelta(minutes=2)
    for number in range(many):
        with db.writing():
            payer = Payer("Ana Lopez", "ana@proof.test")
            order = orders.open_order(
                "proof", f"order-{number}", [LineInput("A gift", 50_00, "gifts")], "usd", payer, now=began
            )
            attempt = orders.begin_attempt(order, "", now=began)
            orders.attach_session(attempt, f"cs_test_{number}", now=began)


def queue(subject: str) -> float:
    """Queues one mail; when."""
    letter = Letter(kind="events.confirmed", subject=subject, text="You are coming.\n")
    with db.writing():
        mail.queue(letter, to=("Ana Lopez", "ana@proof.test"), now=datetime.now(UTC))
    return time.monotonic()


def queued(seconds: float) -> dict[str, float]:
    """Queues a mail every half second; when each was, by its subject."""
    when, until = dict[str, float](), time.monotonic() + seconds
    while time.monotonic() < until:
        subject = f"Your seat {len(when)}"
        when[subject] = queue(subject)
        time.sleep(EACH_SECONDS)
    return when


def wait_for(sink: Sink, many: int) -> None:
    """Until so many mails came, or a minute went by."""
    until = time.monotonic() + 60
    while len(sink.came) < many and time.monotonic() < until:
        time.sleep(0.02)


def run(url: str, *, seconds: float, one_lane: bool = False) -> Outcome:
    """The whole proof on one database."""
    proxy, sink, port = FaultProxy("http://127.0.0.1:9"), Sink(), free_port()
    proxy.fault = "silent"
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    stage = SilentStage(url, mail_url=f"smtp://127.0.0.1:{port}")
    stage.stripe, stage.one_lane = proxy.address, one_lane
    purposes.register(stage.app(), Purpose("proof", lambda *_: None, lambda *_: None, lambda *_: None), PAGES)
    try:
        with stage, stage.app().app_context():
            open_checkouts(OPEN_CHECKOUTS)
            queue("The worker is up")
            wait_for(sink, 1)
            when = queued(seconds)
            wait_for(sink, len(when) + 1)
    finally:
        server.stop()
        proxy.end()
    took = {subject: sink.came[subject] - at for subject, at in when.items() if subject in sink.came}
    missing = [subject for subject in when if subject not in sink.came]
    return Outcome(len(when), round(max(took.values()), 2), missing)


def be_the_worker(*, one_lane: bool) -> None:
    """What the stage starts."""
    jobs = list(schedule.JOBS)
    if one_lane:
        jobs = [schedule.Job(job.name, job.every, job.work, irreversible=job.irreversible) for job in jobs]
    Worker(create_app(config.load()), jobs).run()


def main() -> int:
    """One JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--in-one-lane", action="store_true")
    options.add_argument("--be-the-worker", action="store_true")
    given = options.parse_args()
    if given.be_the_worker:
        be_the_worker(one_lane=given.in_one_lane)
        return 0
    with databases.for_a_proof(given.database) as url:
        outcome = run(url, seconds=given.seconds, one_lane=given.in_one_lane)
    sys.stdout.write(json.dumps({"proof": "silent", **vars(outcome)}) + "\n")
    return 1 if outcome.missing else 0


if __name__ == "__main__":
    sys.exit(main())
