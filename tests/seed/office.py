"""What the office of the small chapter wrote down: notes, tags, tasks, lists."""

from chapter import db
from chapter.people.models import Person
from chapter.people.models.notes import Note, Tag, Task
from chapter.segments.models import SavedList
from tests.factories import TODAY

Records = dict[str, dict[str, str]]


def build(person: Person, director: Person, treasurer: Person) -> Records:
    """About ``person``, by the director and the treasurer."""
    note = _note(person, director, private=False)
    gone = _note(person, director, private=False, ended_at=TODAY)
    private = _note(person, treasurer, private=True)
    tag = Tag(person_id=person.id, words="Mentor", key="mentor", given_at=TODAY)
    task, done = _task(person, director), _task(person, director, done_at=TODAY, done_by=director.id)
    shared, own = _list(director, shared=True), _list(director, shared=False)
    hers = _list(treasurer, shared=False)
    db.session.add_all([note, gone, private, tag, task, done, shared, own, hers])
    db.session.flush()
    about = {"public_id": person.public_id}
    return {
        "a note of the director’s": {**about, "note_id": note.public_id},
        "a note that the director took away": {**about, "note_id": gone.public_id},
        "a private note of the treasurer’s": {**about, "note_id": private.public_id},
        "a tag": {**about, "number": str(tag.id)},
        "a task": {**about, "task_id": task.public_id},
        "a task that is done": {**about, "task_id": done.public_id},
        "a list that the director shares": {"public_id": shared.public_id},
        "a list of the director’s own": {"public_id": own.public_id},
        "a list of the treasurer’s own": {"public_id": hers.public_id},
    }


def grow(by: int, person: Person, director: Person) -> None:
    """``by`` more of each."""
    for _ in range(by):
        tag = Tag(person_id=person.id, words="Tag", key=db.public_id(), given_at=TODAY)
        rows = _note(person, director, private=False), _task(person, director), _list(director, shared=True)
        db.session.add_all([tag, *rows])


def _note(person: Person, author: Person, **more: object) -> Note:
    return Note(
        person_id=person.id, author=author, words="She rings rather than writes.", written_at=TODAY, **more
    )


def _task(person: Person, doer: Person, **more: object) -> Task:
    return Task(person=person, doer=doer, words="Ring her", made_at=TODAY, made_by=doer.id, **more)


def _list(owner: Person, *, shared: bool) -> SavedList:
    return SavedList(owner=owner, name="Mentors", wanted="tag=mentor", shared=shared, saved_at=TODAY)
