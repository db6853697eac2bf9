"""What the office stores about people, taken together: saved lists; what is erased, or shown to the person it
is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from chapter import db
from chapter.people.models import Person
from chapter.people.models.notes import Note, SavedList, Tag, Task

QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class OfficeRecords:
    """The rows of these tables about some people."""

    notes: list[Note]
    tags: list[Tag]
    tasks: list[Task]


def save_list(owner: Person, name: str, wanted: str, *, shared: bool, now: datetime) -> SavedList:
    """Save the list of people that the query ``wanted`` selects, for its owner or for all staff."""
    saved = SavedList(owner_id=owner.id, name=name, wanted=wanted, shared=shared, saved_at=now)
    db.session.add(saved)
    return saved


def delete_list(saved: SavedList) -> None:
    """Delete a saved list; the people on it stay as they are."""
    db.session.delete(saved)


def office_records_of(person_ids: Collection[int]) -> OfficeRecords:
    """What the office wrote about these people, including what only its author reads (GDPR, article 15)."""
    return OfficeRecords(*(_about(table, person_ids) for table in (Note, Tag, Task)))


def forget(person: Person) -> None:
    """Delete every note, tag and task about ``person``, in erasure. One statement finds whether there is any:
    about most guests there is nothing, and erasing takes long already."""
    tables: tuple[Any, ...] = (Note, Tag, Task)
    there = db.session.execute(select(*(exists().where(one.person_id == person.id) for one in tables))).one()
    for table, any_kept in zip(tables, there, strict=True):
        if any_kept:
            db.session.execute(delete(table).where(table.person_id == person.id), execution_options=QUIET)


def forget_author(person: Person) -> None:
    """Delete what ``person`` saved for themselves when they were staff, and the tasks that were assigned to
    them.

    What they wrote for all staff to read stays, without their name.
    """
    private = delete(Note).where(Note.written_by == person.id, Note.private.is_(True))
    undone = delete(Task).where(Task.doer_id == person.id, Task.done_at.is_(None))
    own = delete(SavedList).where(SavedList.owner_id == person.id, SavedList.shared.is_(False))
    for hers in (private, undone, own):
        db.session.execute(hers, execution_options=QUIET)


def _about(table: Any, person_ids: Collection[int]) -> list[Any]:
    hers = select(table).where(table.person_id.in_(person_ids)).order_by(table.id)
    return list(db.session.scalars(hers))
