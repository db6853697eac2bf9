"""The chapter's own words about joining: its questions, its welcome mails, its texts and reminder days."""

from collections.abc import Sequence
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.membership import settings
from chapter.membership.joining import MembershipSettings, Question, WelcomeMail


def ask(words: str, *, hint: str, kind: str, required: bool, by: Actor, now: datetime) -> Question:
    """Ask everybody who wants to join one more question."""
    question = Question(words=words, hint=hint, kind=kind, required=required, created_at=now)
    db.session.add(question)
    audit.record("asked", question, by=by, now=now, after={"question": words})
    return question


def stop_asking(question: Question, *, by: Actor, now: datetime) -> None:
    """Ask it no more; answers that were given stay."""
    question = db.lock(question)
    if question.ended_at is None:
        question.ended_at = now
        audit.record("stopped asking", question, by=by, now=now, before={"question": question.words})


def ask_again(question: Question, *, by: Actor, now: datetime) -> None:
    """Undo."""
    question = db.lock(question)
    if question.ended_at is not None:
        question.ended_at = None
        audit.record("asked", question, by=by, now=now, after={"question": question.words})


def write_welcome(*, days: int, subject: str, text: str, by: Actor, now: datetime) -> WelcomeMail:
    """One more mail of the welcome sequence, ``days`` after joining."""
    written = WelcomeMail(days=days, subject=subject, text=text, created_at=now)
    db.session.add(written)
    audit.record("wrote welcome mail", written, by=by, now=now, after={"days": days, "subject": subject})
    return written


def change_welcome(
    written: WelcomeMail, *, days: int, subject: str, text: str, by: Actor, now: datetime
) -> None:
    """Change one; who got it already gets it no second time."""
    written = db.lock(written)
    before = {"days": written.days, "subject": written.subject, "text": written.text}
    written.days, written.subject, written.text = days, subject, text
    written.version += 1
    after = {"days": days, "subject": subject, "text": text}
    audit.record("changed welcome mail", written, by=by, now=now, before=before, after=after)


def stop_welcome(written: WelcomeMail, *, by: Actor, now: datetime) -> None:
    """Send it to nobody any more."""
    written = db.lock(written)
    if written.ended_at is None:
        written.ended_at = now
        audit.record("stopped welcome mail", written, by=by, now=now, before={"subject": written.subject})


def resume_welcome(written: WelcomeMail, *, by: Actor, now: datetime) -> None:
    """Undo."""
    written = db.lock(written)
    if written.ended_at is not None:
        written.ended_at = None
        audit.record("resumed welcome mail", written, by=by, now=now, after={"subject": written.subject})


def set_up(
    *, reminder_days: Sequence[int], join_words: str, dues_words: str, by: Actor, now: datetime
) -> MembershipSettings:
    """What the chapter says to those who join, and when it reminds."""
    known = settings.current()
    if known.version == 0:
        known = MembershipSettings(id=settings.ONLY, reminder_days=[], version=0)
        db.session.add(known)
        db.session.flush()
    known = db.lock(known)
    before = {
        "reminder_days": known.reminder_days,
        "join_words": known.join_words,
        "dues_words": known.dues_words,
    }
    known.reminder_days, known.join_words, known.dues_words = list(reminder_days), join_words, dues_words
    known.version += 1
    after = {"reminder_days": list(reminder_days), "join_words": join_words, "dues_words": dues_words}
    audit.record("changed", known, by=by, now=now, before=before, after=after)
    return known
