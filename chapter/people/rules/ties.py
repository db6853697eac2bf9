"""Two who both said that they met have a tie. Not in the audit log: whom somebody met is theirs alone."""

from datetime import datetime

from sqlalchemy import delete

from chapter import db
from chapter.people.models.ties import Tie
from chapter.people.queries import ties


def tie(one_id: int, other_id: int, event_id: int, *, now: datetime) -> Tie:
    """Tie two people, who both said that they met at this event. Idempotent."""
    first, second = sorted((one_id, other_id))
    found = ties.tie_at(first, second, event_id)
    if found is None:
        found = Tie(one_id=first, other_id=second, event_id=event_id, since=now)
        db.session.add(found)
    return found


def untie(one_id: int, other_id: int, event_id: int) -> None:
    """Delete the tie of two people at this event, since one of them says no longer that they met."""
    first, second = sorted((one_id, other_id))
    theirs = Tie.one_id == first, Tie.other_id == second, Tie.event_id == event_id
    db.session.execute(delete(Tie).where(*theirs))
