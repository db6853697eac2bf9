"""Finding who belongs to a household or company, who is named for it, and how many places are free."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from chapter import db
from chapter.membership import queries
from chapter.membership.models.applications import APPROVED, Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.people.models import Person

OPEN_INVITATION = and_(
    Invitation.accepted_at.is_(None),
    Invitation.declined_at.is_(None),
    Invitation.withdrawn_at.is_(None),
    Invitation.erased_at.is_(None),
)


@dataclass(frozen=True)
class BundleMember:
    """A person of a bundle as its payer sees them: by the name that the payer typed, else by their first
    name."""

    place: Enrollment
    name: str
    pays: bool


@dataclass(frozen=True)
class Bundle:
    """Who belongs to ``membership``, who has not answered (``open``), who declined, and how many places are
    free."""

    membership: Membership
    members: list[BundleMember]
    open: list[Invitation]
    declined: list[Invitation]

    @property
    def free(self) -> int:
        """How many places nobody has, and nobody is invited to."""
        return max(0, self.membership.level.bundle_most - len(self.members) - len(self.open))


def bundle_of(membership: Membership) -> Bundle:
    """``membership`` with all who belong to it, or are invited to."""
    named = invitations_where(Invitation.membership_id == membership.id)
    typed = {one.person_id: one.name for one in named if one.accepted_at and one.name}
    members = [
        BundleMember(place, typed.get(place.person_id) or place.person.first_name, place.person_id == payer)
        for payer in [membership.payer_id]
        for place in queries.enrollments_in(membership)
    ]
    has_declined = [one for one in named if one.declined_at and one.name]
    return Bundle(membership, members, [one for one in named if one.open], has_declined)


def name_in(membership: Membership, person: Person) -> str:
    """What the payer sees ``person`` called: as the payer typed it, else by the first name."""
    theirs = Invitation.membership_id == membership.id, Invitation.person_id == person.id
    typed = [one.name for one in invitations_where(*theirs, Invitation.accepted_at.is_not(None)) if one.name]
    return typed[-1] if typed else person.first_name


def open_invitations_in(membership: Membership) -> list[Invitation]:
    """The invitations to ``membership`` that are not answered, the oldest first."""
    return invitations_where(Invitation.membership_id == membership.id, OPEN_INVITATION)


def unanswered_for(membership: Membership) -> list[Invitation]:
    """Unanswered invitations to ``membership``, and those that its payer named before: in their application,
    unless that was refused or closed, or for a membership of theirs that was undone because its dues were
    reversed."""
    asked = select(Application.id).where(
        Application.person_id == membership.payer_id,
        or_(Application.closed_at.is_(None), Application.decision == APPROVED),
    )
    ended = select(Membership.id).where(
        Membership.payer_id == membership.payer_id, Membership.ended_at.is_not(None)
    )
    first = and_(Invitation.membership_id.is_(None), Invitation.application_id.in_(asked))
    own = Invitation.membership_id == membership.id
    return invitations_where(or_(own, first, Invitation.membership_id.in_(ended)), OPEN_INVITATION)


def invitations_where(*which: ColumnElement[bool]) -> list[Invitation]:
    rows: Select[Invitation] = select(Invitation).where(*which).order_by(Invitation.id)
    return list(db.session.scalars(rows))
