"""What the outbox puts into mails about accounts when it sends them."""

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
    """Let mails hold one-use links."""
    placeholders.register_link(
        app, LINK, lambda link_id: one_use_address(db.session.get_one(OneUseLink, link_id))
    )
    placeholders.register_link(app, DELETION_LINK, deletion_address)
    placeholders.register_link(app, NEW_EMAIL_LINK, new_email_address)
    placeholders.register_link(app, OLD_EMAIL_LINK, old_email_address)
    whose = select(Account.id, Person.name, Account.email, Account.person_id, true()).join(Account.person)
    current_addresses.register(app, Account.__tablename__, whose)


def one_use_address(link: OneUseLink) -> str:
    """The whole address of a one-use link, built from BASE_URL."""
    return signed_links.absolute_url(
        f"{PATHS[link.purpose]}/{signed_links.make_token(link.purpose, link.public_id)}"
    )


def deletion_address(number: int) -> str:
    """Where they confirm that they want to be erased."""
    return signed_links.absolute_url(f"/me/leave/{db.session.get_one(DeletionRequest, number).token}")


def new_email_address(number: int) -> str:
    """Where they say that the new email is theirs."""
    return signed_links.absolute_url(f"/account/email/new/{db.session.get_one(EmailChange, number).token}")


def old_email_address(number: int) -> str:
    """Where they stop a change of their email, or take it back."""
    return signed_links.absolute_url(
        f"/account/email/back/{db.session.get_one(EmailChange, number).back_token}"
    )
