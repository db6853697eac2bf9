"""What the wall of a drive shows of a gift."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.giving.models import HIDDEN, SHOWN, Gift
from chapter.giving.rules import drives


def moderate(gift: Gift, *, show: bool, by: Actor, now: datetime) -> None:
    """Show the gift on the wall, with its name, tribute and words; or hide all of it. Nothing changes when it
    is so already."""
    gift = db.lock(gift)
    if gift.wall_state == (SHOWN if show else HIDDEN) and (gift.shown_at is not None or not show):
        return
    gift.shown_at, gift.hidden_at = (now, None) if show else (None, now)
    gift.shown_by = by.person_id
    drives.wall_changed([gift.drive_id])
    audit.record("showed on the wall" if show else "took from the wall", gift, by=by, now=now)
