"""Everything that is kept of somebody's memberships, for her who asks to see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, or_, select

from chapter import db
from chapter.membership.inviting import Invitation
from chapter.membership.models import Dues, Leaving, Member, Membership, Place, Term, Tick

Row = TypeVar("Row")


@dataclass(frozen=True)
class Memberships:
    """What the tables of membership hold about some people."""

    members: list[Member]
    memberships: list[Membership]
    places: list[Place]
    terms: list[Term]
    dues: list[Dues]
    leavings: list[Leaving]
    ticks: list[Tick]
    named_for_bundles: list[Invitation]


def kept_of(person_ids: Collection[int], invitations: list[Invitation]) -> Memberships:
    """All of it, of these people; ``invitations`` are theirs (belonging.py). Of dues, what they paid: what
    another paid for her is the other's."""
    hers = select(Place.membership_id).where(Place.person_id.in_(person_ids))
    whose = or_(Membership.id.in_(hers), Membership.payer_id.in_(person_ids))
    paid = Dues.payer_id.in_(person_ids)
    return Memberships(
        members=_all(select(Member).where(Member.person_id.in_(person_ids))),
        memberships=_all(select(Membership).where(whose).order_by(Membership.id)),
        places=_all(select(Place).where(Place.person_id.in_(person_ids)).order_by(Place.id)),
        terms=_all(select(Term).where(Term.membership_id.in_(hers)).order_by(Term.id)),
        dues=_all(select(Dues).where(paid).order_by(Dues.id)),
        leavings=_all(select(Leaving).where(Leaving.person_id.in_(person_ids)).order_by(Leaving.id)),
        ticks=_all(select(Tick).where(Tick.person_id.in_(person_ids)).order_by(Tick.id)),
        named_for_bundles=invitations,
    )


def _all(rows: Select[Row]) -> list[Row]:
    return list(db.session.scalars(rows))
