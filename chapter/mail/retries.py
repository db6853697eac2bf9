"""How long a mail waits for its next try."""

from datetime import datetime, timedelta

from chapter.gateways.smtp import MailSetupError
from chapter.mail.models import Mail

RETRY_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 480, 480, 720, 720, 720, 720))
"""After each try that failed; the twelfth is the last, after about three days."""

LONGEST_WAIT_FOR_OUR_FAULT = timedelta(minutes=15)
"""Where the fault is ours it is tried until somebody mends it, and leaves soon afterwards."""


def retry_wait(mail: Mail, trouble: Exception, now: datetime) -> timedelta:
    """How long after a try that failed at ``now`` the next one is: after a fault of ours as long again as it
    has waited, up to a quarter of an hour; else by how many tries of its own it has had."""
    if isinstance(trouble, MailSetupError):
        return min(max(RETRY_WAITS[0], now - (mail.waits_since or now)), LONGEST_WAIT_FOR_OUR_FAULT)
    return RETRY_WAITS[min(mail.attempts, len(RETRY_WAITS)) - 1]
