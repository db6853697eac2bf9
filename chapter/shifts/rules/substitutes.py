"""When somebody cannot make it: backups are asked, then people with the skills. They have the shift until
then."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.people import queries as people
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.shifts import emails, queries
from chapter.shifts.models import CONFIRMED, OFFERED, Shift, Signup
from chapter.shifts.rules import backups, cancellations
from chapter.shifts.rules.invitations import ask_skilled

TWO_DAYS = timedelta(hours=48)


def seek_substitute(signup: Signup, *, by: Actor, now: datetime) -> int:
    """The volunteer cannot make it: ask the backups, or people with the skills; return how many were asked.

    The shift stays theirs until somebody accepts. The lead is notified at once when 48 hours or less are
    left. A sign-up for a shift that was called off, which may be undone, ends for good. Raises Refused when
    the shift is not theirs, or has begun.
    """
    shift = backups.lock_shift_of(signup)
    if signup.called_off:
        cancellations.leave_cancelled(signup, ending=by.kind, verb="left", by=by, now=now)
        return 0
    if signup.status != CONFIRMED:
        raise Refused("This shift is not yours.")
    if not backups.may_move(shift, now):
        raise Refused("This shift has begun. Please call us so nobody waits for you.")
    if signup.released_at is not None:
        return 0
    signup.released_at = now
    audit.record("released", signup, by=by, now=now, before={"seeks": False}, after={"seeks": True})
    backups.queue_letter(signup, emails.released(signup), now)
    asked = len(backups.promote(shift, now=now)) or ask_skilled(shift, signup, now=now)
    _tell_lead(shift, now)
    return asked


def stop_seeking(signup: Signup, *, by: Actor, now: datetime) -> None:
    """The volunteer can make it after all. Raises Refused while somebody has an offer and may accept."""
    shift = backups.lock_shift_of(signup)
    if not signup.seeks_substitute:
        return
    if any(one.status == OFFERED for one in queries.signups_of(shift)):
        raise Refused(
            "We just asked somebody, who may say yes. Try again when their time to answer has passed."
        )
    signup.released_at = None
    audit.record("kept", signup, by=by, now=now, before={"seeks": True}, after={"seeks": False})


def seeking_within_two_days(now: datetime) -> list[Shift]:
    """The shifts of the next 48 hours for which a substitute is sought and whose lead was not notified."""
    seeking = (
        select(Shift)
        .join(Signup, Signup.shift_id == Shift.id)
        .where(
            Shift.starts_at > now, Shift.starts_at <= now + TWO_DAYS, Shift.lead_told_at.is_(None),
            Shift.cancelled_at.is_(None), Signup.released_at.is_not(None), Signup.cancelled_at.is_(None),
        )
        .distinct()
    )  # fmt: skip
    return list(db.session.scalars(seeking))


def tell_lead(shift: Shift, *, now: datetime) -> int:
    """Notify the lead of ``shift``, which is locked, that time is short; return 1 if so, 0 if not needed."""
    return _tell_lead(shift, now)


def _tell_lead(shift: Shift, now: datetime) -> int:
    soon = shift.timed and now < shift.starts_at <= now + TWO_DAYS
    seeking = sum(one.size for one in queries.signups_of(shift) if one.seeks_substitute) if soon else 0
    if not seeking or shift.lead_told_at is not None:
        return 0
    shift.lead_told_at = now
    lead_of_it = shift.opportunity.lead
    able = lead_of_it is not None and not restrictions.reasons_against([lead_of_it.id], Use.HELD)
    whom = [lead_of_it] if able else list(db.session.scalars(people.holders("volunteers")))
    for lead in whom:
        if lead is not None and lead.email:
            letter = emails.two_days_left(shift, lead, seeking)
            mail.queue(letter, to=(lead.name, lead.email), now=now, person_id=lead.id)
    return 1
