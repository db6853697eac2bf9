"""The timed job of givers: tribute cards are sent."""

from datetime import datetime

from chapter import db
from chapter.givers.rules import cards


def send_cards(now: datetime) -> int:
    """Send the tribute cards that are due."""
    with db.writing():
        return cards.send_cards(now=now)
