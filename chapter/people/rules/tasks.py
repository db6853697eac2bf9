"""Tasks of staff about people: assigned, with or without a due date, done, and reopened."""

from datetime import date, datetime

from sqlalchemy import or_, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.people import queries
from chapter.people.models import STAFF, Person
from chapter.people.models.notes import Task
from chapter.refusal import Refused


def assign(
    person: Person, doer: Person, words: str, *, due_on: date | None, by: Person, now: datetime
) -> Task:
    """Assign a task about ``person`` to ``doer``. Raises Refused when ``doer`` is not staff."""
    if not any(queries.holds_role(doer.id, role) for role in STAFF):
        raise Refused("Choose someone who works in the office.", "doer")
    task = Task(person=person, doer=doer, words=words, due_on=due_on, made_at=now, made_by=by.id)
    db.session.add(task)
    audit.record("gave a task about", person, by=by.actor, now=now, after={"task": words, "for": doer.name})
    return task


def finish(task: Task, *, by: Actor, now: datetime) -> None:
    """Mark ``task`` as done; once."""
    task = db.lock(task)
    if task.done_at is None and task.ended_at is None:
        task.done_at, task.done_by = now, by.person_id
        audit.record("did a task about", task.person, by=by, now=now, after={"task": task.words})


def reopen(task: Task, *, by: Actor, now: datetime) -> None:
    """Mark ``task`` as not done after all."""
    task = db.lock(task)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        audit.record("opened a task again about", task.person, by=by, now=now, after={"task": task.words})


def hand_over(person: Person, to_id: int | None, *, by: Actor, now: datetime) -> int:
    """For somebody who died: end the tasks about ``person``, and reassign the tasks they were to do to
    ``to_id``. Returns how many tasks were ended."""
    hers = or_(Task.person_id == person.id, Task.doer_id == person.id)
    open_ones = select(Task).where(hers, Task.done_at.is_(None), Task.ended_at.is_(None))
    found = list(db.session.scalars(open_ones.order_by(Task.id)))
    about_her = [task for task in found if task.person_id == person.id]
    for task in found:
        if task in about_her:
            task.ended_at = now
        elif to_id is not None:
            task.doer_id = to_id
    if found:
        audit.record("let go of tasks of", person, by=by, now=now)
    return len(about_her)
