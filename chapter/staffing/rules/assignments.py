"""The staffing board: the lead assigns somebody to a shift, and undoes that."""

from datetime import datetime

from chapter import db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.people.verification import STAFF
from chapter.refusal import Refused
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import invitations, signups
from chapter.shifts.rules.signups import SignupRequest

TAKEN_BACK = "You were added to this shift by mistake. We are sorry for the extra email."


def assign(shift: Shift, person: Person, *, by: Actor, now: datetime) -> Signup:
    """Assign a person to ``shift``: they have it, or stand by when it is full. They get its mail.

    Idempotent. Raises Refused as taking a shift does: a clash, a missing clearance, a closed shift.
    """
    invitations.require_may_be_asked(person)
    nonce = f"board-{shift.public_id}-{db.public_id()}"
    asked = SignupRequest(person.name, person.email, nonce, person, proof=STAFF)
    signup = signups.sign_up(db.lock(shift), asked, by=by, now=now).signup
    if signup is None:
        raise Refused("This person could not be added.")
    return signup


def unassign(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Undo an assignment: they are notified, and the place is free again. Idempotent."""
    signups.remove(signup, why=TAKEN_BACK, by=by, now=now)
