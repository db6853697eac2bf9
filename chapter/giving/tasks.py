"""What is timed."""

from datetime import datetime

from chapter import db
from chapter.giving.rules import batches, telling, thanking


def send_cards(now: datetime) -> int:
    """Tribute cards whose time has come; and their givers are told of those that left."""
    with db.writing():
        sent = thanking.send_cards(now=now)
    with db.writing():
        return sent + thanking.tell_of_cards(now=now)


def void_undone(now: datetime) -> int:
    """Void the gifts of lists that were undone, each in a transaction of its own."""
    found = batches.undone()
    db.session.rollback()
    return sum(_voided(number, now) for number in found)


def tell_givers(now: datetime) -> int:
    """Statements that were asked for, and what gifts did: a batch of each."""
    with db.writing():
        statements = telling.send_statements(now=now)
    with db.writing():
        return statements + telling.send_news(now=now)


def _voided(number: int, now: datetime) -> int:
    with db.writing():
        return batches.void_next(number, now=now)
