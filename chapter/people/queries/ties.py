"""Ties: who knows whom."""

from sqlalchemy import select

from chapter import db
from chapter.people.models.ties import Tie


def tie_at(one_id: int, other_id: int, event_id: int) -> Tie | None:
    """The tie of two people at one event; pass the smaller number first. None when there is none."""
    return db.first(
        select(Tie).where(Tie.one_id == one_id, Tie.other_id == other_id, Tie.event_id == event_id)
    )
