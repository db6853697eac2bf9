"""Approving and declining what waits. Whoever comes second to the same decision changes and logs nothing.

Who may decide, and what can't be decided any more, is asked by the package that has the record, before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chapter import audit, db
from chapter.audit import Actor
from chapter.moderation import kinds
from chapter.moderation.kinds import Act
from chapter.moderation.models import APPROVED, DECLINED, WAITING, Moderated


def approve(record: Moderated, *, by: Actor, now: datetime) -> bool:
    """Approve it, also when it was declined; returns whether that changed anything."""
    record = _locked(record)
    if record.moderation_state == APPROVED:
        return False
    _set_approved(record, by.person_id, now)
    kind = kinds.kind_of(record)
    _follow(record, kind.approved, by, now, after=kind.values(record))
    return True


def approve_each(records: Sequence[Any], *, by: Actor, now: datetime, after: dict[str, Any]) -> None:
    """Approve all of these, which are of one kind, locked and waiting, in a few statements. ``after``: what
    the log keeps of each."""
    if not records:
        return
    kind = kinds.kind_of(records[0])
    for record in records:
        _set_approved(record, by.person_id, now)
    audit.record_each(kind.approved.verb, records, by=by, now=now, before=lambda _: {}, after=after)
    kind.changed(records)


def decline(record: Moderated, *, by: Actor, now: datetime, why: str = "") -> bool:
    """Decline it, also when it was approved; returns whether that changed anything."""
    record = _locked(record)
    if record.moderation_state == DECLINED:
        return False
    record.approved_at, record.approved_by = None, None
    record.declined_at, record.declined_by, record.declined_why = now, by.person_id, why
    _follow(record, kinds.kind_of(record).declined, by, now, why=why)
    return True


def reopen(record: Moderated, *, by: Actor, now: datetime) -> bool:
    """Let it wait again, as if nobody had decided; returns whether that changed anything. Raises LookupError
    where a decision is not taken back (ModeratedKind.reopened)."""
    record = _locked(record)
    reopened = kinds.kind_of(record).reopened
    if reopened is None:
        raise LookupError(f"no decision on {type(record).__name__} is taken back")
    if record.moderation_state == WAITING:
        return False
    record.approved_at, record.approved_by = None, None
    record.declined_at, record.declined_by, record.declined_why = None, None, ""
    _follow(record, reopened, by, now)
    return True


def approve_as_entered(record: Moderated, person_id: int | None, *, now: datetime) -> None:
    """Approve what staff typed themselves: it does not wait, and that they entered it is in the log."""
    if record.moderation_state == WAITING:
        _set_approved(record, person_id, now)


def take_down(record: Moderated, *, now: datetime) -> None:
    """Decline what nobody decided on, since its author was erased: nobody is named for it, and the erasure is
    in the log."""
    record.declined_at, record.declined_why = record.declined_at or now, ""


def carry_over_decline(old: Moderated, new: Moderated) -> None:
    """Decline ``new``, which takes the place of ``old``, if that was: as it was, by whom and when."""
    if old.declined_at is not None:
        new.approved_at, new.approved_by = None, None
        new.declined_at, new.declined_by = old.declined_at, old.declined_by
        new.declined_why = old.declined_why


def _locked(record: Any) -> Any:
    """The record as it is now: two who decide at one moment do so one after the other."""
    return db.lock(record)


def _set_approved(record: Moderated, person_id: int | None, now: datetime) -> None:
    record.approved_at, record.approved_by = now, person_id
    record.declined_at, record.declined_by, record.declined_why = None, None, ""


def _follow(record: Any, act: Act, by: Actor, now: datetime, *, why: str = "", after: Any = None) -> None:
    kinds.kind_of(record).changed([record])
    audit.record(act.verb, record, by=by, now=now, after=after, why=why)
