"""What the outbox puts into mails about gifts when it sends them."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.givers import year_end_statements
from chapter.givers.models import Statement
from chapter.giving.emails import DRIVE_LINK, RECEIPT_LINK, STATEMENT_LINK
from chapter.giving.models import Drive, Gift
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_link
from chapter.payments.emails import STRIPE_LINK
from chapter.payments.models.receipts import Receipt
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold these links."""
    register_link(app, RECEIPT_LINK, receipt_link)
    register_link(app, STATEMENT_LINK, statement_link)
    register_link(app, DRIVE_LINK, drive_link)
    register_link(app, STRIPE_LINK, stripe_link)
    current_addresses.register(
        app,
        Gift.__tablename__,
        select(Gift.id, Gift.name, Gift.email, Gift.person_id, not_(is_verified(Gift))),
    )


def receipt_link(number: int) -> str:
    """Where a receipt can be read, printed and taken as a file."""
    return signed_links.absolute_url(f"/give/receipt/{db.session.get_one(Receipt, number).token}")


def statement_link(number: int) -> str:
    """Where a year-end statement can be read, printed and taken as a file."""
    asked = db.session.get_one(Statement, number)
    return signed_links.absolute_url(
        f"/give/statement/{asked.year}/{year_end_statements.statement_token(asked.person, asked.year)}"
    )


def drive_link(number: int) -> str:
    """Where one gives to a drive."""
    return signed_links.absolute_url(f"/give/{db.session.get_one(Drive, number).slug}")


def stripe_link(_number: int) -> str:
    """Where the treasurer sees what Stripe says, whatever payment it is about."""
    return signed_links.absolute_url("/office/giving/stripe")
