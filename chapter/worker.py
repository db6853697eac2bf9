"""The background process: one loop over the jobs of chapter.schedule.

All state is in rows: killed at any moment, the loop starts again and finds what is due. Before any job runs,
and every few seconds, it writes its heartbeat: what was due in a silence is held back, and while the clock is
in doubt nothing is done that can't be undone.
"""

import signal
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from types import FrameType

import structlog
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.events.models import Event
from chapter.gateways import clock
from chapter.heartbeat import nightly_runs, rules
from chapter.heartbeat import queries as heartbeats
from chapter.heartbeat.models import SILENCE, Heartbeat
from chapter.mail import held_mails
from chapter.mail.models import Mail
from chapter.office.rules import clock_correction
from chapter.schedule import JOBS, Job
from chapter.settings import queries as settings

log = structlog.get_logger()
AFTER_A_FAULT = timedelta(seconds=30)
BEAT = timedelta(seconds=15)
BEAT_AFTER_A_FAULT = timedelta(seconds=5)
LONGEST_REST_SECONDS = 1.0
A_NIGHT = timedelta(hours=25)
"""The longest time from one night to the next."""


class Worker:
    """Runs each job when it is due, until stopped: the jobs of one lane one at a time, the lanes side by
    side, so that nothing waits for what is slow in another lane."""

    def __init__(self, app: Flask, jobs: Sequence[Job] = JOBS) -> None:
        self.app, self.jobs = app, jobs
        self.stopping = threading.Event()
        self.due: dict[str, datetime] = {}
        self.heartbeat = HeartbeatWriter(
            [job.name for job in jobs], trusting=app.config["CHAPTER_ENV"] == "demo"
        )

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; a job that has started is finished first."""
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

    def run_due(self, lane: str | None = None) -> bool:
        """Run every job that is due now, once, of one lane or of all; returns whether any of them found
        something to do."""
        jobs = [job for job in self.jobs if lane is None or job.lane == lane]
        found = [self._run(job) for job in jobs if not self.stopping.is_set()]
        return any(found)

    def _work(self, lane: str) -> None:
        while not self.stopping.is_set():
            if not self.run_due(lane):
                self.stopping.wait(LONGEST_REST_SECONDS)

    def _run(self, job: Job) -> bool:
        with self.app.app_context():
            now = clock.now()
            found = 0
            try:
                if self.heartbeat.beat_if_due(now) and self._due(job, now) <= now:
                    found = self._do(job, now)
            except Exception as error:  # the other jobs go on, and this one is tried again
                log.error("job_failed", job=job.name, exc_info=error)
                self.due[job.name] = now + AFTER_A_FAULT
            finally:
                db.session.remove()
        return bool(found)

    def _due(self, job: Job, now: datetime) -> datetime:
        """When the job runs next. Where the clock was set back, times recorded before are ignored."""
        due = self.due.get(job.name, now)
        return now if due > now + max(job.every or A_NIGHT, AFTER_A_FAULT) else due

    def _do(self, job: Job, now: datetime) -> int:
        heartbeat = heartbeats.current()
        if job.irreversible and not heartbeat.is_trusted(now):
            self.due[job.name] = now + BEAT
            return 0
        if job.nightly and not self._night_has_come(job, now):
            self.due[job.name] = job.next_after(now)
            return 0
        why = self._held_because(job, heartbeat, now)
        with held_mails.holding_back(why) if why else nullcontext():
            found = job.work(now)
        self.due[job.name] = now if found else job.next_after(now)
        if not found:
            self._mark_done(job, now, behind=heartbeat.is_catching_up(job.name))
        return found

    def _held_because(self, job: Job, heartbeat: Heartbeat, now: datetime) -> str:
        """Why what the job writes is held back: it was due in a silence, or the clock is in doubt; empty: it
        is not."""
        if not heartbeat.is_near(now):
            return held_mails.CLOCK_IN_DOUBT
        if job.nightly and heartbeat.silent_until is not None:
            night = nightly_runs.last_night(now, settings.current().zone_info)
            return (
                held_mails.WORKER_WAS_OFF
                if heartbeat.is_catching_up(job.name) and night <= heartbeat.silent_until
                else ""
            )
        return held_mails.WORKER_WAS_OFF if heartbeat.is_catching_up(job.name) else ""

    def _night_has_come(self, job: Job, now: datetime) -> bool:
        if nightly_runs.has_started(job.name, now):
            return nightly_runs.is_due(job.name, now, settings.current().zone_info)
        self._mark_done(job, now)
        return False

    def _mark_done(self, job: Job, now: datetime, behind: bool = False) -> None:
        if not (behind or job.nightly):
            return
        with db.writing():
            if behind:
                rules.mark_caught_up(job.name)
            if job.nightly:
                nightly_runs.record_run(job.name, now=now)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()


class HeartbeatWriter:
    """Writes the heartbeat of one worker, called by any of its lanes."""

    def __init__(self, jobs: Sequence[str], *, trusting: bool) -> None:
        self.jobs, self.trusting = jobs, trusting
        self.alone = threading.Lock()
        self.beaten: datetime | None = None
        self.next = timedelta()
        self.well = False

    def beat_if_due(self, now: datetime) -> bool:
        """Write the heartbeat when it is due; returns whether the last one could be written: no job runs
        otherwise."""
        with self.alone:
            if self.beaten is None or abs(now - self.beaten) >= self.next:
                self.well = self._beat(now)
                self.beaten, self.next = now, BEAT if self.well else BEAT_AFTER_A_FAULT
        return self.well

    def _beat(self, now: datetime) -> bool:
        first = self.beaten is None
        try:
            with db.writing():
                beat = rules.record_beat(self.jobs, now=now, trusting=self.trusting, lived=_has_worked_before)
                held = clock_correction.correct_times(now=now) if beat.back else 0
                if beat.silence:
                    held = held_mails.hold_due_before(now - SILENCE, held_mails.WORKER_WAS_OFF, now=now)
        except Exception as error:  # tried again in a moment; until then no job runs
            log.error("pulse_failed", exc_info=error)
            return False
        self._tell(beat, held, first=first)
        return True

    def _tell(self, beat: rules.BeatResult, held: int, *, first: bool) -> None:
        seconds = None if beat.silent_for is None else round(beat.silent_for.total_seconds())
        if first or beat.silence:
            log.info("worker_was_silent", seconds=seconds, mails_held=held)
        if beat.doubted:
            log.warning("clock_in_doubt", jumped_seconds=seconds)
        if beat.back:
            log.warning("clock_went_back", seconds=seconds, mails_held=held)


def _has_worked_before(now: datetime) -> bool:
    """Whether this is a chapter from before there was a heartbeat, or its copy, and not a new one: mail was
    sent, or an event was written, and the last of it six hours ago."""
    left = db.session.scalar(select(func.max(Mail.sent_at)))
    written = db.session.scalar(select(func.min(Event.created_at)))
    last = left or written
    return last is not None and last <= now - SILENCE
