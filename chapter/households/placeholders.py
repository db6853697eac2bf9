"""What the outbox puts into mails about invitations when it sends them, and to which address it sends
them."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.households.emails import INVITATION_LINK, JOIN_LINK
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_link
from chapter.membership.models.invitations import Invitation
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold these links, and go to the email that the invitation has when they are sent."""
    register_link(app, INVITATION_LINK, invitation_link)
    register_link(app, JOIN_LINK, lambda _number: signed_links.absolute_url("/join"))
    named = Invitation
    rows = select(named.id, named.name, named.email, named.person_id, not_(is_verified(named)))
    current_addresses.register(app, named.__tablename__, rows)


def invitation_link(number: int) -> str:
    """The link where a named person answers an invitation."""
    return signed_links.absolute_url(f"/join/with/{db.session.get_one(Invitation, number).token}")
