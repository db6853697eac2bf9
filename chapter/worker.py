"""The background process: one loop over the jobs of chapter.schedule.

The truth is in rows, so the loop keeps nothing: killed at any moment, it begins again and finds what is due.
"""

import signal
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import FrameType

import structlog
from flask import Flask

from chapter import db
from chapter.gateways import clock
from chapter.schedule import JOBS, Job

log = structlog.get_logger()
AFTER_A_FAULT = timedelta(seconds=30)
LONGEST_REST_SECONDS = 1.0


class Worker:
    """Runs each job when it is due, until told to stop: the jobs of one lane one at a time, the lanes beside
    one another, so that nothing waits for what is slow in another lane."""

    def __init__(self, app: Flask, jobs: Sequence[Job] = JOBS) -> None:
        self.app, self.jobs = app, jobs
        self.stopping = threading.Event()
        self.due: dict[str, datetime] = {}

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; what is in hand is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("worker_started", jobs=[job.name for job in self.jobs])
        lanes = list(dict.fromkeys(job.lane for job in self.jobs))
        beside = [threading.Thread(target=self._work, args=[lane], name=lane) for lane in lanes[1:]]
        for thread in beside:
            thread.start()
        self._work(lanes[0])
        for thread in beside:
            thread.join()
        log.info("worker_stopped")

    def turn(self, lane: str | None = None) -> bool:
        """Run every job that is due now, once, of one lane or of all; whether any of them found something to
        do."""
        jobs = [job for job in self.jobs if lane is None or job.lane == lane]
        found = [self._run(job) for job in jobs if not self.stopping.is_set()]
        return any(found)

    def _work(self, lane: str) -> None:
        while not self.stopping.is_set():
            if not self.turn(lane):
                self.stopping.wait(LONGEST_REST_SECONDS)

    def _run(self, job: Job) -> bool:
        with self.app.app_context():
            now = clock.now()
            if now < self.due.get(job.name, now):
                return False
            try:
                found = job.work(now)
                self.due[job.name] = now if found else job.next_after(now)
            except Exception as error:  # the other jobs go on, and this one is tried again
                log.error("job_failed", job=job.name, exc_info=error)
                self.due[job.name] = now + AFTER_A_FAULT
                found = 0
            finally:
                db.session.remove()
        return bool(found)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()
