"""Timed: tribute cards leave, statements and drive news are mailed in batches."""

from datetime import datetime

from chapter import db
from chapter.givers.rules import cards, drive_news, statement_requests


def send_cards(now: datetime) -> int:
    """Tribute cards whose time has come; and their givers are told of those that left."""
    with db.writing():
        sent = cards.send_cards(now=now)
    with db.writing():
        return sent + cards.report_sent_cards(now=now)


def tell_givers(now: datetime) -> int:
    """Statements that were asked for, and what gifts did: a batch of each."""
    with db.writing():
        statements = statement_requests.send_statements(now=now)
    with db.writing():
        return statements + drive_news.send_news(now=now)
