"""The placeholders in mails about accounts that the outbox fills at sending."""

from flask import Flask
from sqlalchemy import select, true

from chapter import db
from chapter.accounts.emails import DELETION_LINK, LINK, NEW_EMAIL_LINK, OLD_EMAIL_LINK
from chapter.accounts.models import Account, DeletionRequest, OneUseLink
from chapter.accounts.models.email_changes import EmailChange
from chapter.mail import current_addresses, placeholders
from chapter.people.models import Person
from chapter.security import signed_links

PATHS = {"signin": "/signin/link", "reset": "/password/new", "invitation": "/invitation"}


def register(app: Flask) -> None:
    """Register the placeholders for mailed links, and how the outbox finds an account's current address."""
    placeholders.register_link(
        app, LINK, lambda link_id: one_use_address(db.session.get_one(OneUseLink, link_id))
    )
    placeholders.register_link(app, DELETION_LINK, deletion_address)
    placeholders.register_link(app, NEW_EMAIL_LINK, new_email_address)
    placeholders.register_link(app, OLD_EMAIL_LINK, old_email_address)
    whose = select(Account.id, Person.name, Account.email, Account.person_id, true()).join(Account.person)
    current_addresses.register(app, Account.__tablename__, whose)


def one_use_address(link: OneUseLink) -> str:
    """The absolute URL of a one-use link, built from BASE_URL."""
    return signed_links.absolute_url(
        f"{PATHS[link.purpose]}/{signed_links.make_token(link.purpose, link.public_id)}"
    )


def deletion_address(number: int) -> str:
    """The URL that confirms a deletion request, by its number."""
    return signed_links.absolute_url(f"/me/leave/{db.session.get_one(DeletionRequest, number).token}")


def new_email_address(number: int) -> str:
    """The URL that confirms an email change from the new address."""
    return signed_links.absolute_url(f"/account/email/new/{db.session.get_one(EmailChange, number).token}")


def old_email_address(number: int) -> str:
    """The URL that stops or reverts an email change from the old address."""
    return signed_links.absolute_url(
        f"/account/email/back/{db.session.get_one(EmailChange, number).back_token}"
    )
