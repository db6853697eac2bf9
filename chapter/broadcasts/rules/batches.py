"""Writing the letters of a broadcast, some readers at a time, each batch in a transaction of its own.

Readers are taken in the order of their ids, so one that is killed goes on after the last batch; a mail has a
key of its own, so nobody gets two, whoever writes. Its record is locked before the broadcast.
"""

from datetime import datetime
from itertools import islice

from sqlalchemy import select

from chapter import db
from chapter.audit.models import Auditable
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import BroadcastKind, Recipient, kind_of
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.queries import LONGEST_RETRY, RETRY_AFTER
from chapter.broadcasts.rolling import RollingKind
from chapter.broadcasts.scheduled import Occasion, may_be_written, scheduled_kinds
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter, Letter

TOO_LATE = "It could not be written in time."


def send_next_batch(number: int, *, now: datetime) -> int:
    """Write the next letters of a broadcast whose hold is over; returns how many readers were handled. No
    letter is written twice. Before each batch it is checked whether the broadcast is still needed."""
    broadcast, _ = lock_with_record(db.session.get_one(Broadcast, number))
    if _is_over(broadcast) or _waits(broadcast, now):
        return 0
    kind = kind_of(broadcast)
    if kind.is_blocked(broadcast) or _within_a_hold(broadcast):
        return 0
    return _begin_or_go_on(broadcast, kind, now)


def send_next_of(occasion: Occasion, *, now: datetime) -> int:
    """Write the next letters of what is due by the time; returns how many readers were handled."""
    kind = scheduled_kinds()[occasion.kind]
    record = db.lock_of(kind.model, occasion.record_id)
    broadcast = broadcast_of(occasion)
    if _is_over(broadcast) or _waits(broadcast, now) or not kind.is_due(occasion, record, now):
        return 0
    db.session.add(broadcast)
    db.session.flush()
    return _begin_or_go_on(broadcast, kind, now)


def close_if_not_due(number: int, *, now: datetime) -> None:
    """Close what was due by the time and is not any more: nobody else is written to."""
    broadcast, _ = lock_with_record(db.session.get_one(Broadcast, number))
    if not _is_over(broadcast) and not may_be_written(broadcast, now):
        broadcast.payload, broadcast.sent_at = {**broadcast.payload, "not_sent": TOO_LATE}, now


def send_next_rolling(kind: RollingKind, *, now: datetime) -> int:
    """Write the next mails that are due to each reader at a time of their own; returns how many."""
    db.take_turn(kind.name)
    due = {one.key: one for one in kind.due(now) if one.reader.email}
    used = dedup_key.already_used(due)
    new = list(islice((one for key, one in due.items() if key not in used), kind.batch_size))
    mail.queue_many((_addressed(one.write(), one.reader, one.key) for one in new), now=now)
    return len(new)


def broadcast_of(occasion: Occasion) -> Broadcast:
    """The broadcast of ``occasion``, locked; one that is not saved yet when nothing was written."""
    same = select(Broadcast).where(Broadcast.nonce == occasion.key)
    known = db.first(same)
    if known is not None:
        return db.lock(known)
    return Broadcast(
        kind=occasion.kind, record_kind=scheduled_kinds()[occasion.kind].model.__tablename__,
        record_id=occasion.record_id, nonce=occasion.key, before={}, after={}, payload={},
        opened_at=occasion.at, sends_at=occasion.at, last_id=0, reached=0,
    )  # fmt: skip


def postpone(broadcast: Broadcast, *, now: datetime) -> None:
    """Retry later, since its letters could not be written: each wait twice as long as the last, an hour at
    most. Until then staff see that it is stuck; as long as nobody has been notified it can be undone."""
    failures = broadcast.payload.get("failures", 0) + 1
    broadcast.payload = {**broadcast.payload, "failures": failures}
    broadcast.sends_at = now + min(RETRY_AFTER * 2 ** min(failures - 1, 10), LONGEST_RETRY)
    db.session.add(broadcast)


def lock_with_record(broadcast: Broadcast) -> tuple[Broadcast, Auditable]:
    """The broadcast and its record, both locked: the record first."""
    model = next(
        mapper.class_
        for mapper in db.Model.registry.mappers
        if mapper.class_.__tablename__ == broadcast.record_kind
    )
    record = db.lock_of(model, broadcast.record_id)
    return db.lock(broadcast), record


def _begin_or_go_on(broadcast: Broadcast, kind: BroadcastKind, now: datetime) -> int:
    first = broadcast.left_at is None
    broadcast.left_at, broadcast.open_key = broadcast.left_at or now, None
    broadcast.payload = {name: said for name, said in broadcast.payload.items() if name != "failures"}
    if kind.is_needless(broadcast, now):
        why = kind.why_dropped(broadcast, now)
        broadcast.payload = {**broadcast.payload, "not_sent": why} if why else broadcast.payload
        broadcast.sent_at = now
        return 0
    if first:
        kind.on_begin(broadcast, now)
    return _write(broadcast, kind, now)


def _write(broadcast: Broadcast, kind: BroadcastKind, now: datetime) -> int:
    """Write the letters to the next readers; returns how many readers."""
    found = kinds.next_recipients(kind.recipients(broadcast), broadcast.last_id, kind.batch_size + 1)
    batch = found[: kind.batch_size]
    new = _not_mailed(broadcast, kind, batch)
    kind.on_batch(broadcast, list(new.values()), now)
    letters = kind.letters(broadcast, list(new.values()))
    mails = [
        _addressed(letter, one, key)
        for (key, one), letter in zip(new.items(), letters, strict=True)
        if letter is not None
    ]
    mail.queue_many(mails, now=now)
    broadcast.reached += len(mails)
    broadcast.last_id = max((one.id for one in batch), default=broadcast.last_id)
    if len(found) <= kind.batch_size:
        broadcast.sent_at = now
        kind.on_done(broadcast, now)
    return len(batch)


def _not_mailed(broadcast: Broadcast, kind: BroadcastKind, batch: list[Recipient]) -> dict[str, Recipient]:
    """Those of ``batch`` to whom a letter is written, by the key of their mail: none that has left."""
    by_key: dict[str, Recipient] = {}
    for one in kind.reached(batch):
        by_key.setdefault(kind.dedup_key(broadcast, one), one)
    used = dedup_key.already_used(by_key)
    return {key: one for key, one in by_key.items() if key not in used}


def _addressed(letter: Letter, reader: Recipient, key: str) -> AddressedLetter:
    return AddressedLetter(letter, (reader.name, reader.email), reader.person_id, key)


def _is_over(broadcast: Broadcast) -> bool:
    return broadcast.sent_at is not None or broadcast.undone_at is not None


def _waits(broadcast: Broadcast, now: datetime) -> bool:
    return now < broadcast.sends_at <= now + LONGEST_RETRY


def _within_a_hold(broadcast: Broadcast) -> bool:
    if broadcast.parent_id is None:
        return False
    return db.session.get_one(Broadcast, broadcast.parent_id, populate_existing=True).held
