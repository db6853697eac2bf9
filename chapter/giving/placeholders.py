"""What the outbox puts into mails about gifts when it sends them."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.giving.emails import DRIVE_LINK, RECEIPT_LINK
from chapter.giving.models import Drive, Gift
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_link
from chapter.payments.models.receipts import Receipt
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold these links, and go to the present email of a gift's giver."""
    register_link(app, RECEIPT_LINK, receipt_link)
    register_link(app, DRIVE_LINK, drive_link)
    current_addresses.register(
        app,
        Gift.__tablename__,
        select(Gift.id, Gift.name, Gift.email, Gift.person_id, not_(is_verified(Gift))),
    )


def receipt_link(number: int) -> str:
    """The link where a receipt can be read, printed and downloaded."""
    return signed_links.absolute_url(f"/give/receipt/{db.session.get_one(Receipt, number).token}")


def drive_link(number: int) -> str:
    """The link to the page of a drive."""
    return signed_links.absolute_url(f"/give/{db.session.get_one(Drive, number).slug}")
