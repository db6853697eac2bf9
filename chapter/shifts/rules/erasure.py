"""Blanking what sign-ups hold of a person, for erasure."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit import Actor
from chapter.personal_data.declarations import Erasure
from chapter.shifts.models import Signup
from chapter.shifts.rules import backups, endings

WORDS = ("name", "email", "email_key", "shown_as", "team", "cancelled_why", "offered_why")


def erase_signups(ids: Sequence[int], erasure: Erasure) -> None:
    """Blank the sign-ups with these ids, as far as they are not erased yet."""
    theirs = select(Signup).where(Signup.id.in_(ids), Signup.erased_at.is_(None))
    signups = list(db.session.scalars(theirs.options(joinedload(Signup.shift)).order_by(Signup.id)))
    erase_past([one for one in signups if erasure.now >= one.shift.ends_at], now=erasure.now)
    ahead = [one for one in signups if erasure.now < one.shift.ends_at]
    erase(ahead, by=erasure.by, now=erasure.now)


def erase(signups: Sequence[Signup], *, by: Actor, now: datetime) -> None:
    """Blank what was typed in these and invalidate their links; live ones end first, without a mail."""
    for signup in signups:
        shift = backups.lock_shift_of(signup)
        live = signup.cancelled_at is None and now < shift.ends_at
        if live:
            endings.end([signup], cause=by.kind, now=now)
        _blank(signup, now)
        db.session.flush()
        if live:
            backups.promote(shift, now=now)


def erase_past(signups: Sequence[Signup], *, now: datetime) -> None:
    """Blank sign-ups for shifts that are over; no places change."""
    for signup in signups:
        _blank(signup, now)


def _blank(signup: Signup, now: datetime) -> None:
    for name in WORDS:
        setattr(signup, name, "")
    signup.show_me, signup.erased_at = False, now
    signup.link_version += 1
