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
from chapter.broadcasts.kinds import BroadcastKind, QueuedBroadcastKind, kind_of, sort_recipients
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.queries import HELD, LONGEST_RETRY, RETRY_AFTER, hold_key
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter
from chapter.refusal import Refused
from chapter.settings import queries as settings

HOLD = timedelta(minutes=10)
BEGINS_SOON = timedelta(hours=6)
"""For an event that begins within this time, sending now is offered first."""

BATCH_SIZE = 50
"""Readers per transaction, so that none is longer than 100 ms."""


ALREADY_SENT = (
    "These mails have left already, so they can’t be taken back. Change it once more, or write to them."
)
ALREADY_UNDONE = "This was undone already. Nobody was told."


@dataclass(frozen=True)
class Change:
    """One change of a record: values before and after, by name; and what the letters say, as JSON."""

    record: Auditable
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


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
        broadcast.leaves_at = until
        broadcast.nonce = nonce or broadcast.nonce
        _take_in(broadcast, change, now)
    db.session.add_all(found)
    db.session.flush()
    if known:
        _begin_again(list(known.values()), until, by, now)
    return found


def undo(broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
    """Put back what was changed and notify nobody. Returns what the page says, besides that it is done.

    Raises Refused when it has been sent, or was undone.
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
    """Send it, or retry what is stuck, without waiting. A second call changes nothing.

    Raises Refused when it was undone.
    """
    broadcast, record = _held(broadcast)
    if broadcast.undone_at is not None:
        raise Refused(ALREADY_UNDONE)
    if not (broadcast.held or broadcast.stuck) or broadcast.leaves_at <= now:
        return
    broadcast.leaves_at = now
    with_it = update(Broadcast).where(Broadcast.within_id == broadcast.id, *HELD)
    db.session.execute(with_it.values(leaves_at=now), execution_options={"synchronize_session": "fetch"})
    kind_of(broadcast).on_send_now(broadcast, now)
    audit.record("sent now", record, by=by, now=now)


def discard_if_needless(broadcast: Broadcast) -> bool:
    """Drop the hold when it concerns nobody; returns whether it was dropped."""
    parts = select(Broadcast.id).where(Broadcast.within_id == broadcast.id)
    if kind_of(broadcast).recipients(broadcast) or db.first(parts) is not None:
        return False
    db.session.delete(broadcast)
    return True


def send_next_batch(number: int, *, now: datetime) -> int:
    """Write the next letters of a broadcast whose hold is over; returns how many readers were handled. No
    letter is written twice. Before each batch it is checked whether the broadcast is still needed."""
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
    """Retry later, since its letters could not be written: each wait twice as long as the last, an hour at
    most. Until then staff see that it is stuck; as long as nobody has been notified it can be undone."""
    broadcast = db.lock(db.session.get_one(Broadcast, number))
    failures = broadcast.words.get("failures", 0) + 1
    broadcast.words = {**broadcast.words, "failures": failures}
    broadcast.leaves_at = now + min(RETRY_AFTER * 2 ** min(failures - 1, 10), LONGEST_RETRY)


def _opened(
    kind: str, change: Change, open_key: str, by: Actor, now: datetime, within: Broadcast | None
) -> Broadcast:
    return Broadcast(
        kind=kind, record_kind=change.record.__tablename__, record_id=change.record.id, open_key=open_key,
        within_id=within.id if within else None, before={}, after={}, words={}, opened_at=now,
        opened_by=by.person_id, last_id=0, told=0,
    )  # fmt: skip


def _take_in(broadcast: Broadcast, change: Change, now: datetime) -> None:
    """Keep the first ``before`` and take the latest ``after``. Of the words, keep the first of those that say
    how it was (``was…``); ``steps`` record the state before each change, for whoever booked between two."""
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
    """Restart the hold of broadcasts that absorbed a change, with all their parts; or drop them."""
    with_them = update(Broadcast).where(Broadcast.within_id.in_([one.id for one in known]), *HELD)
    db.session.execute(with_them.values(leaves_at=until), execution_options={"synchronize_session": "fetch"})
    for broadcast in known:
        kind = kind_of(broadcast)
        if kind.is_needless(broadcast, now):
            kind.on_nobody_told(broadcast, now)
            _close(broadcast, by, now)


def _close(broadcast: Broadcast, by: Actor, now: datetime) -> None:
    broadcast.undone_at, broadcast.undone_by, broadcast.open_key = now, by.person_id, None
    apart = update(Broadcast).where(Broadcast.within_id == broadcast.id, *HELD)
    db.session.execute(apart.values(within_id=None), execution_options={"synchronize_session": "fetch"})


def _write(broadcast: Broadcast, kind: BroadcastKind, now: datetime) -> int:
    """Write the letters to the next readers; returns how many readers."""
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


def require_year_over(year: int, why: str, *, now: datetime) -> None:
    """Raise Refused, with ``why`` after it, while ``year`` is not over in the chapter's zone."""
    if year >= now.astimezone(settings.current().zone_info).year:
        raise Refused(f"{year} is not over yet. {why}", "year")


def hold_for_year(kind: str, year: int, verb: str, *, by: Actor, now: datetime) -> int:
    """Hold the yearly mails of this ``kind`` about ``year``, for everybody who has none yet; ``verb`` is the
    one in the log. Returns how many; 0 when they are held already."""
    chapter = settings.current()
    if queries.is_held(kind, chapter, str(year)):
        return 0
    change = Change(chapter, words={"year": year})
    (said,) = hold(kind, [change], by=by, now=now, key=str(year))
    audit.record(verb, chapter, by=by, now=now, after={"year": year})
    many = kinds.count_recipients(said)
    if not many:
        db.session.delete(said)
    return many
