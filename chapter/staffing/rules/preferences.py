"""When a volunteer is free, what they enjoy, and how much they like to give: input for matching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.staffing.models.profiles import DAYS, PARTS, VolunteerProfile

SLOTS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
"""All slots of a week: ``mon-morning`` to ``sun-evening``."""


@dataclass(frozen=True)
class Preferences:
    """What a volunteer said. ``enjoys``: numbers of programs; all empty: they are open to everything."""

    available: Sequence[str] = ()
    enjoys: Sequence[int] = ()
    hours_a_month: int | None = None
    paused_until: date | None = None


def preferences_of(person: Person) -> Preferences:
    """The person's stored preferences; empty ones when they never gave any."""
    kept = db.session.get(VolunteerProfile, person.id)
    if kept is None:
        return Preferences()
    return Preferences(kept.available, kept.enjoys, kept.hours_a_month, kept.paused_until)


def save_preferences(person: Person, wishes: Preferences, *, by: Actor, now: datetime) -> VolunteerProfile:
    """Save ``wishes`` in the place of earlier ones. The audit log says which fields changed, not to what."""
    db.lock(person)
    before = preferences_of(person)
    kept = db.session.get(VolunteerProfile, person.id)
    if kept is None:
        kept = VolunteerProfile(person_id=person.id)
        db.session.add(kept)
    kept.available = [slot for slot in SLOTS if slot in wishes.available]
    kept.enjoys = sorted(set(wishes.enjoys))
    kept.hours_a_month, kept.paused_until = wishes.hours_a_month, wishes.paused_until
    kept.changed_at = now
    db.session.flush()
    after = preferences_of(person)
    changed = [name for name in vars(after) if getattr(after, name) != getattr(before, name)]
    audit.record("said when she is free", person, by=by, now=now, after=dict.fromkeys(changed, "…"))
    return kept
