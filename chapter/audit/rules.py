"""Writing into the log, as part of the change that it tells of."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, or_, select, update

from chapter import db
from chapter.audit.models import Actor, Entry, Kept, Values


def record(
    verb: str,
    what: Kept,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Entry:
    """Log that ``by`` did ``verb`` to ``what``. Only fields that differ are kept.

    ``before`` and ``after`` map field names to values; datetimes are kept as ISO 8601.
    """
    old, new = _changed(before or {}, after or {})
    db.session.flush()
    entry = Entry(
        at=now,
        actor_kind=by.kind,
        actor_person_id=by.person_id,
        actor_name=by.name,
        verb=verb,
        record_kind=what.__tablename__,
        record_id=what.id,
        fields=sorted(old.keys() | new.keys()),
        why=why,
    )
    if old or new:
        entry.values = Values(before=old, after=new)
    db.session.add(entry)
    return entry


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    missing = object()
    names = [n for n in before.keys() | after.keys() if before.get(n, missing) != after.get(n, missing)]
    old = {name: _plain(before[name]) for name in names if name in before}
    new = {name: _plain(after[name]) for name in names if name in after}
    return old, new


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def blank(records: Mapping[str, Collection[int]]) -> None:
    """Empty the values before and after of records, in erasure. Who, when and what stays.

    ``records``: for each kind of record the numbers of those that are erased.
    """
    each = [and_(Entry.record_kind == kind, Entry.record_id.in_(ids)) for kind, ids in records.items() if ids]
    erased = or_(false(), *each)
    about = select(Entry.id).where(erased)
    db.session.execute(
        update(Values).where(Values.entry_id.in_(about)).values(before={}, after={}),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        update(Entry).where(erased).values(why=""),
        execution_options={"synchronize_session": False},
    )
