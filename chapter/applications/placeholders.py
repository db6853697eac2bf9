"""What the outbox puts into mails to applicants when it sends them, and to which address it sends them."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.applications.emails import CONFIRM_LINK, CONTINUE_LINK
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_link
from chapter.membership.models.applications import Application
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold these links, and go to the email that the application has when they are sent."""
    register_link(app, CONTINUE_LINK, application_link)
    register_link(app, CONFIRM_LINK, confirm_link)
    one = Application
    rows = select(one.id, one.name, one.email, one.person_id, not_(is_verified(one)))
    current_addresses.register(app, one.__tablename__, rows)


def application_link(number: int) -> str:
    """The link to continue an application, or to see its status."""
    return signed_links.absolute_url(f"/join/application/{db.session.get_one(Application, number).token}")


def confirm_link(number: int) -> str:
    """The link where the email of an application is confirmed."""
    return signed_links.absolute_url(f"/join/confirm/{db.session.get_one(Application, number).proof_token}")
