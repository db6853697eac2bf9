"""Notes about people: shared by all staff, or for their author alone.

The audit log has an entry for a shared note, but never its words; for a private one it has none.
"""

from datetime import datetime, timedelta

from chapter import audit, db
from chapter.people.models import Person
from chapter.people.models.notes import Note

UNDO = timedelta(minutes=10)
"""For how long a removed note can be restored."""


def write(person: Person, words: str, *, private: bool, by: Person, now: datetime) -> Note:
    """Write a note on ``person``."""
    note = Note(person_id=person.id, author=by, words=words, private=private, written_at=now)
    db.session.add(note)
    db.session.flush()
    if not private:
        audit.record("wrote a note on", person, by=by.actor, now=now)
    return note


def remove(note: Note, *, by: Person, now: datetime) -> None:
    """Remove ``note``; it can be restored for a while. Once."""
    note = db.lock(note)
    if note.ended_at is None:
        note.ended_at = now
        _log("took away a note on", note, by, now)


def restore(note: Note, *, by: Person, now: datetime) -> bool:
    """Restore a note removed in the last ten minutes; returns whether it is restored."""
    note = db.lock(note)
    if note.ended_at is not None and now < note.ended_at + UNDO:
        note.ended_at = None
        _log("put back a note on", note, by, now)
    return note.ended_at is None


def _log(verb: str, note: Note, by: Person, now: datetime) -> None:
    if not note.private:
        audit.record(verb, db.session.get_one(Person, note.person_id), by=by.actor, now=now)
