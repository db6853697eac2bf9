"""The mails to people who are named for a household or company."""

from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.membership import words
from chapter.membership.emails import letter_to_member
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.people.models import Person
from chapter.restrictions import Use

INVITATION_LINK, JOIN_LINK = "membership.invitation", "membership.join"
"""What placeholders.py makes when the mail is sent."""


def invited(invitation: Invitation) -> Letter:
    """To a person named for a household or company: what it is, who pays, how to say yes or no."""
    membership = invitation.membership
    return write_letter(
        "membership.invited",
        invitation=invitation,
        payer=invitation.payer,
        membership=membership,
        level=membership.level if membership else None,
        words=words,
        placeholders={"link": (INVITATION_LINK, invitation.id)},
        about=("bundle_invitations", invitation.id),
    )


def taken_out(membership: Membership, person: Person) -> Letter:
    """To a person who was removed from a household or company: how to join on their own."""
    return letter_to_member(
        "taken_out", person, membership, placeholders={"join": (JOIN_LINK, membership.id)}
    )


KINDS = declare("membership", "invited taken_out", use=Use.HELD, readers=[directors])
"""What these mails are for, and who of the office may read them."""
