"""A clock that was ahead is right again: what it wrote for a time still to come waits for that no longer.

Here is what has to be written anew. What can be told from the row alone is void where it is read: a hold
longer than any is (broadcasts.rules.holds), a window of tries (security.throttle), what waits for Stripe
(payments.queries). An offer, and whoever is asked to meet a guest, keep
the time that their mail said, the beginning at most.
"""

from datetime import datetime

from chapter.accounts.rules import deletion_requests, one_use_links, sessions
from chapter.mail import held_mails


def correct_times(*, now: datetime) -> int:
    """How many mails are held back by it, for staff to decide about."""
    for right in (sessions, one_use_links, deletion_requests):
        right.correct_times(now=now)
    return held_mails.correct_times(now=now)
