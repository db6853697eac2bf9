"""Timed jobs: tribute cards are sent, statements and drive news are mailed in batches."""

from datetime import datetime

from chapter import db
from chapter.givers.rules import cards, drive_news, statement_requests


def send_cards(now: datetime) -> int:
    """Send the tribute cards that are due, and notify the givers of those that were sent."""
    with db.writing():
        sent = cards.send_cards(now=now)
    with db.writing():
        return sent + cards.report_sent_cards(now=now)


def tell_givers(now: datetime) -> int:
    """Mail a batch of the statements that were asked for, and a batch of drive news."""
    with db.writing():
        statements = statement_requests.send_statements(now=now)
    with db.writing():
        return statements + drive_news.send_news(now=now)
