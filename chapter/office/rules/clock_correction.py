"""A clock that was ahead is right again: what it wrote for a time still to come waits for that no longer.

Here is what has to be written anew. What can be told from the row alone is void where it is read: a hold
longer than any is (broadcasts.rules.holds), a window of tries (security.throttle), what waits for Stripe
(payments.queries). An offer, and whoever is asked to meet a guest, keep the time that their mail said, the
beginning at most.
"""

from datetime import datetime

from chapter import audit
from chapter.accounts.rules import deletion_requests, one_use_links, sessions
from chapter.audit import Actor
from chapter.heartbeat import rules
from chapter.heartbeat.models import SILENCE
from chapter.mail import held_mails


def correct_times(*, now: datetime) -> int:
    """How many mails are held back by it, for staff to decide about."""
    for right in (sessions, one_use_links, deletion_requests):
        right.correct_times(now=now)
    return held_mails.correct_times(now=now)


def confirm_clock(*, by: Actor, now: datetime) -> int:
    """The clock is right: everything that waited goes on, what was due in the silence before is held back;
    how many mails are."""
    heartbeat = rules.lock_heartbeat()
    before = {name: getattr(heartbeat, name) for name in ("good_at", "doubted_at")}
    if heartbeat.doubted_at is None:
        return 0
    silence = rules.trust_clock(heartbeat, now=now)
    after = {"good_at": heartbeat.good_at, "doubted_at": None}
    audit.record("clock is right", heartbeat, by=by, now=now, before=before, after=after)
    held = correct_times(now=now)
    if silence:
        held += held_mails.hold_due_before(now - SILENCE, held_mails.WORKER_WAS_OFF, now=now)
    return held
