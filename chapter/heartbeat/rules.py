"""Recording beats, doubting the clock, trusting it again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chapter import db
from chapter.heartbeat.models import CLOCK_SETBACK, EVERY_JOB, ONLY, SILENCE, Heartbeat


@dataclass(frozen=True)
class BeatResult:
    """The result of a beat. ``silent_for``: since the last trusted one; None: this is the first. ``doubted``:
    the clock is not trusted from now on. ``silence``: what was due before is to be held back. ``back``: the
    clock had been ahead, by less than would be doubted, and the times that it wrote are to be corrected."""

    silent_for: timedelta | None
    doubted: bool = False
    silence: bool = False
    back: bool = False


def record_beat(
    jobs: Sequence[str],
    *,
    now: datetime,
    trusting: bool = False,
    lived: Callable[[datetime], bool] | None = None,
) -> BeatResult:
    """Write that a worker runs now, and compare its clock with the last beat of any worker.

    ``trusting``: a jump forward is a silence and no doubt (the sample chapter). ``lived``: called when no
    worker has ever written a beat; whether the chapter was in use before there was a heartbeat, and was
    silent since. Of two workers that find the same, only the first reports it.
    """
    heartbeat = lock_heartbeat()
    heartbeat.last_beat_at = now
    if heartbeat.trusted_at is None:
        return _first_beat(heartbeat, jobs, now, silence=bool(lived and not trusting and lived(now)))
    silent_for = now - heartbeat.trusted_at
    if not heartbeat.is_near(now) and not (trusting and silent_for > timedelta()):
        newly = heartbeat.doubted_at is None
        heartbeat.doubted_at = heartbeat.doubted_at or now
        return BeatResult(silent_for, doubted=newly)
    back = heartbeat.doubted_at is None and silent_for < -CLOCK_SETBACK
    found = _accept_beat(heartbeat, now)
    if EVERY_JOB in heartbeat.catching_up:
        heartbeat.catching_up = list(jobs)
    return BeatResult(silent_for, silence=found, back=back)


def trust_clock(heartbeat: Heartbeat, *, now: datetime) -> bool:
    """Trust the clock again from ``now`` on, since somebody confirmed it. Returns whether the time before was
    a silence.

    ``heartbeat`` is locked. Where nothing is in doubt, nothing happens.
    """
    if heartbeat.doubted_at is None:
        return False
    heartbeat.doubted_at = None
    return _accept_beat(heartbeat, now)


def mark_caught_up(job: str) -> None:
    """Record that a job has finished; what it writes from now on is not held back any more."""
    heartbeat = lock_heartbeat()
    heartbeat.catching_up = [name for name in heartbeat.catching_up if name != job]


def lock_heartbeat() -> Heartbeat:
    """The heartbeat row, locked."""
    return db.lock_of(Heartbeat, ONLY)


def _first_beat(heartbeat: Heartbeat, jobs: Sequence[str], now: datetime, *, silence: bool) -> BeatResult:
    heartbeat.trusted_at = heartbeat.silent_until = now
    heartbeat.catching_up = list(jobs) if silence else []
    return BeatResult(None, silence=silence)


def _accept_beat(heartbeat: Heartbeat, now: datetime) -> bool:
    silence = heartbeat.trusted_at is not None and now - heartbeat.trusted_at > SILENCE
    if silence:
        heartbeat.silent_since, heartbeat.silent_until, heartbeat.catching_up = (
            heartbeat.trusted_at,
            now,
            [EVERY_JOB],
        )
    heartbeat.trusted_at = now
    return silence
