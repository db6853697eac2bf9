"""The ten minutes between a press and the mails to many: shown, undone, sent now, or left to run out.

The change itself stands at once, only the broadcast waits. What is changed again meanwhile is one broadcast,
from the first to the last; none when it ends where it began. The
letters are composed when the hold is over, so
they say what is true then, and reach whom they may reach then.

Whoever holds a record locks it before its broadcasts, as every rule here does: no two wait for each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.audit.models import Auditable
from chapter.broadcasts.kinds import BroadcastKind, QueuedBroadcastKind, kind_of, sort_recipients
from chapter.broadcasts.models import Broadcast
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter
from chapter.refusal import Refused

HOLD = timedelta(minutes=10)
BEGINS_SOON = timedelta(hours=6)
"""What begins within this time is offered to be told now, first."""

BATCH_SIZE = 50
"""Readers of one transaction, so that none is longer than 100 ms."""

RETRY_AFTER, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
"""What could not be written is tried again after so long at first, and at last: no hold is longer. One that
ends later than that was begun by a clock that was wrong, and is over."""

ALREADY_SENT = (
    "These mails have left already, so they can’t be taken back. Change it once more, or write to them."
)
ALREADY_UNDONE = "This was undone already. Nobody was told."


@dataclass(frozen=True)
class Change:
    """What a press did to one record: values before and after, by name; and what is said, as JSON."""

    record: Auditable
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


def hold(
    kind: str, changes: Sequence[Change], *, by: Actor, now: datetime, begins: datetime | None = None,
    within: Broadcast | None = None, key: str = "", nonce: str = "",
) -> list[Broadcast]:  # fmt: skip
    """Hold back for ten minutes what is told about each change; its record is locked and changed already.

    One that is held for the same kind and record (and ``key``) takes the change in, and the ten minutes begin
    again; one that now ends where it began tells nobody. What is told at ``begins`` at the latest waits half
    of the time until then. ``within``: the act that this belongs to. ``nonce``: the form's number.
    """
    until = now + (min(HOLD, (begins - now) / 2) if begins is not None and begins > now else HOLD)
    keys = [_key(kind, change.record, key) for change in changes]
    waiting = select(Broadcast).where(Broadcast.open_key.in_(keys)).with_for_update(key_share=True)
    loaded = waiting.execution_options(populate_existing=True)
    known = {broadcast.open_key: broadcast for broadcast in db.session.scalars(loaded)}
    found = [
        known.get(open_key) or _opened(kind, change, open_key, by, now, within)
        for open_key, change in zip(keys, changes, strict=True)
    ]
    for broadcast, change in zip(found, changes, strict=True):
        broadcast.leaves_at = until
        broadcast.nonce = nonce or broadcast.nonce
        _take_in(broadcast, change, now)
    db.session.add_all(found)
    db.session.flush()
    if known:
        _begin_again(list(known.values()), until, by, now)
    return found


def undo(broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
    """Put back what was changed and tell nobody; what the page says of it, beside that it is done.

    Raises Refused when it has left, or was undone.
    """
    broadcast, record = _held(broadcast)
    if broadcast.undone_at is not None:
        raise Refused(ALREADY_UNDONE)
    if not broadcast.held:
        raise Refused(ALREADY_SENT)
    said = kind_of(broadcast).revert(broadcast, by=by, now=now)
    audit.record("took back", record, by=by, now=now, before=broadcast.after, after=broadcast.before)
    _close(broadcast, by, now)
    return said


def send_now(broadcast: Broadcast, *, by: Actor, now: datetime) -> None:
    """Let it leave, or try again what is stuck, without waiting. Twice is once.

    Raises Refused when it was undone.
    """
    broadcast, record = _held(broadcast)
    if broadcast.undone_at is not None:
        raise Refused(ALREADY_UNDONE)
    if not (broadcast.held or broadcast.stuck) or broadcast.leaves_at <= now:
        return
    broadcast.leaves_at = now
    with_it = update(Broadcast).where(Broadcast.within_id == broadcast.id, *_HELD)
    db.session.execute(with_it.values(leaves_at=now), execution_options={"synchronize_session": "fetch"})
    kind_of(broadcast).on_send_now(broadcast, now)
    audit.record("sent now", record, by=by, now=now)


def discard_if_needless(broadcast: Broadcast) -> bool:
    """Hold nothing after all, when it concerns nobody: whether it did not."""
    parts = select(Broadcast.id).where(Broadcast.within_id == broadcast.id)
    if kind_of(broadcast).recipients(broadcast) or db.first(parts) is not None:
        return False
    db.session.delete(broadcast)
    return True


def due(now: datetime) -> list[int]:
    """The broadcasts whose hold is over and which have not left as a whole."""
    ended = or_(Broadcast.leaves_at <= now, Broadcast.leaves_at > now + LONGEST_RETRY)
    over = select(Broadcast.id).where(ended, Broadcast.sent_at.is_(None), Broadcast.undone_at.is_(None))
    return list(db.session.scalars(over.order_by(Broadcast.leaves_at, Broadcast.id)))


def send_next_batch(number: int, *, now: datetime) -> int:
    """Write the next letters of a broadcast whose hold is over; how many readers were looked at. What was
    written before is written by nobody again. Before each batch it is asked anew whether it still has to
    be told."""
    broadcast, _ = _held(db.session.get_one(Broadcast, number))
    if broadcast.sent_at is not None or broadcast.undone_at is not None or _lasts(broadcast, now):
        return 0
    kind = kind_of(broadcast)
    if kind.is_blocked(broadcast) or _within_a_hold(broadcast):
        return 0
    first = broadcast.left_at is None
    broadcast.left_at, broadcast.open_key = broadcast.left_at or now, None
    broadcast.words = {name: said for name, said in broadcast.words.items() if name != "failures"}
    if kind.is_needless(broadcast, now):
        why = kind.why_dropped(broadcast, now)
        broadcast.words = {**broadcast.words, "not_sent": why} if why else broadcast.words
        broadcast.sent_at = now
        return 0
    if first:
        kind.on_begin(broadcast, now)
    if isinstance(kind, QueuedBroadcastKind):
        broadcast.sent_at = now
        return 1
    return _write(broadcast, kind, now)


def postpone(number: int, *, now: datetime) -> None:
    """Its letters could not be written: try again later, each time twice as late, an hour at most. Until they
    are written staff see that it is stuck; what nobody has been told of can still be undone."""
    broadcast = db.lock(db.session.get_one(Broadcast, number))
    failures = broadcast.words.get("failures", 0) + 1
    broadcast.words = {**broadcast.words, "failures": failures}
    broadcast.leaves_at = now + min(RETRY_AFTER * 2 ** min(failures - 1, 10), LONGEST_RETRY)


def held_about(record: Auditable, kind: str = "") -> Select[Broadcast]:
    """The broadcasts about ``record`` that are held, of one kind when it is given."""
    found = select(Broadcast).where(
        Broadcast.record_kind == record.__tablename__, Broadcast.record_id == record.id, *_HELD
    )
    return found.where(Broadcast.kind == kind) if kind else found


def unfinished_about(record: Auditable, kind: str) -> Select[Broadcast]:
    """The broadcasts of one kind about ``record`` that are held or not told to all yet, the latest first."""
    of_it = (
        Broadcast.record_kind == record.__tablename__,
        Broadcast.record_id == record.id,
        Broadcast.kind == kind,
    )
    found = select(Broadcast).where(*of_it, Broadcast.sent_at.is_(None), Broadcast.undone_at.is_(None))
    return found.order_by(Broadcast.id.desc())


def held_records(model: type[db.Model], *kinds: str) -> Select[int]:
    """The numbers of the records of ``model`` about which something of ``kinds`` is held: rules of time leave
    them alone, since it may still be undone."""
    return select(Broadcast.record_id).where(
        Broadcast.record_kind == model.__tablename__, Broadcast.kind.in_(kinds), *_HELD
    )


def is_held(kind: str, record: Auditable, key: str = "") -> bool:
    """Whether this is held already."""
    return db.first(select(Broadcast.id).where(Broadcast.open_key == _key(kind, record, key))) is not None


def by_nonce(nonce: str) -> Broadcast | None:
    """What the form of this number asked for already."""
    return db.first(select(Broadcast).where(Broadcast.nonce == nonce))


_HELD = (Broadcast.left_at.is_(None), Broadcast.undone_at.is_(None))


def _key(kind: str, record: Auditable, key: str) -> str:
    return ":".join(filter(None, (kind, record.__tablename__, str(record.id), key)))


def _opened(
    kind: str, change: Change, open_key: str, by: Actor, now: datetime, within: Broadcast | None
) -> Broadcast:
    return Broadcast(
        kind=kind, record_kind=change.record.__tablename__, record_id=change.record.id, open_key=open_key,
        within_id=within.id if within else None, before={}, after={}, words={}, opened_at=now,
        opened_by=by.person_id, last_id=0, told=0,
    )  # fmt: skip


def _take_in(broadcast: Broadcast, change: Change, now: datetime) -> None:
    """The first of what stood before, the last of what stands now. The first words too, where they tell how
    it was (``was…``); ``steps`` keep how it was before each change, for whoever booked between two."""
    steps = broadcast.words.get("steps", [])
    broadcast.before = {**_plain(change.before), **broadcast.before}
    broadcast.after = {**broadcast.after, **_plain(change.after)}
    kept = {name: value for name, value in broadcast.words.items() if name.startswith("was")}
    broadcast.words = {
        **broadcast.words,
        **{n: v for n, v in _plain(change.words).items() if v != ""},
        **kept,
    }
    if "was" in change.words:
        broadcast.words = {**broadcast.words, "steps": [*steps, [now.isoformat(), change.words["was"]]]}


def _begin_again(known: Sequence[Broadcast], until: datetime, by: Actor, now: datetime) -> None:
    """What took another change in leaves later, with all that belongs to it; or not at all."""
    with_them = update(Broadcast).where(Broadcast.within_id.in_([one.id for one in known]), *_HELD)
    db.session.execute(with_them.values(leaves_at=until), execution_options={"synchronize_session": "fetch"})
    for broadcast in known:
        kind = kind_of(broadcast)
        if kind.is_needless(broadcast, now):
            kind.on_nobody_told(broadcast, now)
            _close(broadcast, by, now)


def _close(broadcast: Broadcast, by: Actor, now: datetime) -> None:
    broadcast.undone_at, broadcast.undone_by, broadcast.open_key = now, by.person_id, None
    apart = update(Broadcast).where(Broadcast.within_id == broadcast.id, *_HELD)
    db.session.execute(apart.values(within_id=None), execution_options={"synchronize_session": "fetch"})


def _write(broadcast: Broadcast, kind: BroadcastKind, now: datetime) -> int:
    """The letters of the next readers; how many readers."""
    left = sorted(
        (one for one in kind.recipients(broadcast) if one.id > broadcast.last_id), key=lambda one: one.id
    )
    batch = left[:BATCH_SIZE]
    to = sort_recipients(batch, kind.mail).to
    keys = [f"telling-{broadcast.public_id}-{one.id}" for one in to]
    mail.queue_many(
        (
            AddressedLetter(letter, (one.name, one.email), one.person_id, key)
            for letter, one, key in zip(kind.letters(broadcast, to), to, keys, strict=True)
        ),
        now=now,
    )
    broadcast.told += len(to)
    broadcast.last_id = max((one.id for one in batch), default=broadcast.last_id)
    if len(left) <= BATCH_SIZE:
        broadcast.sent_at = now
    return len(batch)


def _lasts(broadcast: Broadcast, now: datetime) -> bool:
    return now < broadcast.leaves_at <= now + LONGEST_RETRY


def _within_a_hold(broadcast: Broadcast) -> bool:
    if broadcast.within_id is None:
        return False
    return db.session.get_one(Broadcast, broadcast.within_id, populate_existing=True).held


def _held(broadcast: Broadcast) -> tuple[Broadcast, Auditable]:
    """The broadcast and its record, both locked: the record first."""
    model = next(
        mapper.class_
        for mapper in db.Model.registry.mappers
        if mapper.class_.__tablename__ == broadcast.record_kind
    )
    record = db.lock_of(model, broadcast.record_id)
    return db.lock(broadcast), record


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }
