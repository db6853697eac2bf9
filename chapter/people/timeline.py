"""What a person's timeline tells of mails to them and of tasks about them."""

from collections.abc import Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from chapter.mail import queries as mails
from chapter.mail.models import Mail
from chapter.people.models.notes import Task
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource

MAILS, TASKS = TimelineKind("mails", "Emails", 50), TimelineKind("tasks", "Tasks", 60)


def _mails(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    person = asked.person
    to_her = or_(Mail.person_id == person.id, and_(Mail.to_key == person.email_key, Mail.person_id.is_(None)))
    sent = select(Mail).where(
        to_her, Mail.to_key != "", Mail.sent_at.is_not(None), mails.readable_by(asked.viewer)
    )
    for mail in asked.latest(sent, Mail.sent_at):
        yield TimelineEntry(mail.sent_at, f"Email: {mail.subject or 'subject deleted'}")


def _tasks(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    done = select(Task).options(joinedload(Task.doer))
    for task in asked.latest(
        done.where(Task.person_id == asked.person.id, Task.done_at.is_not(None)), Task.done_at
    ):
        yield TimelineEntry(task.done_at, f"Task done: {task.words}", f"By {task.doer.name}")


SOURCES = (TimelineSource(MAILS, _mails, "office.mails", (Mail,)), TimelineSource(TASKS, _tasks))
