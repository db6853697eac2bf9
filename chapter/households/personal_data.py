"""What invitations to a household or company hold of a person."""

from sqlalchemy import and_, or_

from chapter.households.rules import retention
from chapter.membership.models.invitations import Invitation
from chapter.personal_data.declarations import Act, PersonalTable, Section
from chapter.personal_data.subjects import OWN_ADDRESSES, of_people, typed_under_it
from chapter.security import throttle

TO_HER = or_(typed_under_it(Invitation.email_key), Invitation.email_key.in_(OWN_ADDRESSES))
TABLES = (
    PersonalTable(
        Invitation,
        export="named_for_bundles",
        section=Section("households/public/_my_invitations.html", 3),
        whose=and_(
            or_(of_people(Invitation.person_id, Invitation.payer_id), TO_HER), Invitation.erased_at.is_(None)
        ),
        narrow=retention.invitations_of_subject,
        hides=retention.hidden_address,
        secrets="nonce",
        left_out="email_key",
        erasure=Act(retention.erase),
        key=Invitation.email_key,
        limit=throttle.INVITATIONS,
    ),
)
