"""Broadcasts that are held, due, or belong together."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select

from chapter import db
from chapter.audit.models import Auditable
from chapter.broadcasts.models import Broadcast

RETRY_AFTER, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
"""How long after a failure to write the letters the first retry is, and the longest wait between retries. No
hold is longer; one that ends later was begun by a wrong clock, and counts as over."""

HELD = (Broadcast.left_at.is_(None), Broadcast.undone_at.is_(None))
"""The condition: nobody has been notified yet, and it was not undone."""


def hold_key(kind: str, record: Auditable, key: str) -> str:
    """The value of ``Broadcast.open_key``, so that one broadcast of a kind (and ``key``) is held about a
    record."""
    return ":".join(filter(None, (kind, record.__tablename__, str(record.id), key)))


def parts_of(broadcast: Broadcast) -> list[Broadcast]:
    """The broadcasts that were requested with this one, and are sent or undone with it."""
    if broadcast.id is None:
        return []
    with_it = select(Broadcast).where(Broadcast.parent_id == broadcast.id, Broadcast.undone_at.is_(None))
    return list(db.session.scalars(with_it.order_by(Broadcast.id)))


def due_broadcasts(now: datetime, scheduled: Collection[str]) -> list[int]:
    """The ids of broadcasts whose hold is over and which are not completely sent, without those of the
    ``scheduled`` kinds."""
    ended = or_(Broadcast.sends_at <= now, Broadcast.sends_at > now + LONGEST_RETRY)
    unsent = Broadcast.sent_at.is_(None), Broadcast.undone_at.is_(None), Broadcast.kind.not_in(scheduled)
    over = select(Broadcast.id).where(ended, *unsent)
    return list(db.session.scalars(over.order_by(Broadcast.sends_at, Broadcast.id)))


def held_about(record: Auditable, kind: str = "") -> Select[Broadcast]:
    """The held broadcasts about ``record``, of one kind when given."""
    return _about(record, kind).where(*HELD)


def standing_about(record: Auditable, kind: str) -> Select[Broadcast]:
    """The broadcasts of one kind about ``record`` that were not undone, held ones too, the latest first."""
    return _about(record, kind).where(Broadcast.undone_at.is_(None)).order_by(Broadcast.id.desc())


def unfinished_about(record: Auditable, kind: str) -> Select[Broadcast]:
    """The broadcasts of one kind about ``record`` that are held or not sent to all yet, the latest first."""
    return standing_about(record, kind).where(Broadcast.sent_at.is_(None))


def held_records(model: type[db.Model], *kinds: str) -> Select[int]:
    """The ids of the records of ``model`` about which something of ``kinds`` is held. Timed jobs skip them,
    since it may still be undone."""
    return select(Broadcast.record_id).where(
        Broadcast.record_kind == model.__tablename__, Broadcast.kind.in_(kinds), *HELD
    )


def _about(record: Auditable, kind: str) -> Select[Broadcast]:
    found = select(Broadcast).where(
        Broadcast.record_kind == record.__tablename__, Broadcast.record_id == record.id
    )
    return found.where(Broadcast.kind == kind) if kind else found


def is_held(kind: str, record: Auditable, key: str = "") -> bool:
    """Whether such a broadcast is held already."""
    return db.first(select(Broadcast.id).where(Broadcast.open_key == hold_key(kind, record, key))) is not None


def has_begun(kind: str, model: type[db.Model], record_id: int) -> ColumnElement[bool]:
    """The condition that letters of this kind about the record were written, or are being written."""
    of_it = Broadcast.kind == kind, Broadcast.record_kind == model.__tablename__
    begun = Broadcast.record_id == record_id, Broadcast.left_at.is_not(None)
    return select(Broadcast.id).where(*of_it, *begun).exists()


def broadcast_by_nonce(nonce: str) -> Broadcast | None:
    """The broadcast that the form with this nonce requested already; None when there is none."""
    return db.first(select(Broadcast).where(Broadcast.nonce == nonce))


def whole_or_404(public_id: str) -> Broadcast:
    """A broadcast that is decided about by itself; 404 for a part of another that is held."""
    alone = Broadcast.parent_id.is_(None) | Broadcast.left_at.is_not(None)
    return db.first_or_404(select(Broadcast).where(Broadcast.public_id == public_id, alone))
