"""The state of the outbox: what waits, since when, and why nothing is sent. For Today, the office's mails,
/readyz.

A mail that waits has been due. One that its recipient's server defers is no trouble of ours; what our
settings or our own server delay is, and so is what nobody has tried for two minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, func, select

from chapter import db, gateways
from chapter.gateways.smtp import OUR_FAULT_PREFIX
from chapter.mail import delivery
from chapter.mail.models import FIRST_DUE_AT, Mail
from chapter.mail.queries import STATES

log = structlog.get_logger()
UNTRIED_FOR = timedelta(minutes=2)
"""A mail is sent about a second after it is due; one that nobody has tried for this long is stuck."""

SHORT_OUTAGE = timedelta(seconds=90)
"""A server that was away for one attempt is no trouble yet."""


@dataclass(frozen=True)
class Trouble:
    """Mail is not being sent. ``waiting``: how many mails wait because of that; ``since``: when the oldest
    was due, if any waits; ``said``: what is wrong and what to do, with the server's last answer; ``set_up``:
    whether a mail server is set."""

    waiting: int
    since: datetime | None
    said: str
    set_up: bool = True


NOT_SET_UP = (
    "No mail server is set up, so all emails wait here. Set MAIL_URL and MAIL_FROM in the settings of the "
    "installation (see the README), then restart Chapter and its background program."
)
NOT_TRIED = (
    "The background program has not tried to send them. Check that it runs (flask --app wsgi worker) and "
    "read its log."
)


def is_waiting(now: datetime) -> ColumnElement[bool]:
    """A condition: mails that are due and not sent."""
    return and_(STATES["waiting"], now >= FIRST_DUE_AT)


def readiness(now: datetime) -> dict[str, Any]:
    """What /readyz says: how many mails wait, how old the oldest is, and whether a mail server is set."""
    waiting, oldest = _counted(is_waiting(now))
    seconds = int((now - oldest).total_seconds()) if oldest else 0
    return {"waiting": waiting, "oldest_seconds": seconds, "set_up": gateways.current().mailer is not None}


def trouble(now: datetime) -> Trouble | None:
    """Why mail is not being sent; None while it is, and where it is kept here on purpose, as in the demo."""
    if delivery.keeps_mails_here():
        return None
    if gateways.current().mailer is None:
        return Trouble(*_counted(is_waiting(now)), NOT_SET_UP, set_up=False)
    ours = and_(is_waiting(now), Mail.failure.startswith(OUR_FAULT_PREFIX))
    many, since = _counted(ours)
    if since is not None and since <= now - SHORT_OUTAGE:
        last = select(Mail.failure).where(ours).order_by(Mail.due_at.desc(), Mail.id.desc()).limit(1)
        return Trouble(many, since, db.session.scalar(last) or "")
    never = Mail.attempts == 0, Mail.waits_since.is_(None)
    untried = and_(is_waiting(now), *never, Mail.leased_until.is_(None))
    many, since = _counted(untried)
    if since is not None and since <= now - UNTRIED_FOR and not _leaves(now):
        return Trouble(many, since, NOT_TRIED)
    return None


def count_waiting(now: datetime) -> int:
    """How many mails are due and not sent."""
    return _counted(is_waiting(now))[0]


def watch(now: datetime) -> None:
    """Log a warning while mail is not being sent."""
    found = trouble(now)
    if found is not None and found.waiting:
        log.warning("mail_waits", reason=found.said, **readiness(now))


def _leaves(now: datetime) -> bool:
    """Whether some mail was sent lately: a mailing to many takes its time."""
    return db.first(select(Mail.id).where(Mail.sent_at > now - UNTRIED_FOR).limit(1)) is not None


def _counted(which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    many, oldest = db.session.execute(select(func.count(), func.min(FIRST_DUE_AT)).where(which)).one()
    return many, oldest
