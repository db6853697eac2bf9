"""The timed job of givers: tribute cards are sent."""

from datetime import datetime

from chapter import db
from chapter.givers.rules import cards


def send_cards(now: datetime) -> int:
    """Send the tribute cards that are due, and notify the givers of those that were sent."""
    with db.writing():
        sent = cards.send_cards(now=now)
    with db.writing():
        return sent + cards.report_sent_cards(now=now)
