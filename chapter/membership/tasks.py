"""Timed jobs of memberships: each a sweep, safe to run twice, that returns how much it found."""

from datetime import datetime

from chapter import db
from chapter.membership.rules import member_role


def sync_member_roles(now: datetime) -> int:
    """Update the member role of people whose membership began or ended as time passed."""
    with db.writing():
        return member_role.sync_changed_roles(now=now)
