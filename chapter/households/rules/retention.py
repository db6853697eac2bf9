"""Erasing invitations: on request, and when their retention period is over."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from chapter import db
from chapter.audit import rules as log
from chapter.households import queries
from chapter.membership.models.invitations import ANSWERS_WITHIN, Invitation
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import bundles
from chapter.people.models import Person
from chapter.personal_data.declarations import Erasure
from chapter.personal_data.subjects import Subject

AT_ONCE = 200


def forget_invitations(some: Sequence[Invitation], *, now: datetime) -> None:
    """Blank every word of these invitations; unanswered ones are withdrawn."""
    for one in some:
        if one.open:
            one.withdrawn_at = now
        one.name = one.email = one.email_key = ""
        one.erased_at = one.erased_at or now
    if some:
        log.redact({Invitation.__tablename__: [one.id for one in some]})


def erase(ids: Sequence[int], erasure: Erasure) -> None:
    """Blank the invitations with these ids, in the erasure of who was named, or named others."""
    theirs = select(Invitation).where(Invitation.id.in_(ids))
    forget_invitations(list(db.session.scalars(theirs)), now=erasure.now)


def invitations_of_subject(subject: Subject, found: list[Invitation]) -> list[Invitation]:
    """Those of ``found`` that are the subject's: of a guest, none that is also a member's of that address; of
    somebody who signed in, at an address that others have too, only those to their name."""
    if not subject.signed_in:
        return [one for one in found if not subject.others & {one.person_id, one.payer_id}]
    (person_id,) = subject.person_ids
    person = db.session.get_one(Person, person_id)
    return queries.invitations_meant_for(person, found) if found else []


def hidden_address(subject: Subject, one: Invitation) -> Collection[str]:
    """The address, when it may be another's: whoever was invited may have changed it since, unknown to the
    inviter."""
    hers = one.email_key == subject.key or one.person_id in subject.person_ids
    return () if hers else ("email",)


def expired_invitations(then: datetime) -> Select[Invitation]:
    """Invitations that expired unanswered by then, those that were withdrawn as long ago, and every declined
    one of a membership that has ended: until then the no is remembered, so that nobody is invited again."""
    last = then - ANSWERS_WITHIN
    unanswered = and_(bundles.OPEN_INVITATION, Invitation.mailed_at <= last)
    over = Invitation.membership_id.in_(select(Membership.id).where(Membership.ended_at <= last))
    refused = and_(Invitation.declined_at.is_not(None), over)
    return select(Invitation).where(
        or_(unanswered, Invitation.withdrawn_at <= last, refused), Invitation.erased_at.is_(None)
    )


def forget_old_invitations(then: datetime, now: datetime) -> int:
    found = list(db.session.scalars(expired_invitations(then).order_by(Invitation.id).limit(AT_ONCE)))
    forget_invitations(found, now=now)
    return len(found)
