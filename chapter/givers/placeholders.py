"""What the outbox puts into mails to givers when it sends them."""

from flask import Flask

from chapter import db
from chapter.givers import year_end_statements
from chapter.givers.emails import STATEMENT_LINK
from chapter.givers.models import Statement
from chapter.mail.placeholders import register_link
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Let mails hold the link to a year-end statement."""
    register_link(app, STATEMENT_LINK, statement_link)


def statement_link(number: int) -> str:
    """The link where a year-end statement can be read, printed and downloaded."""
    asked = db.session.get_one(Statement, number)
    return signed_links.absolute_url(
        f"/give/statement/{asked.year}/{year_end_statements.statement_token(asked.person, asked.year)}"
    )
