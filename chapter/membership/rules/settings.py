"""Changing what the chapter says to new members, and when reminders go out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import inspect

from chapter import audit, db
from chapter.audit import Actor
from chapter.membership.models.settings import MembershipSettings
from chapter.membership.queries import membership_settings


def change_settings(
    *, reminder_days: Sequence[int], join_words: str, dues_words: str, by: Actor, now: datetime
) -> MembershipSettings:
    """Change what the chapter says to new members, and on which days reminders go out."""
    known = membership_settings.current()
    if inspect(known).transient:
        db.session.add(known)
        db.session.flush()
    known = db.lock(known)
    before = {
        "reminder_days": known.reminder_days,
        "join_words": known.join_words,
        "dues_words": known.dues_words,
    }
    known.reminder_days, known.join_words, known.dues_words = list(reminder_days), join_words, dues_words
    after = {"reminder_days": list(reminder_days), "join_words": join_words, "dues_words": dues_words}
    audit.record_change("changed", known, by=by, now=now, before=before, after=after)
    return known
