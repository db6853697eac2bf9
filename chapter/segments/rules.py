"""Lists of people that staff save."""

from datetime import datetime

from chapter import db
from chapter.people.models import Person
from chapter.segments.models import SavedList


def save_list(owner: Person, name: str, wanted: str, *, shared: bool, now: datetime) -> SavedList:
    """Save the list of people that the query ``wanted`` selects, for its owner or for all staff."""
    saved = SavedList(owner_id=owner.id, name=name, wanted=wanted, shared=shared, saved_at=now)
    db.session.add(saved)
    return saved


def delete_list(saved: SavedList) -> None:
    """Delete a saved list; the people on it stay as they are."""
    db.session.delete(saved)
