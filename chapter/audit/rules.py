"""Writing audit entries, in the transaction of the change that they describe."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, and_, false, insert, inspect, literal, or_, select, update

from chapter import db
from chapter.audit.models import Actor, Auditable, Entry, Values
from chapter.personal_data import registry
from chapter.security import security_log


class SecretLogged(ValueError):
    """An entry would hold what its table declares as a secret."""


def record(
    verb: str,
    what: Auditable,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Entry:
    """Log that ``by`` did ``verb`` to ``what``. Only fields that differ are saved.

    ``before`` and ``after`` map field names to values; datetimes are saved as ISO 8601. Raises SecretLogged
    for a field that grants access to something.
    """
    db.session.flush()
    entry = _entry(verb, what, by, now, before or {}, after or {}, why)
    db.session.add(entry)
    return entry


def record_change(
    verb: str, what: Auditable, *, by: Actor, now: datetime, before: Mapping[str, Any],
    after: Mapping[str, Any], why: str = "",
) -> None:  # fmt: skip
    """As `record`, for what was saved from a form: nothing is logged when it was saved as it stood, unless
    there is a reason to tell."""
    if why or before != after:
        record(verb, what, by=by, now=now, before=before, after=after, why=why)


def record_each(
    verb: str,
    which: Iterable[Auditable],
    *,
    by: Actor,
    now: datetime,
    before: Callable[[Any], Mapping[str, Any]],
    after: Mapping[str, Any],
    why: str = "",
) -> None:
    """Log the same verb for many saved records of one kind, in one INSERT for the entries and one more for
    each distinct ``before``."""
    entries = [_entry(verb, one, by, now, before(one), after, why) for one in which]
    if not entries:
        return
    db.session.flush()
    db.session.execute(insert(Entry), [_row(entry) for entry in entries])
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.values is not None:
            alike[repr(entry.values.before)].append(entry)
    for some in alike.values():
        _keep_values(some)


def _keep_values(entries: Sequence[Entry]) -> None:
    """Save the values before and after, which are the same for all of ``entries``."""
    first = entries[0]
    same = [getattr(Entry, name) == getattr(first, name) for name in ("at", "verb", "record_kind")]
    named = Entry.record_id.in_([entry.record_id for entry in entries])
    kept = first.values
    if kept is not None:
        columns = (Entry.id, *(literal(what, JSON) for what in (kept.before, kept.after)))
        written = select(*columns).where(*same, named, Entry.id.not_in(select(Values.entry_id)))
        db.session.execute(insert(Values).from_select(["entry_id", "before", "after"], written))


def _row(entry: Entry) -> dict[str, Any]:
    names = (column.key for column in inspect(Entry).column_attrs if column.key != "id")
    return {name: getattr(entry, name) for name in names}


def _entry(
    verb: str, what: Auditable, by: Actor, now: datetime, before: Mapping[str, Any], after: Mapping[str, Any],
    why: str,
) -> Entry:  # fmt: skip
    old, new = _changed(before, after)
    secrets = registry.secret_columns(what.__tablename__) & {*old, *new}
    if secrets:
        raise SecretLogged(f"{what.__tablename__}: {', '.join(sorted(secrets))}")
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
    detail = next((str(one[name]) for one in (new, old) for name in ("role", "post") if name in one), "")
    security_log.log_change(what.__tablename__, verb, what.id, by.person_id, detail)
    return entry


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    missing = object()
    names = [n for n in before.keys() | after.keys() if before.get(n, missing) != after.get(n, missing)]
    old = {name: _plain(before[name]) for name in names if name in before}
    new = {name: _plain(after[name]) for name in names if name in after}
    return old, new


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def redact(records: Mapping[str, Collection[int]]) -> None:
    """Blank the values before and after of erased records. Who, when and what stays.

    ``records``: for each kind of record the ids of those that are erased.
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
