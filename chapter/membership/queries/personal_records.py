"""Everything that is stored of a person's memberships, for the copy of their data that they may ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, or_, select

from chapter import db
from chapter.levels.models import RequirementTick
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment, Member, Membership, Term

Row = TypeVar("Row")


@dataclass(frozen=True)
class MembershipRecords:
    """What the tables of membership hold about some people."""

    members: list[Member]
    memberships: list[Membership]
    places: list[Enrollment]
    terms: list[Term]
    dues: list[Dues]
    leavings: list[Departure]
    ticks: list[RequirementTick]
    named_for_bundles: list[Invitation]


def membership_records_of(person_ids: Collection[int], invitations: list[Invitation]) -> MembershipRecords:
    """The membership records of these people; ``invitations`` are theirs (households.queries). Of dues, only
    what they paid: another's payment belongs to that other's records."""
    hers = select(Enrollment.membership_id).where(Enrollment.person_id.in_(person_ids))
    whose = or_(Membership.id.in_(hers), Membership.payer_id.in_(person_ids))
    paid = Dues.payer_id.in_(person_ids)
    return MembershipRecords(
        members=_all(select(Member).where(Member.person_id.in_(person_ids))),
        memberships=_all(select(Membership).where(whose).order_by(Membership.id)),
        places=_all(select(Enrollment).where(Enrollment.person_id.in_(person_ids)).order_by(Enrollment.id)),
        terms=_all(select(Term).where(Term.membership_id.in_(hers)).order_by(Term.id)),
        dues=_all(select(Dues).where(paid).order_by(Dues.id)),
        leavings=_all(select(Departure).where(Departure.person_id.in_(person_ids)).order_by(Departure.id)),
        ticks=_all(
            select(RequirementTick)
            .where(RequirementTick.person_id.in_(person_ids))
            .order_by(RequirementTick.id)
        ),
        named_for_bundles=invitations,
    )


def _all(rows: Select[Row]) -> list[Row]:
    return list(db.session.scalars(rows))
