"""A timed job of invitations: a sweep, safe to run twice, that returns how much it found."""

from datetime import datetime

from chapter import db
from chapter.households import queries
from chapter.households.rules import invitations
from chapter.membership.models.invitations import Invitation

AT_ONCE = 20


def invite(now: datetime) -> int:
    """Mail the people whom an applicant named for a household or company, once the applicant is a member."""
    ids = [one.id for one in db.session.scalars(queries.unmailed_invitations(now).limit(AT_ONCE))]
    db.session.rollback()
    for number in ids:
        with db.writing():
            invitations.send_first(db.session.get_one(Invitation, number), now=now)
    return len(ids)
