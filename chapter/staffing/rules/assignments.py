"""The staffing board: the lead assigns somebody to a shift, undoes that, or asks somebody."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.people.models import Person
from chapter.people.verification import STAFF
from chapter.refusal import Refused
from chapter.shifts import emails
from chapter.shifts.models import Shift, Signup
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.rules import invitations, signups
from chapter.shifts.rules.signups import SignupRequest
from chapter.staffing.matching import A_WEEK_AT_MOST

A_WEEK = timedelta(days=7)
TAKEN_BACK = "You were put on this shift by mistake. We are sorry for the noise."


def assign(shift: Shift, person: Person, *, by: Actor, now: datetime) -> Signup:
    """Assign a person to ``shift``: they have it, or stand by when it is full. They get its mail.

    Idempotent. Raises Refused as taking a shift does: a clash, a missing clearance, a closed shift.
    """
    invitations.require_may_be_asked(person)
    nonce = f"board-{shift.public_id}-{db.public_id()}"
    asked = SignupRequest(person.name, person.email, nonce, person, proof=STAFF)
    signup = signups.sign_up(db.lock(shift), asked, by=by, now=now).signup
    if signup is None:
        raise Refused("She could not be put there.")
    return signup


def unassign(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Undo an assignment: they are notified, and the place is free again. Idempotent."""
    signups.remove(signup, why=TAKEN_BACK, by=by, now=now)


def invite(shift: Shift, person: Person, *, why: str, by: Actor, now: datetime) -> Invitation:
    """Ask a person by mail whether they would take ``shift``, and say why. Once for each shift.

    Raises Refused when they were asked twice in seven days, or the shift cannot be taken any more.
    """
    person = db.lock(person)
    invitations.require_may_be_asked(person)
    before = select(Invitation).where(Invitation.person_id == person.id)
    known = db.first(before.where(Invitation.shift_id == shift.id))
    if known is not None:
        return known
    lately = before.where(Invitation.sent_at > now - A_WEEK).with_only_columns(func.count())
    if (db.session.scalar(lately) or 0) >= A_WEEK_AT_MOST:
        raise Refused(f"{person.first_name} was asked twice this week. Let her be until next week.")
    if not shift.open(now) or not person.email:
        raise Refused("This shift takes nobody any more, or we have no e-mail of hers.")
    asked = Invitation(
        shift_id=shift.id, person_id=person.id, why=why[:300], sent_at=now, sent_by=by.person_id
    )
    db.session.add(asked)
    db.session.flush()
    mail.queue(
        emails.asked(shift, person, why), to=(person.name, person.email), person_id=person.id, now=now,
        once_key=f"asked-{shift.public_id}-{person.public_id}",
    )  # fmt: skip
    audit.record("invited", asked, by=by, now=now, after={"shift": shift.public_id})
    return asked
