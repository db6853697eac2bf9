"""Blanking the text of old mails."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from chapter import db
from chapter.mail.models import Mail

BLANKED_AFTER = timedelta(days=30)
BATCH_SIZE = 500
BLANK: dict[str, Any] = {"text": "", "placeholders": {}, "attachments": []}


def blank_old(*, now: datetime, as_of: datetime | None = None) -> int:
    """Blank the text of some mails that were sent or withdrawn 30 days ago (as of ``as_of``, when less was
    announced); returns how many. The row itself stays."""
    ids = list(db.session.scalars(select(Mail.id).where(*_old(as_of or now)).limit(BATCH_SIZE)))
    if ids:
        blank = update(Mail).where(Mail.id.in_(ids)).values(**BLANK, blanked_at=now)
        db.session.execute(blank, execution_options={"synchronize_session": False})
    return len(ids)


def count_old(as_of: datetime) -> int:
    """How many mails were sent or withdrawn 30 days before ``as_of``, and still have their text."""
    return db.session.scalar(select(func.count()).select_from(Mail).where(*_old(as_of))) or 0


def _old(as_of: datetime) -> tuple[ColumnElement[bool], ...]:
    ended = Mail.sent_at, Mail.failed_at, Mail.withdrawn_at
    done = or_(*(at <= as_of - BLANKED_AFTER for at in ended))
    return done, Mail.blanked_at.is_(None)
