"""Blanking what sign-ups hold of a person, for erasure."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from chapter import db
from chapter.audit import Actor
from chapter.shifts.models import Opportunity, Signup
from chapter.shifts.rules import backups, endings

WORDS = ("name", "email", "email_key", "shown_as", "team", "cancelled_why", "why")


def erase(signups: Sequence[Signup], *, by: Actor, now: datetime) -> None:
    """Blank what was typed in these and invalidate their links; live ones end first, without a mail."""
    for signup in signups:
        shift = backups.lock_shift_of(signup)
        live = signup.cancelled_at is None and now < shift.ends_at
        if live:
            endings.end([signup], cause=by.kind, now=now)
        _blank(signup, now)
        shift.seating += 1
        db.session.flush()
        if live:
            backups.promote(shift, now=now)


def erase_past(signups: Sequence[Signup], *, now: datetime) -> None:
    """Blank sign-ups for shifts that are over; no places change."""
    for signup in signups:
        _blank(signup, now)


def remove_as_lead(person_id: int) -> None:
    """Remove a person as the lead of opportunities, which then fall to the volunteer leads."""
    hers = update(Opportunity).where(Opportunity.lead_id == person_id).values(lead_id=None)
    db.session.execute(hers, execution_options={"synchronize_session": False})


def _blank(signup: Signup, now: datetime) -> None:
    for name in WORDS:
        setattr(signup, name, "")
    signup.show_me, signup.erased_at = False, now
    signup.link_version += 1
