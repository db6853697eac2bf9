"""What staff are to do about people: for whom, by when, done, and undone again."""

from datetime import date, datetime

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.people import queries
from chapter.people.models import STAFF, Person
from chapter.people.models.desk import Task
from chapter.refusal import Refused


def give(person: Person, doer: Person, words: str, *, due_on: date | None, by: Person, now: datetime) -> Task:
    """Ask ``doer`` to do something about ``person``. Raises Refused when she is not staff."""
    if not any(queries.holds(doer.id, role) for role in STAFF):
        raise Refused("Only somebody of the office can do it.", "doer")
    task = Task(person=person, doer=doer, words=words, due_on=due_on, made_at=now, made_by=by.id)
    db.session.add(task)
    audit.record("gave a task about", person, by=by.actor, now=now, after={"task": words, "for": doer.name})
    return task


def finish(task: Task, *, by: Actor, now: datetime) -> None:
    """It is done; once."""
    task = db.lock(task)
    if task.done_at is None:
        task.done_at, task.done_by = now, by.person_id
        audit.record("did a task about", task.person, by=by, now=now, after={"task": task.words})


def reopen(task: Task, *, by: Actor, now: datetime) -> None:
    """It is not done after all."""
    task = db.lock(task)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        audit.record("opened a task again about", task.person, by=by, now=now, after={"task": task.words})


def about(person: Person) -> Select[Task]:
    """All tasks about ``person``: open ones first, the next due first; then the latest done."""
    open_first = (Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.done_at.desc(), Task.id)
    return select(Task).where(Task.person_id == person.id).order_by(*open_first)


def waiting_for(doer: Person) -> Select[Task]:
    """What ``doer`` has still to do, the next due first."""
    hers = select(Task).where(Task.doer_id == doer.id, Task.done_at.is_(None))
    return hers.order_by(Task.due_on.is_(None), Task.due_on, Task.id)
