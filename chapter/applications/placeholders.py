"""What the outbox puts into mails about memberships when it sends them."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.applications.emails import CONFIRM_LINK, CONTINUE_LINK
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_link
from chapter.membership.emails import ACCOUNT_LINK, HOUSEHOLD_LINK, INVITATION_LINK, JOIN_LINK, RENEWAL_LINK
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold these links."""
    register_link(app, CONTINUE_LINK, application_link)
    register_link(app, CONFIRM_LINK, confirm_link)
    register_link(app, RENEWAL_LINK, renewal_link)
    register_link(app, INVITATION_LINK, invitation_link)
    register_link(app, HOUSEHOLD_LINK, lambda _number: signed_links.absolute_url("/me/membership"))
    register_link(app, JOIN_LINK, lambda _number: signed_links.absolute_url("/join"))
    register_link(app, ACCOUNT_LINK, lambda _number: signed_links.absolute_url("/account"))
    one = Application
    whose = select(one.id, one.name, one.email, one.person_id, not_(is_verified(one)))
    current_addresses.register(app, Application.__tablename__, whose)
    named = Invitation
    asked = select(named.id, named.name, named.email, named.person_id, not_(is_verified(named)))
    current_addresses.register(app, Invitation.__tablename__, asked)


def application_link(number: int) -> str:
    """Where an application is gone on with, and where it stands."""
    return signed_links.absolute_url(f"/join/application/{db.session.get_one(Application, number).token}")


def confirm_link(number: int) -> str:
    """Where its e-mail is confirmed."""
    return signed_links.absolute_url(f"/join/confirm/{db.session.get_one(Application, number).proof_token}")


def renewal_link(number: int) -> str:
    """The personal page on which a membership is renewed."""
    return signed_links.absolute_url(f"/renew/{db.session.get_one(Membership, number).token}")


def invitation_link(number: int) -> str:
    """Where one who was named for a household says yes or no."""
    return signed_links.absolute_url(f"/join/with/{db.session.get_one(Invitation, number).token}")
