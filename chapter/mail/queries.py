"""Reading the outbox and what people agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from chapter import db
from chapter.mail import gate, held_mails, kinds
from chapter.mail.consents import PURPOSES, ConsentPurpose
from chapter.mail.models import Mail

STATES = {
    "failed": and_(Mail.failed_at.is_not(None), Mail.withdrawn_at.is_(None)),
    "waiting": and_(
        Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None), ~held_mails.HELD
    ),
    "held": held_mails.HELD,
    "sent": Mail.sent_at.is_not(None),
    "withdrawn": and_(Mail.withdrawn_at.is_not(None), Mail.sent_at.is_(None)),
}
"""The states of a mail, each with its condition. One that failed and was withdrawn afterwards counts as
withdrawn."""


def failed() -> Select[Mail]:
    """Mails that failed for good and are still wanted, the latest first."""
    return select(Mail).where(STATES["failed"]).order_by(Mail.failed_at.desc(), Mail.id.desc())


def in_state(state: str, to_key: str = "") -> Select[Mail]:
    """Mails in one of ``STATES``, the latest first; to one address (by key) when it is given."""
    mails = select(Mail).where(STATES[state])
    narrowed = mails.where(Mail.to_key == to_key) if to_key else mails
    when = {"failed": Mail.failed_at, "sent": Mail.sent_at, "withdrawn": Mail.withdrawn_at}.get(
        state, Mail.due_at
    )
    return narrowed.order_by(when.desc(), Mail.id.desc())


def sent_since(moment: datetime) -> int:
    """How many mails were sent since ``moment``."""
    return db.session.scalar(select(func.count()).where(Mail.sent_at >= moment)) or 0


def agrees(email_key: str, purpose: ConsentPurpose) -> bool:
    """Whether mails of this purpose go to the address of this key."""
    said = gate.latest_choices({email_key}, {purpose})
    return said.get((email_key, purpose.name), not purpose.asked_first)


def choices_of(email_key: str) -> list[tuple[str, ConsentPurpose, bool]]:
    """Every purpose with its name, and whether its mails go to the address of this key."""
    said = gate.latest_choices({email_key}, PURPOSES.values())
    return [
        (name, purpose, said.get((email_key, name), not purpose.asked_first))
        for name, purpose in PURPOSES.items()
    ]


def readable_by(viewer: Any) -> ColumnElement[bool]:
    """Which mails ``viewer`` (accounts.viewer) may read in the office.

    A mail is as confidential as what it says, so its kind decides. One whose kind is no longer declared is
    for managing directors.
    """
    every = kinds.all_kinds()
    hers = [name for name, kind in every.items() if any(circle.includes(viewer) for circle in kind.readers)]
    known = Mail.kind.in_(hers)
    return or_(known, Mail.kind.not_in(list(every))) if viewer.has("director") else known
