"""Reading the outbox and what people agreed to."""

from datetime import datetime

from sqlalchemy import Select, func, select

from chapter import db
from chapter.mail.models import Consent, Mail


def failed() -> Select[Mail]:
    """Mails that failed for good, the latest first."""
    return select(Mail).where(Mail.failed_at.is_not(None)).order_by(Mail.failed_at.desc())


def sent_since(moment: datetime) -> int:
    """How many mails left since ``moment``."""
    return db.session.scalar(select(func.count()).where(Mail.sent_at >= moment)) or 0


def about(kind: str, record_id: int) -> Select[Mail]:
    """Mails about one record, the latest first."""
    return (
        select(Mail)
        .where(Mail.about_kind == kind, Mail.about_id == record_id)
        .order_by(Mail.created_at.desc())
    )


def agrees(email_key: str, purpose: str) -> bool:
    """Whether the last word of this address about ``purpose`` was yes."""
    latest = select(Consent.given).where(Consent.email_key == email_key, Consent.purpose == purpose)
    return bool(db.session.scalar(latest.order_by(Consent.at.desc(), Consent.id.desc()).limit(1)))
