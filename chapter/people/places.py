"""What the outbox puts into mails about accounts when it sends them."""

from flask import Flask

from chapter import db
from chapter.mail import places
from chapter.people.emails import LINK
from chapter.people.models import OneUseLink
from chapter.web import links

PATHS = {"signin": "/signin/link", "reset": "/password/new", "invitation": "/invitation"}


def register(app: Flask) -> None:
    """Let mails hold one-use links."""
    places.register_link(app, LINK, lambda link_id: address(db.session.get_one(OneUseLink, link_id)))


def address(link: OneUseLink) -> str:
    """The whole address of a one-use link, built from BASE_URL."""
    return links.absolute(f"{PATHS[link.purpose]}/{links.token(link.purpose, link.public_id)}")
