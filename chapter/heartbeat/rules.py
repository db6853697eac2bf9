"""Beating, doubting the clock, believing it again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chapter import db
from chapter.heartbeat.models import CLOCK_SETBACK, EVERY_JOB, ONLY, SILENCE, Heartbeat


@dataclass(frozen=True)
class BeatResult:
    """What a beat found. ``silent_for``: since the last one that was believed; None: this is the first.
    ``doubted``: the clock is not believed from now on. ``silence``: what was due before is to be held back.
    ``back``: the clock had been ahead, by less than would be doubted, and what it wrote is to be set right.
    """

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

    ``trusting``: a jump forward is a silence and no doubt (the sample chapter). ``lived``: asked when no
    worker has ever written a beat, whether the chapter worked all the same, before there was a pulse, and was
    silent since. Of two workers that find the same, the second finds nothing any more.
    """
    pulse = lock_heartbeat()
    pulse.beat_at = now
    if pulse.good_at is None:
        return _first(pulse, jobs, now, silence=bool(lived and not trusting and lived(now)))
    silent_for = now - pulse.good_at
    if not pulse.fits(now) and not (trusting and silent_for > timedelta()):
        newly = pulse.doubted_at is None
        pulse.doubted_at = pulse.doubted_at or now
        return BeatResult(silent_for, doubted=newly)
    back = pulse.doubted_at is None and silent_for < -CLOCK_SETBACK
    found = _go_on(pulse, now)
    if EVERY_JOB in pulse.catching_up:
        pulse.catching_up = list(jobs)
    return BeatResult(silent_for, silence=found, back=back)


def trust_clock(pulse: Heartbeat, *, now: datetime) -> bool:
    """Somebody says that the clock is right: ``now`` counts from here. Whether the time before was a silence.

    ``pulse`` is held. Done once; where nothing is in doubt, nothing happens.
    """
    if pulse.doubted_at is None:
        return False
    pulse.doubted_at = None
    return _go_on(pulse, now)


def mark_caught_up(job: str) -> None:
    """A job has come to its end; what it writes from now on is not held back any more."""
    pulse = lock_heartbeat()
    pulse.catching_up = [name for name in pulse.catching_up if name != job]


def lock_heartbeat() -> Heartbeat:
    """The pulse, locked."""
    return db.lock_of(Heartbeat, ONLY)


def _first(pulse: Heartbeat, jobs: Sequence[str], now: datetime, *, silence: bool) -> BeatResult:
    pulse.good_at = pulse.silent_until = now
    pulse.catching_up = list(jobs) if silence else []
    return BeatResult(None, silence=silence)


def _go_on(pulse: Heartbeat, now: datetime) -> bool:
    silence = pulse.good_at is not None and now - pulse.good_at > SILENCE
    if silence:
        pulse.silent_since, pulse.silent_until, pulse.catching_up = pulse.good_at, now, [EVERY_JOB]
    pulse.good_at = now
    return silence
