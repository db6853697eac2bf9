"""Since when a mail has waited, whatever was tried meanwhile, and whether that was for nothing but us."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_

from chapter.gateways.smtp import OURS
from chapter.mail.models import Mail

SINCE = func.coalesce(Mail.waits_since, Mail.due_at)
"""When a mail was due first."""


def stood_still(before: datetime) -> ColumnElement[bool]:
    """Which mails were due at ``before`` or earlier, and wait for nothing but us: untried, or held up by our
    settings or our server. What its reader's own server puts off is not among them."""
    here = and_(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None))
    return and_(here, before >= SINCE, or_(Mail.attempts == 0, Mail.failure.startswith(OURS)))
