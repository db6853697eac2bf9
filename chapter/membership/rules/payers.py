"""Who pays for a household or company: chosen by the office, or the person who has been in it longest."""

from collections.abc import Sequence
from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.membership import emails, queries
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import invitations as membership_invitations
from chapter.people.models import Person


def change_payer(membership: Membership, to: Person, *, by: Actor, now: datetime) -> None:
    """Let ``to`` pay for all of ``membership``, which is locked, from now on, and mail them; the link to its
    renewal is replaced."""
    before = membership.payer.public_id
    membership.payer = to
    membership.link_version += 1
    after = {"payer": to.public_id}
    audit.record("changed payer", membership, by=by, now=now, before={"payer": before}, after=after)
    if to.email:
        letter = emails.pays_now(membership)
        mail.queue(letter, to=(to.name, to.email), person_id=to.id, now=now)


def replace_payer(membership: Membership, others: Sequence[Enrollment], *, by: Actor, now: datetime) -> None:
    """The payer has left: of ``others``, the person who has been in it longest and has not left the chapter
    pays from now on. Unanswered invitations of the former payer are withdrawn."""
    membership_invitations.withdraw_open(membership, now=now)
    here = [one for one in others if queries.open_departure(one.person_id) is None]
    change_payer(membership, (here or list(others))[0].person, by=by, now=now)
