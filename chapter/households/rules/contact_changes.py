"""What happens to a person's applications, invitations and memberships that they pay for, and the links to
them, when their name or email changes."""

from collections.abc import Iterable

from sqlalchemy import select, update

from chapter import db
from chapter.households import queries
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import bundles
from chapter.people.models import Person, email_key


def open_invitations_for(person: Person) -> list[Invitation]:
    """The open invitations whose name and email match the person. To be read before either changes:
    afterwards they match no more."""
    if not person.email_key:
        return []
    there = select(Invitation).where(bundles.OPEN_INVITATION, Invitation.email_key == person.email_key)
    found = db.session.scalars(there.order_by(Invitation.id))
    return [one for one in found if queries.is_meant(one, person)]


def follow_email(person: Person, before: str, asked: Iterable[Invitation]) -> None:
    """Move the person's applications under the address ``before``, and the invitations in ``asked``, to their
    present email. Links to them, and to the renewal of what the person pays for, that were mailed to
    ``before`` become invalid."""
    hers = Application.person_id == person.id, Application.email_key == email_key(before)
    for one in db.session.scalars(select(Application).where(*hers, Application.email_key != "")):
        one.email, one.email_key, one.public_id = person.email, person.email_key, db.public_id()
    for invitation in _still_open(asked):
        invitation.email, invitation.email_key = person.email, person.email_key
        invitation.public_id = db.public_id()
        about = Mail.about_kind == Invitation.__tablename__, Mail.about_id == invitation.id
        mail.readdress(before, person.email, *about)
    paid = update(Membership).where(Membership.payer_id == person.id)
    newer = paid.values(link_version=Membership.link_version + 1)
    db.session.execute(newer, execution_options={"synchronize_session": "fetch"})


def follow_name(person: Person, asked: Iterable[Invitation]) -> None:
    """Let the invitations in ``asked``, which matched the person's former name, match the present one."""
    for invitation in _still_open(asked):
        if not queries.is_meant(invitation, person):
            invitation.name = person.name


def _still_open(asked: Iterable[Invitation]) -> list[Invitation]:
    return [one for one in map(db.lock, asked) if one.open]
