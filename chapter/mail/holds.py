"""The ten minutes between a press and the mails to many: shown, undone, sent now, or left to run out.

The change itself stands at once, only the telling waits. What is changed again meanwhile is one telling, from
the first to the last; none when it ends where it began. The letters are composed when the hold is over, so
they say what is true then, and reach whom they may reach then.

Whoever holds a record locks it before its tellings, as every rule here does: no two wait for each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.audit.models import Kept
from chapter.mail import rules as mail
from chapter.mail import tellings
from chapter.mail.models import Telling
from chapter.mail.rules import Addressed
from chapter.mail.tellings import HandedOver, Kind, kind_of
from chapter.refusal import Refused

HOLD = timedelta(minutes=10)
SOON = timedelta(hours=6)
"""What begins within this time is offered to be told now, first."""

AT_ONCE = 50
"""Readers of one transaction, so that none is longer than 100 ms."""

AGAIN, LATEST_AGAIN = timedelta(minutes=1), timedelta(hours=1)
"""What could not be written is tried again after so long at first, and at last: no hold is longer. One that
ends later than that was begun by a clock that was wrong, and is over."""

LEFT = "These mails have left already, so they can’t be taken back. Change it once more, or write to them."
UNDONE = "This was undone already. Nobody was told."


@dataclass(frozen=True)
class Change:
    """What a press did to one record: values before and after, by name; and what is said, as JSON."""

    record: Kept
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


def hold(
    kind: str, changes: Sequence[Change], *, by: Actor, now: datetime, begins: datetime | None = None,
    within: Telling | None = None, key: str = "", nonce: str = "",
) -> list[Telling]:  # fmt: skip
    """Hold back for ten minutes what is told about each change; its record is locked and changed already.

    One that is held for the same kind and record (and ``key``) takes the change in, and the ten minutes begin
    again; one that now ends where it began tells nobody. What is told at ``begins`` at the latest waits half
    of the time until then. ``within``: the act that this belongs to. ``nonce``: the form's number.
    """
    until = now + (min(HOLD, (begins - now) / 2) if begins is not None and begins > now else HOLD)
    keys = [_key(kind, change.record, key) for change in changes]
    waiting = select(Telling).where(Telling.open_key.in_(keys)).with_for_update(key_share=True)
    loaded = waiting.execution_options(populate_existing=True)
    known = {telling.open_key: telling for telling in db.session.scalars(loaded)}
    found = [
        known.get(open_key) or _opened(kind, change, open_key, by, now, within)
        for open_key, change in zip(keys, changes, strict=True)
    ]
    for telling, change in zip(found, changes, strict=True):
        telling.leaves_at = until
        telling.nonce = nonce or telling.nonce
        _take_in(telling, change, now)
    db.session.add_all(found)
    db.session.flush()
    if known:
        _begin_again(list(known.values()), until, by, now)
    return found


def undo(telling: Telling, *, by: Actor, now: datetime) -> str:
    """Put back what was changed and tell nobody; what the page says of it, beside that it is done.

    Raises Refused when it has left, or was undone.
    """
    telling, record = _held(telling)
    if telling.undone_at is not None:
        raise Refused(UNDONE)
    if not telling.held:
        raise Refused(LEFT)
    said = kind_of(telling).put_back(telling, by=by, now=now)
    audit.record("took back", record, by=by, now=now, before=telling.after, after=telling.before)
    _close(telling, by, now)
    return said


def send_now(telling: Telling, *, by: Actor, now: datetime) -> None:
    """Let it leave, or try again what is stuck, without waiting. Twice is once.

    Raises Refused when it was undone.
    """
    telling, record = _held(telling)
    if telling.undone_at is not None:
        raise Refused(UNDONE)
    if not (telling.held or telling.stuck) or telling.leaves_at <= now:
        return
    telling.leaves_at = now
    with_it = update(Telling).where(Telling.within_id == telling.id, *_HELD)
    db.session.execute(with_it.values(leaves_at=now), execution_options={"synchronize_session": "fetch"})
    kind_of(telling).hurried(telling, now)
    audit.record("sent now", record, by=by, now=now)


def forget(telling: Telling) -> bool:
    """Hold nothing after all, when it concerns nobody: whether it did not."""
    parts = select(Telling.id).where(Telling.within_id == telling.id)
    if kind_of(telling).readers(telling) or db.first(parts) is not None:
        return False
    db.session.delete(telling)
    return True


def due(now: datetime) -> list[int]:
    """The tellings whose hold is over and which have not left as a whole."""
    ended = or_(Telling.leaves_at <= now, Telling.leaves_at > now + LATEST_AGAIN)
    over = select(Telling.id).where(ended, Telling.sent_at.is_(None), Telling.undone_at.is_(None))
    return list(db.session.scalars(over.order_by(Telling.leaves_at, Telling.id)))


def leave(number: int, *, now: datetime) -> int:
    """Write the next letters of a telling whose hold is over; how many readers were looked at. What was
    written before is written by nobody again. Before each batch it is asked anew whether it still has to
    be told."""
    telling, _ = _held(db.session.get_one(Telling, number))
    if telling.sent_at is not None or telling.undone_at is not None or _lasts(telling, now):
        return 0
    kind = kind_of(telling)
    if kind.waits(telling) or _within_a_hold(telling):
        return 0
    first = telling.left_at is None
    telling.left_at, telling.open_key = telling.left_at or now, None
    telling.words = {name: said for name, said in telling.words.items() if name != "failures"}
    if kind.moot(telling, now):
        why = kind.dropped(telling, now)
        telling.words = {**telling.words, "not_sent": why} if why else telling.words
        telling.sent_at = now
        return 0
    if first:
        kind.begin(telling, now)
    if isinstance(kind, HandedOver):
        telling.sent_at = now
        return 1
    return _write(telling, kind, now)


def put_off(number: int, *, now: datetime) -> None:
    """Its letters could not be written: try again later, each time twice as late, an hour at most. Until they
    are written staff see that it is stuck; what nobody has been told of can still be undone."""
    telling = db.lock(db.session.get_one(Telling, number))
    failures = telling.words.get("failures", 0) + 1
    telling.words = {**telling.words, "failures": failures}
    telling.leaves_at = now + min(AGAIN * 2 ** min(failures - 1, 10), LATEST_AGAIN)


def open_about(record: Kept, kind: str = "") -> Select[Telling]:
    """The tellings about ``record`` that are held, of one kind when it is given."""
    found = select(Telling).where(
        Telling.record_kind == record.__tablename__, Telling.record_id == record.id, *_HELD
    )
    return found.where(Telling.kind == kind) if kind else found


def unfinished_about(record: Kept, kind: str) -> Select[Telling]:
    """The tellings of one kind about ``record`` that are held or not told to all yet, the latest first."""
    of_it = Telling.record_kind == record.__tablename__, Telling.record_id == record.id, Telling.kind == kind
    found = select(Telling).where(*of_it, Telling.sent_at.is_(None), Telling.undone_at.is_(None))
    return found.order_by(Telling.id.desc())


def held_records(model: type[db.Model], *kinds: str) -> Select[int]:
    """The numbers of the records of ``model`` about which something of ``kinds`` is held: rules of time leave
    them alone, since it may still be undone."""
    return select(Telling.record_id).where(
        Telling.record_kind == model.__tablename__, Telling.kind.in_(kinds), *_HELD
    )


def is_held(kind: str, record: Kept, key: str = "") -> bool:
    """Whether this is held already."""
    return db.first(select(Telling.id).where(Telling.open_key == _key(kind, record, key))) is not None


def by_nonce(nonce: str) -> Telling | None:
    """What the form of this number asked for already."""
    return db.first(select(Telling).where(Telling.nonce == nonce))


_HELD = (Telling.left_at.is_(None), Telling.undone_at.is_(None))


def _key(kind: str, record: Kept, key: str) -> str:
    return ":".join(filter(None, (kind, record.__tablename__, str(record.id), key)))


def _opened(
    kind: str, change: Change, open_key: str, by: Actor, now: datetime, within: Telling | None
) -> Telling:
    return Telling(
        kind=kind, record_kind=change.record.__tablename__, record_id=change.record.id, open_key=open_key,
        within_id=within.id if within else None, before={}, after={}, words={}, opened_at=now,
        opened_by=by.person_id, last_id=0, told=0,
    )  # fmt: skip


def _take_in(telling: Telling, change: Change, now: datetime) -> None:
    """The first of what stood before, the last of what stands now. The first words too, where they tell how
    it was (``was…``); ``steps`` keep how it was before each change, for whoever booked between two."""
    steps = telling.words.get("steps", [])
    telling.before = {**_plain(change.before), **telling.before}
    telling.after = {**telling.after, **_plain(change.after)}
    kept = {name: value for name, value in telling.words.items() if name.startswith("was")}
    telling.words = {**telling.words, **{n: v for n, v in _plain(change.words).items() if v != ""}, **kept}
    if "was" in change.words:
        telling.words = {**telling.words, "steps": [*steps, [now.isoformat(), change.words["was"]]]}


def _begin_again(known: Sequence[Telling], until: datetime, by: Actor, now: datetime) -> None:
    """What took another change in leaves later, with all that belongs to it; or not at all."""
    with_them = update(Telling).where(Telling.within_id.in_([one.id for one in known]), *_HELD)
    db.session.execute(with_them.values(leaves_at=until), execution_options={"synchronize_session": "fetch"})
    for telling in known:
        kind = kind_of(telling)
        if kind.moot(telling, now):
            kind.quiet(telling, now)
            _close(telling, by, now)


def _close(telling: Telling, by: Actor, now: datetime) -> None:
    telling.undone_at, telling.undone_by, telling.open_key = now, by.person_id, None
    apart = update(Telling).where(Telling.within_id == telling.id, *_HELD)
    db.session.execute(apart.values(within_id=None), execution_options={"synchronize_session": "fetch"})


def _write(telling: Telling, kind: Kind, now: datetime) -> int:
    """The letters of the next readers; how many readers."""
    left = sorted((one for one in kind.readers(telling) if one.id > telling.last_id), key=lambda one: one.id)
    batch = left[:AT_ONCE]
    to = tellings.sorted_out(batch, kind.mail).to
    keys = [f"telling-{telling.public_id}-{one.id}" for one in to]
    mail.queue_many(
        (
            Addressed(letter, (one.name, one.email), one.person_id, key)
            for letter, one, key in zip(kind.letters(telling, to), to, keys, strict=True)
        ),
        now=now,
    )
    telling.told += len(to)
    telling.last_id = max((one.id for one in batch), default=telling.last_id)
    if len(left) <= AT_ONCE:
        telling.sent_at = now
    return len(batch)


def _lasts(telling: Telling, now: datetime) -> bool:
    return now < telling.leaves_at <= now + LATEST_AGAIN


def _within_a_hold(telling: Telling) -> bool:
    if telling.within_id is None:
        return False
    return db.session.get_one(Telling, telling.within_id, populate_existing=True).held


def _held(telling: Telling) -> tuple[Telling, Kept]:
    """The telling and its record, both locked: the record first."""
    model = next(
        mapper.class_
        for mapper in db.Model.registry.mappers
        if mapper.class_.__tablename__ == telling.record_kind
    )
    record = db.lock_of(model, telling.record_id)
    return db.lock(telling), record


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }
