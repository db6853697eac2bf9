"""What the outbox puts into mails to those who are named for a bundle, and where it sends them."""

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
    """Let mails hold these links, and follow an invitation to the email it has when they are sent."""
    register_link(app, INVITATION_LINK, invitation_link)
    register_link(app, JOIN_LINK, lambda _number: signed_links.absolute_url("/join"))
    named = Invitation
    rows = select(named.id, named.name, named.email, named.person_id, not_(is_verified(named)))
    current_addresses.register(app, named.__tablename__, rows)


def invitation_link(number: int) -> str:
    """Where one who was named for a household says yes or no."""
    return signed_links.absolute_url(f"/join/with/{db.session.get_one(Invitation, number).token}")
