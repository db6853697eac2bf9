"""Reading the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit.models import Entry


@dataclass(frozen=True)
class Wanted:
    """Which entries; None or empty: no matter. ``kinds`` is what the viewer may see; None: everything."""

    kinds: Collection[str] | None = None
    kind: str = ""
    verb: str = ""
    person_ids: Collection[int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def entries(wanted: Wanted) -> Select[Entry]:
    """The entries that are wanted, the latest first, with their values."""
    found = select(Entry).options(joinedload(Entry.values)).order_by(Entry.id.desc())
    for condition in _conditions(wanted):
        found = found.where(condition)
    return found


def verbs(kinds: Collection[str] | None) -> list[str]:
    """Every verb that stands in the log of these kinds of record."""
    known = select(Entry.verb).distinct().order_by(Entry.verb)
    return list(db.session.scalars(known if kinds is None else known.where(Entry.record_kind.in_(kinds))))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [
        condition
        for asked, condition in (
            (wanted.kinds is not None, Entry.record_kind.in_(wanted.kinds or ())),
            (wanted.kind, Entry.record_kind == wanted.kind),
            (wanted.verb, Entry.verb == wanted.verb),
            (wanted.person_ids is not None, Entry.actor_person_id.in_(wanted.person_ids or ())),
            (wanted.since is not None, Entry.at >= wanted.since),
            (wanted.until is not None, Entry.at < wanted.until),
            (wanted.before, Entry.id < (wanted.before or 0)),
        )
        if asked
    ]
