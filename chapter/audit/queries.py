"""Reading the audit log: entries by kind, verb, person and time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit.models import Auditable, Entry


@dataclass(frozen=True)
class EntryFilter:
    """Which entries to show; None or empty: any. ``kinds`` is what the viewer may see; None: everything but
    the kinds ``without``."""

    kinds: Collection[str] | None = None
    without: Collection[str] = ()
    kind: str = ""
    verb: str = ""
    person_ids: Collection[int] | Select[int] | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: EntryFilter) -> Select[Entry]:
    """The entries that match ``wanted``, the latest first, with their values."""
    found = select(Entry).options(joinedload(Entry.values)).order_by(Entry.at.desc(), Entry.id.desc())
    for condition in _conditions(wanted):
        found = found.where(condition)
    return found


def entries_about(row: Auditable) -> Select[Entry]:
    """The log entries about one record, the latest first."""
    about = (Entry.record_kind == row.__tablename__, Entry.record_id == row.id)
    return select(Entry).where(*about).order_by(Entry.at.desc(), Entry.id.desc())


def acts(wanted: EntryFilter) -> list[tuple[str, str]]:
    """Every kind and verb that occur together in the entries that match ``wanted``."""
    known = select(Entry.record_kind, Entry.verb).distinct().order_by(Entry.verb, Entry.record_kind)
    return [(kind, verb) for kind, verb in db.session.execute(known.where(*_conditions(wanted)))]


def _conditions(wanted: EntryFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.kinds is not None:
        yield Entry.record_kind.in_(wanted.kinds)
    if wanted.without:
        yield Entry.record_kind.not_in(wanted.without)
    if wanted.kind:
        yield Entry.record_kind == wanted.kind
    if wanted.verb:
        yield Entry.verb == wanted.verb
    if wanted.person_ids is not None:
        yield Entry.actor_person_id.in_(wanted.person_ids)
    if wanted.since is not None:
        yield Entry.at >= wanted.since
    if wanted.until is not None:
        yield Entry.at < wanted.until
