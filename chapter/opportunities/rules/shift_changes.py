"""Shifts that moved: their helpers are notified after ten minutes; until then it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.opportunities.rules.shift_times import set_shift, shift_input_of, shift_values_of
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import reminders

MOVED = "volunteering.moved"
"""The kind of the broadcast."""


@dataclass(frozen=True)
class ShiftBefore:
    """A shift before it was changed: its time and place in words, when it began, its values."""

    words: str
    began: datetime
    values: Mapping[str, Any]


def shift_before(shift: Shift) -> ShiftBefore:
    """The current state of ``shift``, to be read before it is changed."""
    return ShiftBefore(reminders.when_and_where(shift), shift.starts_at, shift_values_of(shift))


def hold_broadcasts(
    shifts: Mapping[int, ShiftBefore], *, by: Actor, now: datetime, within: Broadcast | None = None
) -> int:
    """Hold a broadcast for each of these shifts whose time or place differs from before; return how many
    helpers it reaches. With ``within``, it is undone with that broadcast."""
    asked = db.session.scalars(select(Shift).where(Shift.id.in_(shifts)).order_by(Shift.id))
    found = [shift for shift in asked if reminders.when_and_where(shift) != shifts[shift.id].words]
    for shift in found:
        shift.sequence += 1
    live = readers(Signup.shift_id.in_([shift.id for shift in found]))
    to = set(db.session.scalars(live.with_only_columns(Signup.shift_id).order_by(None)))
    known = set(db.session.scalars(broadcasts_queries.held_records(Shift, MOVED)))
    concerned = [shift for shift in found if shift.id in to or shift.id in known]
    if concerned:
        _hold(concerned, shifts, by, now, within)
    reminders.withhold([shift for shift in found if shift.moved_at == now], now=now)
    return len(kinds.sort_recipients(kinds.recipients_of(live), MOVED).to)


def readers(which: ColumnElement[bool]) -> Select[int, str, str, int, datetime]:
    """Helpers and backups of the shifts that match ``which``, as recipients (broadcasts.kinds)."""
    columns = Signup.id, Signup.name, Signup.email, Signup.person_id, Signup.created_at
    live = Signup.cancelled_at.is_(None), Signup.erased_at.is_(None)
    return select(*columns).where(which, *live).order_by(Signup.id)


def undo_change(shift: Shift, said: Broadcast) -> None:
    """Put ``shift``, which is locked, back to what it was. Places that were taken meanwhile stay taken.

    Raises Refused when it was called off since.
    """
    if shift.cancelled_at is not None:
        raise Refused("This shift has been canceled since. Undo that first.")
    here = {name: _as_json(value) for name, value in shift_values_of(shift).items()}
    back: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name.endswith("_wall") else value
        for name, value in said.before.items()
        if here[name] == said.after.get(name)
    }
    stands = queries.coverage_of(shift)
    times = replace(shift_input_of(shift), **back)
    set_shift(shift, replace(times, capacity=max(times.capacity, stands.taken + stands.offered)))
    shift.sequence += 1
    forget_change(shift, said)


def forget_change(shift: Shift, said: Broadcast) -> None:
    """Forget a move that nobody was notified of: reminders are due as if there had been none."""
    last = shift.moved_at or said.opened_at
    shift.moved_at, shift.lead_told_at = (
        datetime.fromisoformat(said.payload[name]) if said.payload.get(name) else None
        for name in ("was_moved_at", "was_lead_told_at")
    )
    reminders.release_withheld([shift], since=said.opened_at, until=last)


def _hold(
    shifts: Sequence[Shift],
    before: Mapping[int, ShiftBefore],
    by: Actor,
    now: datetime,
    within: Broadcast | None,
) -> None:
    changes = [_change(shift, before[shift.id]) for shift in shifts]
    coming = [at for shift in shifts for at in (before[shift.id].began, shift.starts_at) if at > now]
    begins = min(coming, default=None)
    held = holds.hold(MOVED, changes, by=by, now=now, begins=begins, within=within)
    for shift, said in zip(shifts, held, strict=True):
        if said.held:
            shift.moved_at, shift.lead_told_at = now, None


def _change(shift: Shift, before: ShiftBefore) -> holds.Change:
    here = shift_values_of(shift)
    names = [name for name, value in before.values.items() if here[name] != value]
    words = {
        "was": before.words, "was_began": before.began, "was_moved_at": shift.moved_at,
        "was_lead_told_at": shift.lead_told_at,
    }  # fmt: skip
    return holds.Change(shift, {n: before.values[n] for n in names}, {n: here[n] for n in names}, words)


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
