"""Mails to many that nobody requests: reminders, thanks, whatever is due by the time.

When one is due follows from its record as it is now, so nothing is moved when the record moves. A broadcast
is opened when its first letters are written, one for each kind, record and time at which it was due; so none
begins twice, whichever worker finds it, and one that is killed is continued where it was.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from chapter import db
from chapter.broadcasts.kinds import BroadcastKind, Recipient, all_kinds
from chapter.broadcasts.models import Broadcast

ABANDONED_AFTER = timedelta(days=7)
"""How long what is not due any more is kept open, in case its record is put back as it was."""

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Occasion:
    """The mails of a scheduled ``kind`` about one record that are due since ``at``."""

    kind: str
    record_id: int
    at: datetime

    @property
    def key(self) -> str:
        """What makes its broadcast the only one, in whatever zone ``at`` is written."""
        return f"{self.kind}:{self.record_id}:{self.at.astimezone(UTC).isoformat()}"


class ScheduledKind(BroadcastKind):
    """A kind of broadcast that is due by the time, about records of the table ``model``. Everybody with an
    email is written to: whom mail may not reach is stopped when it is sent, with the reason in the outbox."""

    model: type[db.Model]

    def dedup_key(self, broadcast: Broadcast, reader: Recipient) -> str:
        """What makes a mail the only one for its reader and the time at which it was due."""
        return f"{self.name}-{reader.id}-{broadcast.opened_at.astimezone(UTC).isoformat()}"

    def reached(self, readers: Sequence[Recipient]) -> Sequence[Recipient]:
        """Those with an email."""
        return [one for one in readers if one.email]

    @abstractmethod
    def due(self, now: datetime) -> Iterable[Occasion]:
        """What is due now, including what is written already."""

    @abstractmethod
    def is_due(self, occasion: Occasion, record: Any, now: datetime) -> bool:
        """Whether it is still due: asked before each batch, with its ``record`` locked."""


def scheduled_kinds() -> dict[str, ScheduledKind]:
    """The registered kinds that are due by the time, by name."""
    return {name: kind for name, kind in all_kinds().items() if isinstance(kind, ScheduledKind)}


def open_occasions(now: datetime) -> list[Occasion]:
    """What is due now and not written to all yet; nothing that was due before something of its kind and
    record that is done: a change of the settings reminds nobody twice."""
    return [one for kind in scheduled_kinds().values() for one in _without_done(kind, list(kind.due(now)))]


def _without_done(kind: ScheduledKind, due: Sequence[Occasion]) -> list[Occasion]:
    """Those of ``due`` that are not done, nor older than one that is."""
    over = or_(Broadcast.sent_at.is_not(None), Broadcast.undone_at.is_not(None))
    last = (
        select(Broadcast.record_id, func.max(Broadcast.opened_at))
        .where(Broadcast.record_kind == kind.model.__tablename__, Broadcast.kind == kind.name, over)
        .where(Broadcast.record_id.in_([one.record_id for one in due]))
        .group_by(Broadcast.record_id)
    )
    done = {row[0]: row[1] for row in db.session.execute(last)} if due else {}
    return [one for one in due if one.at > done.get(one.record_id, NEVER)]


def may_be_written(broadcast: Broadcast, now: datetime) -> bool:
    """Whether the letters of ``broadcast`` would be written now: false only for what was due by the time and
    is not any more."""
    kind = scheduled_kinds().get(broadcast.kind)
    if kind is None:
        return True
    record = db.session.get_one(kind.model, broadcast.record_id)
    return kind.is_due(Occasion(kind.name, broadcast.record_id, broadcast.opened_at), record, now)


def abandoned(now: datetime) -> list[int]:
    """The ids of what was due by the time and that nobody has written to all for some days."""
    unsent = Broadcast.sent_at.is_(None), Broadcast.undone_at.is_(None)
    of_these = Broadcast.kind.in_(scheduled_kinds()), Broadcast.sends_at <= now - ABANDONED_AFTER
    return list(db.session.scalars(select(Broadcast.id).where(*unsent, *of_these).order_by(Broadcast.id)))
