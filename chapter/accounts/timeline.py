"""What a person's timeline tells of changes to their record, account and roles."""

from collections.abc import Iterator

from sqlalchemy import and_, or_, select

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
    entries = list(asked.latest(select(Entry).where(about_her), Entry.at))
    ids = {entry.actor_person_id for entry in entries if entry.actor_person_id}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row[0]: row[1] for row in rows}
    for entry in entries:
        by = names.get(entry.actor_person_id or 0, "") or f"the {entry.actor_kind} {entry.actor_name}".strip()
        said = f"{log_kinds.sentence(entry.record_kind, entry.verb)} {asked.person.name}"
        why = " · ".join(filter(None, (f"By {by}", _fields(entry), entry.why)))
        yield TimelineEntry(entry.at, said[0].upper() + said[1:], why)


def _fields(entry: Entry) -> str:
    shown = {name: log_kinds.field_of(entry.record_kind, name) for name in entry.fields}
    return ", ".join(log_fields.label_of(name, field) for name, field in shown.items()).lower()


SOURCES = (TimelineSource(CHANGES, _changes, "records_office.edit_person"),)
