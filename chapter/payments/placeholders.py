"""What the outbox puts into mails about payments when it sends them."""

from flask import Flask

from chapter.mail.placeholders import register_link
from chapter.payments.emails import STRIPE_LINK
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold the link to the treasurer's page about Stripe."""
    register_link(app, STRIPE_LINK, stripe_link)


def stripe_link(_number: int) -> str:
    """The link to the treasurer's page about Stripe, the same for every payment."""
    return signed_links.absolute_url("/office/giving/stripe")
