"""What the outbox puts into mails about memberships when it sends them."""

from flask import Flask

from chapter import db
from chapter.mail.placeholders import register_link
from chapter.membership.emails import ACCOUNT_LINK, HOUSEHOLD_LINK, RENEWAL_LINK
from chapter.membership.models.memberships import Membership
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold the link to a renewal."""
    register_link(app, RENEWAL_LINK, renewal_link)
    register_link(app, HOUSEHOLD_LINK, lambda _number: signed_links.absolute_url("/me/membership"))
    register_link(app, ACCOUNT_LINK, lambda _number: signed_links.absolute_url("/account"))


def renewal_link(number: int) -> str:
    """The personal link by which membership ``number`` is renewed."""
    return signed_links.absolute_url(f"/renew/{db.session.get_one(Membership, number).token}")
