"""What a person's timeline tells of changes to their record, account and roles."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.models import Account
from chapter.audit import Entry, log_fields, log_kinds
from chapter.people.models import Person
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource

CHANGES = TimelineKind("changes", "Changes", 70)


def _changes(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    hers = select(Account.id).where(Account.person_id == asked.person.id)
    about_her = or_(
        and_(Entry.record_kind == Person.__tablename__, Entry.record_id == asked.person.id),
        and_(Entry.record_kind == Account.__tablename__, Entry.record_id.in_(hers)),
    )
    entries = list(asked.latest(select(Entry).options(joinedload(Entry.values)).where(about_her), Entry.at))
    ids = {entry.actor_person_id for entry in entries if entry.actor_person_id}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row[0]: row[1] for row in rows}
    changes = log_kinds.changes_of(entries)
    for entry in entries:
        done = log_kinds.sentence(entry.record_kind, entry.verb)
        said = f"{log_kinds.who_acted(entry, names)} {done} {asked.person.name}"
        why = " · ".join(filter(None, (_fields(entry, changes.get(entry.id, ())), entry.why)))
        yield TimelineEntry(entry.at, said, why)


def _fields(entry: Entry, changes: Sequence[tuple[str, str, str]]) -> str:
    """What was changed, by its label, and to whom it refers, by name; nothing of what is new."""
    fields = {name: log_kinds.field_of(entry.record_kind, name) for name in entry.fields}
    referring = {log_fields.label_of(name, field) for name, field in fields.items() if field.refers}
    told = (
        f"{label}: {after or before}" if label in referring else label
        for label, before, after in changes
        if before or label in referring
    )
    return ", ".join(told)


SOURCES = (TimelineSource(CHANGES, _changes, "records_office.edit_person", (Person, Account)),)
