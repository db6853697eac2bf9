"""/office/people/<person>: notes, tags and tasks about a person, and their timeline."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, staff
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.people import queries as people_queries
from chapter.people import timeline_sources
from chapter.people.models import Person
from chapter.people.models.notes import Note, Tag, Task
from chapter.people.panels import ReturnedForms
from chapter.people.rules import notes, tags, tasks
from chapter.people.timeline_sources import TimelineEntry
from chapter.people.view_log import log_view
from chapter.records import timeline
from chapter.records.forms import NoteForm, TagForm, TaskForm
from chapter.records.views.office import bp
from chapter.records.views.office.person import person_or_404, person_page, to_page
from chapter.web.access import allow
from chapter.web.dates import parse_datetime
from chapter.web.navigation import this_page
from chapter.web.pages import Page

SHORT = 6
AN_INSTANT = timedelta(seconds=1)
"""Added to the present, so that what happens at this moment is included."""


@bp.get("/<public_id>/story")
@allow(staff)
def story(public_id: str) -> ResponseReturnValue:
    """The person's timeline, the latest first, a page at a time."""
    person, now = person_or_404(public_id), clock.now()
    log_view(person.id)
    kinds = timeline_sources.kinds_for(current_user)
    kind = request.args.get("kind", "")
    chosen = [kind] if kind in kinds else list(kinds)
    before = _moment(request.args.get("before", ""), now + AN_INSTANT)
    happened = timeline.timeline_of(person, chosen, now, before, timeline.PAGE, viewer=current_user)
    return render_template(
        "records/office/story.html",
        person=person,
        kinds=kinds,
        kind=kind if kind in kinds else "",
        page=Page(
            happened,
            "" if before > now else this_page(before=None),
            this_page(before=happened[-1].at.isoformat()) if len(happened) >= timeline.PAGE else "",
        ),
    )


@bp.post("/<public_id>/notes")
@allow(staff)
def write_note(public_id: str) -> ResponseReturnValue:
    """Write a note on a person."""
    person, form, by = person_or_404(public_id), NoteForm(), current_user.person
    with form.trying(lambda form: person_page(person, note=form)), db.writing():
        notes.write(person, str(form.words.data), private=bool(form.private.data), by=by, now=clock.now())
    return _noted(person)


@bp.post("/<public_id>/notes/<note_id>/take-away")
@allow(staff)
def remove_note(public_id: str, note_id: str) -> ResponseReturnValue:
    """Remove a note of the viewer's own."""
    person, note = person_or_404(public_id), _note(public_id, note_id)
    with pressed(to_page(person)), db.writing():
        notes.remove(note, by=current_user.person, now=clock.now())
    undo = url_for("records_office.restore_note", public_id=public_id, note_id=note_id)
    flash_done("Removed the note.", undo)
    return to_page(person)


@bp.post("/<public_id>/notes/<note_id>/put-back")
@allow(staff)
def restore_note(public_id: str, note_id: str) -> ResponseReturnValue:
    """Restore a removed note, for ten minutes."""
    person, note = person_or_404(public_id), _note(public_id, note_id)
    with pressed(to_page(person)), db.writing():
        stands = notes.restore(note, by=current_user.person, now=clock.now())
    flash("Restored the note." if stands else "A note can be restored for 10 minutes only.")
    return to_page(person)


@bp.post("/<public_id>/tags")
@allow(staff)
def add_tag(public_id: str) -> ResponseReturnValue:
    """Add a tag to a person."""
    person, form = person_or_404(public_id), TagForm()
    with form.trying(lambda form: person_page(person, tag=form)), db.writing():
        tags.add(person, str(form.words.data), by=current_user.actor, now=clock.now())
    return _noted(person)


@bp.post("/<public_id>/tags/<int(max=2147483647):number>/end")
@allow(staff)
def remove_tag(public_id: str, number: int) -> ResponseReturnValue:
    """Remove a tag from a person."""
    person = person_or_404(public_id)
    tag = db.first_or_404(select(Tag).where(Tag.person_id == person.id, Tag.id == number))
    with pressed(to_page(person)), db.writing():
        tags.remove(person, tag, by=current_user.actor, now=clock.now())
    return to_page(person)


