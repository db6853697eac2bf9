"""Who of the office opened a person's record, and when: shown to that person, and nobody else."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.people.models.profile import ProfileView

ONE_VISIT = timedelta(minutes=15)
"""Pages that one officer opens within this time count as one view."""


def record_view(person_id: int, by_person_id: int, *, now: datetime) -> None:
    """Record that somebody of the office opened this record; not when it is their own."""
    lately = select(ProfileView.id).where(
        ProfileView.person_id == person_id,
        ProfileView.by_person_id == by_person_id,
        ProfileView.at > now - ONE_VISIT,
    )
    if person_id != by_person_id and db.first(lately) is None:
        db.session.add(ProfileView(person_id=person_id, by_person_id=by_person_id, at=now))
