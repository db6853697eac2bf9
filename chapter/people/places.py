"""What the outbox puts into mails about accounts when it sends them."""

from flask import Flask
from sqlalchemy import select, true

from chapter import db
from chapter.mail import places, present
from chapter.people.emails import FAREWELL_LINK, LINK
from chapter.people.models import Account, OneUseLink, Person
from chapter.people.models.farewell import Farewell
from chapter.web import links

PATHS = {"signin": "/signin/link", "reset": "/password/new", "invitation": "/invitation"}


def register(app: Flask) -> None:
    """Let mails hold one-use links."""
    places.register_link(app, LINK, lambda link_id: address(db.session.get_one(OneUseLink, link_id)))
    places.register_link(app, FAREWELL_LINK, farewell_address)
    whose = select(Account.id, Person.name, Account.email, Account.person_id, true()).join(Account.person)
    present.register(app, Account.__tablename__, whose)


def address(link: OneUseLink) -> str:
    """The whole address of a one-use link, built from BASE_URL."""
    return links.absolute(f"{PATHS[link.purpose]}/{links.token(link.purpose, link.public_id)}")


def farewell_address(number: int) -> str:
    """Where she confirms that she wants to be erased."""
    return links.absolute(f"/me/leave/{db.session.get_one(Farewell, number).token}")
