"""What memberships hold of a person. Days, amounts and the fact that they belonged stay in the books."""

from sqlalchemy import ColumnElement, or_, select

from chapter.membership import words
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Enrollment, Member, Membership, Term
from chapter.membership.models.settings import MembershipSettings
from chapter.membership.rules import erasure
from chapter.personal_data.declarations import Act, Blank, NotPersonal, PersonalTable, Retained, Section
from chapter.personal_data.subjects import Ids, of_people

SHARED = Retained("days and a price, which name nobody; others may belong to it, too")


def _of_enrolled(membership_id: Ids) -> ColumnElement[bool]:
    return membership_id.in_(select(Enrollment.membership_id).where(of_people(Enrollment.person_id)))


TABLES = (
    PersonalTable(
        Member, export="members", whose=of_people(Member.person_id), erasure=Act(erasure.erase_memberships)
    ),
    PersonalTable(
        Membership,
        export="memberships",
        whose=of_people(Membership.payer_id),
        shown=or_(_of_enrolled(Membership.id), of_people(Membership.payer_id)),
        erasure=SHARED,
    ),
    PersonalTable(
        Enrollment, export="places", whose=of_people(Enrollment.person_id), erasure=Retained("days alone")
    ),
    PersonalTable(
        Term,
        export="terms",
        section=Section("membership/public/_my_membership.html", 4, lambda *_: {"member_words": words}),
        shown=_of_enrolled(Term.membership_id),
        erasure=SHARED,
    ),
    PersonalTable(
        Dues,
        export="dues",
        whose=of_people(Dues.payer_id),
        secrets="nonce",
        erasure=Blank(note=""),
    ),
    PersonalTable(
        Departure,
        export="leavings",
        whose=of_people(Departure.person_id),
        erasure=Blank(why="", released_summary=""),
    ),
    NotPersonal(MembershipSettings, reason="reminder days and words of the chapter's own"),
)
"""Of dues, only what they paid: another's payment belongs to that other's records."""
