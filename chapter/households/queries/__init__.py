"""Finding invitations, and whether one may be sent."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from chapter import db, restrictions
from chapter.membership import queries as membership_queries
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.queries.bundles import OPEN_INVITATION, invitations_where
from chapter.people import queries as people
from chapter.people import visibility
from chapter.people.models import Person, name_key
from chapter.restrictions import Use
from chapter.security import signed_links, throttle


def named_in_application(application: Application) -> list[Invitation]:
    """The people named in an application, without withdrawn ones."""
    rows = invitations_where(Invitation.application_id == application.id)
    return [one for one in rows if one.withdrawn_at is None and one.erased_at is None]


def unmailed_invitations(now: datetime) -> Select[Invitation]:
    """The people named for a running membership who have not been mailed yet."""
    void = Invitation.held_until > now + throttle.INVITATIONS.window + throttle.CLOCK_SKEW
    waits = or_(Invitation.held_until.is_(None), Invitation.held_until <= now, void)
    unmailed = select(Invitation).where(OPEN_INVITATION, Invitation.mails == 0, waits).order_by(Invitation.id)
    runs = Membership.ended_at.is_(None)
    return unmailed.join(Membership, and_(Membership.id == Invitation.membership_id, runs))


def has_declined(membership: Membership, name: str, key: str) -> bool:
    """Whether a person who reads the address with this ``key`` declined this membership, or its payer; at the
    payer's own address, only under this ``name``."""
    hers = or_(Invitation.membership_id == membership.id, Invitation.payer_id == membership.payer_id)
    rows = invitations_where(hers, Invitation.email_key == key, Invitation.declined_at.is_not(None))
    shared = key == membership.payer.email_key
    return any(not shared or name_key(one.name) == name_key(name) for one in rows)


def count_named_since(membership: Membership, since: datetime) -> int:
    """How many people have been named for ``membership`` since that moment."""
    rows = select(func.count()).where(Invitation.membership_id == membership.id, Invitation.named_at > since)
    return db.session.scalar(rows) or 0


def by_nonce(nonce: str) -> Invitation | None:
    """The invitation made by the form with this nonce; None when there is none."""
    return db.first(select(Invitation).where(Invitation.nonce == nonce))


def by_token(token: str) -> Invitation | None:
    """The invitation whose link carries this token; None when it is invalid, or the invitation was erased."""
    standing = select(Invitation).where(Invitation.erased_at.is_(None))
    return signed_links.record_by_token(token, "bundle-invitation", standing)


def invitation_for(membership: Membership, public_id: str) -> Invitation | None:
    """The invitation to ``membership`` with this public id; None when there is none, or it was erased."""
    return db.first(
        select(Invitation).where(
            Invitation.membership_id == membership.id,
            Invitation.public_id == public_id,
            Invitation.erased_at.is_(None),
        )
    )


def invitation_in_application(application: Application, public_id: str) -> Select[Invitation]:
    """The invitation of ``application`` with this public id; None when there is none, or it was erased."""
    return select(Invitation).where(
        Invitation.application_id == application.id,
        Invitation.public_id == public_id,
        Invitation.erased_at.is_(None),
    )


def enrollment_with_id(number: int) -> Select[Enrollment]:
    """The enrollment with this id, ended or not, of any person; None when there is none."""
    return select(Enrollment).where(Enrollment.id == number)


def enrollment_beside(person: Person, number: int, *, ended: bool = False) -> Select[Enrollment]:
    """The enrollment with this id in the membership that ``person`` belongs to now; with ``ended`` also one
    that has ended, or an earlier one of their own, so that a second click finds it again."""
    own = membership_queries.enrollment_of(person.id)
    beside = Enrollment.membership_id == (own.membership_id if own else None)
    if ended:
        return enrollment_with_id(number).where(or_(beside, Enrollment.person_id == person.id))
    return enrollment_with_id(number).where(beside, Enrollment.ended_at.is_(None))


def is_meant(invitation: Invitation, person: Person) -> bool:
    """Whether the typed name and address match ``person``."""
    found = people.matching_person(invitation.name, invitation.email)
    return found is not None and found.id == person.id


def may_be_mailed(invitation: Invitation) -> bool:
    """Whether the invitation may be mailed: the person has not died, is not suspended, and neither they nor
    the payer blocks the other. Never shown to anybody. When the name matches nobody, all people known under
    the address are checked."""
    return may_meet(invitation, _meant(invitation))


def may_meet(invitation: Invitation, meant: Collection[int]) -> bool:
    """Whether an invitation that means these people may be mailed (see ``may_be_mailed``)."""
    if not meant:
        return True
    if restrictions.reasons_against(meant, Use.SHOWN):
        return False
    return all(
        visibility.may_be_paired(payer, [number for number in meant if number != payer])
        for payer in payers_of(invitation)
    )


def payers_of(invitation: Invitation) -> set[int]:
    """The person in whose name the invitation was mailed, and the person who pays by now."""
    now_pays = invitation.membership.payer_id if invitation.membership else None
    return {number for number in (invitation.payer_id, now_pays) if number is not None}


def _meant(invitation: Invitation) -> list[int]:
    found = people.matching_person(invitation.name, invitation.email)
    return [found.id] if found else [person.id for person in people.people_by_email(invitation.email)]


def invitations_meant_for(person: Person, found: Sequence[Invitation]) -> list[Invitation]:
    """Those of ``found`` that the person made or accepted, or that went to their address; where others have
    the address, too, those to their name."""
    shared = not person.email or any(other.id != person.id for other in people.people_by_email(person.email))
    hers = {person.id}
    return [
        one for one in found if not shared or hers & {one.person_id, one.payer_id} or is_meant(one, person)
    ]
