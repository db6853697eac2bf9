"""The household of one demo sign-in: one person that the member invited said yes, one has not answered."""

from datetime import datetime, timedelta

from chapter import db
from chapter.households.rules import answers, invitations
from chapter.membership import queries
from chapter.membership.models.invitations import NamedPerson
from chapter.people.models import Person
from chapter.people.verification import MAILBOX
from sample.people import NEWCOMER, Crowd

SAID_YES = NamedPerson("Linh Ngo", "linh@prairiepost.test")
SILENT = NamedPerson("Mai Ngo", "mai@prairiepost.test")
MADE = 1
"""How many people it adds to the chapter: whoever has not answered is not one."""


def save(crowd: Crowd, *, now: datetime) -> None:
    """Save the household with the member's two sisters, invited four days ago."""
    named_at = now - timedelta(days=4)
    for number, other in enumerate((SAID_YES, SILENT)):
        with db.writing():
            payer = db.session.get_one(Person, crowd.ids[NEWCOMER])
            place = queries.enrollment_of(payer.id)
            if place is None:
                raise LookupError("the newcomer of the sample chapter belongs to no membership")
            nonce = f"sample-household-{number}"
            named = invitations.invite(place.membership, other, nonce=nonce, by=payer.actor, now=named_at)
            if other is SAID_YES:
                answers.accept_invitation(named, by=MAILBOX, now=named_at + timedelta(hours=3))
