"""What the log says of people in one membership."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogVerbs
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.people.log_names import PERSON_BY_PUBLIC_ID

LOGGED = (
    LogVerbs(
        Membership,
        {
            "added to bundle": "added a person to the membership of",
            "took out of bundle": "removed a person from the membership of",
            "left for another membership": "moved to another membership, that of",
        },
        {"person": Field("Person", refers=PERSON_BY_PUBLIC_ID)},
    ),
    LogVerbs(
        Invitation,
        {
            "named for bundle": "added to a membership:",
            "mailed again": "sent another email to",
            "said yes": "said yes to the invitation of",
            "said no": "said no to the invitation of",
        },
        {"mails": Field("Emails sent")},
    ),
)
