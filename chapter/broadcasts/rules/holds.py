"""The ten minutes between an act and its mails to many: undone, sent now, or left to run out.

The change itself takes effect at once, only the broadcast waits. Further changes meanwhile join one
broadcast, from the first value to the last; none is sent when the record ends as it began. The letters are
composed when the hold is over, so they say what is true then, and reach whom they may reach then.

A record is locked before its broadcasts, as by every rule here: so no two transactions deadlock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from chapter import audit, db
from chapter.audit.models import Actor, Auditable
from chapter.broadcasts import kinds, queries
from chapter.broadcasts.kinds import kind_of
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.queries import HELD, hold_key
from chapter.broadcasts.rules.batches import lock_with_record
from chapter.broadcasts.scheduled import may_be_written
from chapter.refusal import Refused
from chapter.settings import queries as settings

HOLD = timedelta(minutes=10)
BEGINS_SOON = timedelta(hours=6)
"""For an event that begins within this time, sending now is offered first."""

ALREADY_SENT = "These emails were already sent, so you can’t undo it. Change it again, or email them."
NOT_DUE = "It is too late for these emails, so they won’t be sent."
ALREADY_UNDONE = "This was already undone. No emails were sent."


@dataclass(frozen=True)
class Change:
    """One change of a record: values before and after, by name; and what the letters say, as JSON."""

    record: Auditable
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)


def hold(
    kind: str, changes: Sequence[Change], *, by: Actor, now: datetime, begins: datetime | None = None,
    within: Broadcast | None = None, key: str = "", nonce: str = "",
) -> list[Broadcast]:  # fmt: skip
    """Hold the notification about each change for ten minutes; its record is locked and changed already.

    A broadcast that is held for the same kind and record (and ``key``) absorbs the change, and the ten
    minutes begin again; if the record is now as it was at first, nobody is notified. With ``begins``, the
    hold lasts at most half of the time until then. ``within``: the broadcast that this belongs to. ``nonce``:
    the form's.
    """
    until = now + (min(HOLD, (begins - now) / 2) if begins is not None and begins > now else HOLD)
    keys = [hold_key(kind, change.record, key) for change in changes]
    waiting = select(Broadcast).where(Broadcast.open_key.in_(keys)).with_for_update(key_share=True)
    loaded = waiting.execution_options(populate_existing=True)
    known = {broadcast.open_key: broadcast for broadcast in db.session.scalars(loaded)}
    found = [
        known.get(open_key) or _opened(kind, change, open_key, by, now, within)
        for open_key, change in zip(keys, changes, strict=True)
    ]
    for broadcast, change in zip(found, changes, strict=True):
        broadcast.sends_at = until
        broadcast.nonce = nonce or broadcast.nonce
        _take_in(broadcast, change, now)
    db.session.add_all(found)
    db.session.flush()
    if known:
        _begin_again(list(known.values()), until, by, now)
    return found


def send(kind: str, record: Auditable, *, key: str = "", by: Actor, now: datetime) -> Broadcast:
    """Send it without a hold: a rule of the program changed ``record``, which is locked, and nobody can take
    that back."""
    (sent,) = hold(kind, [Change(record)], by=by, now=now, key=key)
    sent.sends_at = sent.left_at = now
    sent.open_key = None
    kind_of(sent).on_begin(sent, now)
    return sent


def undo(broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
    """Put back what was changed and notify nobody. Returns what the page says, besides that it is done.

    Raises Refused when it has been sent, or was undone.
    """
    broadcast, record = lock_with_record(broadcast)
    if broadcast.undone_at is not None:
        raise Refused(ALREADY_UNDONE)
    if not broadcast.held:
        raise Refused(ALREADY_SENT)
    said = kind_of(broadcast).revert(broadcast, by=by, now=now)
    audit.record("took back", record, by=by, now=now, before=broadcast.after, after=broadcast.before)
    _close(broadcast, by, now)
    return said


def send_now(broadcast: Broadcast, *, by: Actor, now: datetime) -> None:
    """Send it, or retry what is stuck, without waiting. A second call changes nothing.

    Raises Refused when it was undone, and for a reminder or the like that is not due any more.
    """
    broadcast, record = lock_with_record(broadcast)
    if broadcast.undone_at is not None:
        raise Refused(ALREADY_UNDONE)
    if broadcast.stuck and not may_be_written(broadcast, now):
        raise Refused(NOT_DUE)
    if not (broadcast.held or broadcast.stuck) or broadcast.sends_at <= now:
        return
    broadcast.sends_at = now
    with_it = update(Broadcast).where(Broadcast.parent_id == broadcast.id, *HELD)
    db.session.execute(with_it.values(sends_at=now), execution_options={"synchronize_session": "fetch"})
    audit.record("sent now", record, by=by, now=now)


def discard_if_needless(broadcast: Broadcast) -> bool:
    """Drop the hold when it concerns nobody; returns whether it was dropped."""
    parts = select(Broadcast.id).where(Broadcast.parent_id == broadcast.id)
    if db.first(parts) is not None or kinds.recipients_of(kind_of(broadcast).recipients(broadcast)):
        return False
    db.session.delete(broadcast)
    return True


def _opened(
    kind: str, change: Change, open_key: str, by: Actor, now: datetime, within: Broadcast | None
) -> Broadcast:
    return Broadcast(
        kind=kind, record_kind=change.record.__tablename__, record_id=change.record.id, open_key=open_key,
        parent_id=within.id if within else None, before={}, after={}, payload={}, opened_at=now,
        opened_by=by.person_id, last_id=0, reached=0,
    )  # fmt: skip


def _take_in(broadcast: Broadcast, change: Change, now: datetime) -> None:
    """Keep the first ``before`` and take the latest ``after``. Of the payload, keep the first of what says
    how it was (``was…``); ``steps`` record the state before each change, for whoever booked between two."""
    steps = broadcast.payload.get("steps", [])
    broadcast.before = {**_plain(change.before), **broadcast.before}
    broadcast.after = {**broadcast.after, **_plain(change.after)}
    kept = {name: value for name, value in broadcast.payload.items() if name.startswith("was")}
    broadcast.payload = {
        **broadcast.payload,
        **{n: v for n, v in _plain(change.payload).items() if v != ""},
        **kept,
    }
    if "was" in change.payload:
        broadcast.payload = {**broadcast.payload, "steps": [*steps, [now.isoformat(), change.payload["was"]]]}


def _begin_again(known: Sequence[Broadcast], until: datetime, by: Actor, now: datetime) -> None:
    """Restart the hold of broadcasts that absorbed a change, with all their parts; or drop them."""
    with_them = update(Broadcast).where(Broadcast.parent_id.in_([one.id for one in known]), *HELD)
    db.session.execute(with_them.values(sends_at=until), execution_options={"synchronize_session": "fetch"})
    for broadcast in known:
        kind = kind_of(broadcast)
        if kind.is_needless(broadcast, now):
            kind.on_nobody_told(broadcast, now)
            _close(broadcast, by, now)


def _close(broadcast: Broadcast, by: Actor, now: datetime) -> None:
    broadcast.undone_at, broadcast.undone_by, broadcast.open_key = now, by.person_id, None
    apart = update(Broadcast).where(Broadcast.parent_id == broadcast.id, *HELD)
    db.session.execute(apart.values(parent_id=None), execution_options={"synchronize_session": "fetch"})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def require_year_over(year: int, why: str, *, now: datetime) -> None:
    """Raise Refused, with ``why`` after it, while ``year`` is not over in the chapter's zone."""
    if year >= now.astimezone(settings.current().zone_info).year:
        raise Refused(f"{year} isn’t over yet. {why}", "year")


def hold_for_year(kind: str, year: int, verb: str, *, by: Actor, now: datetime) -> int:
    """Hold the yearly mails of this ``kind`` about ``year``, for everybody who has none yet; ``verb`` is the
    one in the log. Returns how many; 0 when they are held already."""
    chapter = settings.current()
    if queries.is_held(kind, chapter, str(year)):
        return 0
    change = Change(chapter, payload={"year": year})
    (said,) = hold(kind, [change], by=by, now=now, key=str(year))
    audit.record(verb, chapter, by=by, now=now, after={"year": year})
    many = kinds.count_recipients(said)
    if not many:
        db.session.delete(said)
    return many