@bp.post("/<public_id>/tasks")
@allow(staff)
def assign_task(public_id: str) -> ResponseReturnValue:
    """Assign a task about a person to somebody of the office."""
    person, form, by = person_or_404(public_id), _task_form(TaskForm()), current_user.person
    with form.trying(lambda form: person_page(person, task=form)), db.writing():
        what, until = str(form.words.data), form.due_on.data
        tasks.assign(person, _doer(form), what, due_on=until, by=by, now=clock.now())
    return _noted(person)


@bp.post("/<public_id>/tasks/<task_id>/done")
@allow(staff)
def finish_task(public_id: str, task_id: str) -> ResponseReturnValue:
    """Mark a task as done."""
    task = _task(person_or_404(public_id), task_id)
    with pressed(_back(public_id)), db.writing():
        tasks.finish(task, by=current_user.actor, now=clock.now())
    flash_done(
        f"Done: {task.words}", url_for("records_office.reopen_task", public_id=public_id, task_id=task_id)
    )
    return _back(public_id)


@bp.post("/<public_id>/tasks/<task_id>/again")
@allow(staff)
def reopen_task(public_id: str, task_id: str) -> ResponseReturnValue:
    """Mark a task as not done after all."""
    task = _task(person_or_404(public_id), task_id)
    with pressed(_back(public_id)), db.writing():
        tasks.reopen(task, by=current_user.actor, now=clock.now())
    return _back(public_id)


def panel(person: Person, now: datetime, sent: ReturnedForms) -> dict[str, Any]:
    """Notes, tags, tasks and the latest timeline entries, for the person's page."""
    me = current_user.person
    return {
        "me": me,
        "notes": db.session.scalars(people_queries.notes_for(me).where(Note.person_id == person.id)).all(),
        "tags": people_queries.tags_of([person.id]).get(person.id, []),
        "known": people_queries.all_tags(),
        "tasks": db.session.scalars(people_queries.tasks_about(person)).all(),
        "happened": _latest(person, now),
        "note": (sent.get("note") or NoteForm(formdata=None)).with_id_prefix("note"),
        "tag": (sent.get("tag") or TagForm(formdata=None)).with_id_prefix("tag"),
        "task": (sent.get("task") or _task_form(TaskForm(formdata=None))).with_id_prefix("task"),
    }


def _latest(person: Person, now: datetime) -> list[TimelineEntry]:
    kinds = timeline_sources.kinds_for(current_user)
    return timeline.timeline_of(person, kinds, now, now + AN_INSTANT, SHORT, viewer=current_user)[:SHORT]


def _noted(person: Person) -> ResponseReturnValue:
    flash("Saved.")
    return to_page(person)


def _back(public_id: str) -> Response:
    """Redirect to the person's page, or to the office's first screen when the button was there."""
    if request.args.get("from") == "today":
        return redirect(url_for("office.today"), 303)
    return redirect(url_for("records_office.person", public_id=public_id), 303)


def _note(public_id: str, note_id: str) -> Note:
    """A note of the viewer's own about this person, including a removed one; 404 otherwise."""
    hers = select(Note).join(Person, Person.id == Note.person_id).where(Person.public_id == public_id)
    own = hers.where(Note.public_id == note_id, Note.written_by == current_user.person.id)
    return db.first_or_404(own)


def _task(person: Person, task_id: str) -> Task:
    return db.first_or_404(select(Task).where(Task.person_id == person.id, Task.public_id == task_id))


def _task_form(form: TaskForm) -> TaskForm:
    form.set_doers(people_queries.staff_members(), current_user.person)
    return form


def _doer(form: TaskForm) -> Person:
    return db.first_or_404(select(Person).where(Person.public_id == str(form.doer.data)))


def _moment(typed: str, latest: datetime) -> datetime:
    return min(parse_datetime(typed) or latest, latest)
