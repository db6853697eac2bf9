"""Finding and counting applications, questions, and welcome mails."""

from sqlalchemy import ColumnElement, Select, func, select

from chapter import db
from chapter.applications.models import Question, WelcomeMail
from chapter.membership.models.applications import Application


def applications_waiting() -> int:
    """How many applications wait for a decision."""
    return _count(Application.proved_at.is_not(None), Application.decided_at.is_(None))


def applications_owing() -> int:
    """How many accepted applicants wait for their dues to be recorded."""
    return _count(Application.settled_at.is_not(None))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(Application.closed_at.is_(None), *conditions)) or 0


def open_applications(most: int) -> list[Application]:
    """The oldest open applications, up to ``most`` of them."""
    rows = select(Application).where(Application.closed_at.is_(None)).order_by(Application.started_at)
    return list(db.session.scalars(rows.limit(most)))


def closed_applications(most: int) -> list[Application]:
    """The applications that were closed last, up to ``most`` of them, without erased ones."""
    rows = select(Application).where(Application.closed_at.is_not(None), Application.erased_at.is_(None))
    return list(db.session.scalars(rows.order_by(Application.closed_at.desc()).limit(most)))


def all_applications() -> Select[Application]:
    """The applications, without erased ones."""
    return select(Application).where(Application.erased_at.is_(None))


def open_questions() -> list[Question]:
    """The questions that are asked now, in the order in which they were added."""
    asked = select(Question).where(Question.ended_at.is_(None)).order_by(Question.id)
    return list(db.session.scalars(asked))


def current_welcome_mails() -> list[WelcomeMail]:
    """The mails that new members get now, day by day."""
    live = select(WelcomeMail).where(WelcomeMail.ended_at.is_(None))
    return list(db.session.scalars(live.order_by(WelcomeMail.days, WelcomeMail.id)))


def welcome_mail_with_id(number: int) -> Select[WelcomeMail]:
    """The welcome mail with this id, whether or not it is still sent; None when there is none."""
    return select(WelcomeMail).where(WelcomeMail.id == number)


def question_with_id(number: int) -> Select[Question]:
    """The question with this id, whether or not it is still asked; None when there is none."""
    return select(Question).where(Question.id == number)
