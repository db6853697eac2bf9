"""After a clock that was ahead is right again: correcting the future times that it wrote.

Here is what has to be rewritten. What can be recognized from the row itself is ignored where it is read: a
hold longer than any is (broadcasts.rules.holds), a window of attempts (security.throttle), what waits for
Stripe (payments.queries). An offer, and whoever is asked to meet a guest, keep the time that their mail said,
the beginning of the event at most.
"""

from datetime import datetime

from chapter import audit
from chapter.accounts.rules import deletion_requests, one_use_links, sessions
from chapter.audit import Actor
from chapter.heartbeat import rules
from chapter.heartbeat.models import SILENCE
from chapter.mail import held_mails


def correct_times(*, now: datetime) -> int:
    """Correct these times; returns how many mails are held back by it, for staff to decide about."""
    for right in (sessions, one_use_links, deletion_requests):
        right.correct_times(now=now)
    return held_mails.correct_times(now=now)


def confirm_clock(*, by: Actor, now: datetime) -> int:
    """Confirm the clock: everything that waited goes on, and mails that were due in the silence before are
    held back; returns how many."""
    heartbeat = rules.lock_heartbeat()
    before = {name: getattr(heartbeat, name) for name in ("trusted_at", "doubted_at")}
    if heartbeat.doubted_at is None:
        return 0
    silence = rules.trust_clock(heartbeat, now=now)
    after = {"trusted_at": heartbeat.trusted_at, "doubted_at": None}
    audit.record("clock is right", heartbeat, by=by, now=now, before=before, after=after)
    held = correct_times(now=now)
    if silence:
        held += held_mails.hold_due_before(now - SILENCE, held_mails.WORKER_WAS_OFF, now=now)
    return held
