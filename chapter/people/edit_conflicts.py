"""Who saved a record that somebody else is editing: the second of two editors is shown the conflict, and
loses nothing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.audit import queries as log
from chapter.audit.models import Auditable
from chapter.forms.concurrent_edits import EditForm, FieldConflict
from chapter.people.models import Person
from chapter.refusal import EditConflict

LATELY = 50
"""How many entries of the audit log are searched for who saved a field."""

YOU, OFFICE, GUEST, PROGRAM = "you", "the office", "the guest", "the program"


def lock_unchanged(form: EditForm, *rows: db.Model, viewer: Actor, record: Auditable | None = None) -> None:
    """Lock ``rows`` in this order, and compare what ``form`` was made from with what is stored now.

    The audit log knows the record as ``record``, or else as the last of the rows. Call this first inside
    ``writing()``; the caller then saves the form's values. Raises EditConflict when somebody else saved
    meanwhile, with ``form.conflicts``: the fields, and who saved each.
    """
    if form.make_current is None:
        raise LookupError("a form that nobody can fill again tells no two editors apart: see editing.sent")
    for row in rows:
        db.lock(row)
    try:
        form.check_conflicts(form.make_current(formdata=None))
    except EditConflict:
        form.conflicts = _attributed(form, record or cast(Auditable, rows[-1]), viewer)
        raise


def _attributed(form: EditForm, row: Auditable, viewer: Actor) -> tuple[FieldConflict, ...]:
    entries = list(db.session.scalars(log.entries_about(row).limit(LATELY)))
    return tuple(_told(one, form, entries, viewer) for one in form.conflicts)


def _told(one: FieldConflict, form: EditForm, entries: Sequence[Entry], viewer: Actor) -> FieldConflict:
    name = form.audit_names.get(one.name, one.name)
    saves = [entry for entry in entries if entry.verb in form.audit_verbs] if form.audit_verbs else entries
    last = saves[0] if form.audit_verbs and saves else None
    entry = next((entry for entry in saves if name in entry.fields), last)
    if entry is None:
        return one
    return replace(one, by=_who(entry, viewer, named=form.names_editor), at=entry.at)


def _who(entry: Entry, viewer: Actor, *, named: bool) -> str:
    number = entry.actor_person_id
    if entry.actor_kind == viewer.kind and number == viewer.person_id:
        return YOU
    if number is None:
        return GUEST if entry.actor_kind == "guest" else PROGRAM
    name = db.session.scalar(select(Person.name).where(Person.id == number)) if named else ""
    return name or OFFICE
