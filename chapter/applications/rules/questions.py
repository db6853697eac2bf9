"""The chapter's own words about joining: its questions, its welcome mails, its texts and reminder days."""

from datetime import datetime

from chapter import audit, db
from chapter.applications.models import Question
from chapter.audit import Actor


def add_question(words: str, *, hint: str, kind: str, required: bool, by: Actor, now: datetime) -> Question:
    """Add a question that every applicant is asked from now on."""
    question = Question(words=words, hint=hint, kind=kind, required=required, created_at=now)
    db.session.add(question)
    audit.record("asked", question, by=by, now=now, after={"question": words})
    return question


def end_question(question: Question, *, by: Actor, now: datetime) -> None:
    """End a question; answers that were given stay."""
    question = db.lock(question)
    if question.ended_at is None:
        question.ended_at = now
        audit.record("stopped asking", question, by=by, now=now, before={"question": question.words})


def resume_question(question: Question, *, by: Actor, now: datetime) -> None:
    """Resume a question that was ended."""
    question = db.lock(question)
    if question.ended_at is not None:
        question.ended_at = None
        audit.record("asked", question, by=by, now=now, after={"question": question.words})
